package io.github.headroom.it.victim;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * At a line of its standard input opens and closes every file of the directory that its argument
 * names, as a backup does, and prints {@code closed}; does nothing until its input ends.
 */
public final class OpensFiles {

  private OpensFiles() {}

  public static void main(String[] args) throws IOException {
    int read = System.in.read();
    while (read >= 0) {
      if (read == '\n') {
        open(new File(args[0]));
      }
      read = System.in.read();
    }
  }

  private static void open(File directory) throws IOException {
    File[] files = directory.listFiles();
    for (File file : files == null ? new File[0] : files) {
      try (InputStream in = new FileInputStream(file)) {
        in.read();
      }
    }
    System.out.println("closed");
  }
}
