package io.github.headroom.it.victim;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/**
 * Prints {@code ready}; at a byte on its standard input it maps a file privately and writes into
 * each page, prints {@code mapped}, and is still until the input ends. Arguments: the file, which
 * is made larger, and the MiB of it.
 */
public final class PrivateMapping {

  private static final int PAGE = 4096;

  private PrivateMapping() {}

  public static void main(String[] args) throws IOException {
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(args[0], "rw")) {
      long bytes = Long.parseLong(args[1]) << 20;
      file.setLength(bytes);
      MappedByteBuffer mapped = file.getChannel().map(MapMode.PRIVATE, 0, bytes);
      for (int at = 0; at < bytes; at += PAGE) {
        mapped.put(at, (byte) 1);
      }
      System.out.println("mapped");
      while (System.in.read() >= 0) {
        // Waits for the end of the input.
      }
      System.out.println("done " + mapped.get(0));
    }
  }
}
