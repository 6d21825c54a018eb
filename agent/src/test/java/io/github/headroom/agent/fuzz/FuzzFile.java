package io.github.headroom.agent.fuzz;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that has one input after the other, for parsers that read files. */
public final class FuzzFile {

  private final Path path;
  private final RandomAccessFile file;

  public FuzzFile(String name) {
    try {
      path = Files.createTempDirectory("headroom-fuzz").resolve(name);
      file = new RandomAccessFile(path.toFile(), "rw");
      path.toFile().deleteOnExit();
      path.getParent().toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  /** Puts these bytes in the place of what the file held. */
  public void hold(byte[] bytes) {
    try {
      file.seek(0);
      file.write(bytes);
      file.setLength(bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
