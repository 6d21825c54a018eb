package io.github.headroom.agent.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The rule for a file that somebody names: it is opened only if it is a regular file. Opening a
 * FIFO waits for somebody who writes to it, reading a device may never end, and reading /dev/stderr
 * takes what the application has written.
 */
public final class RegularFile {

  /** What {@link #isAnother} has found, for a message. */
  public static final String FOUND_ANOTHER = "found a directory, a FIFO or a device";

  private RegularFile() {}

  /**
   * Returns whether the name belongs to something other than a regular file. Follows links. False
   * for a name that does not exist or cannot be looked up: opening it has the reason.
   */
  public static boolean isAnother(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  /**
   * Reads the beginning of a regular file.
   *
   * @param most the most bytes; fewer are returned if the file has fewer
   * @throws IOException if it cannot be read, such as a NoSuchFileException
   */
  public static byte[] read(Path path, int most) throws IOException {
    byte[] bytes = new byte[most];
    int length = 0;
    try (InputStream in = Files.newInputStream(path)) {
      int read = 0;
      while (read >= 0 && length < most) {
        read = in.read(bytes, length, most - length);
        length += Math.max(0, read);
      }
    }
    return length == most ? bytes : Arrays.copyOf(bytes, length);
  }
}
