package io.github.headroom.agent.cause;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file of /proc, whose size is not known before it is read. */
final class SmallFile {

  private SmallFile() {}

  /**
   * The first bytes of the file as text; null where it cannot be read, as for a process that has
   * ended.
   *
   * @param most most bytes to read
   */
  static @Nullable String read(Path file, int most) {
    byte[] bytes = new byte[most];
    int length = 0;
    try (InputStream in = new FileInputStream(file.toFile())) {
      int read = 0;
      while (length < most && read >= 0) {
        length += read;
        read = in.read(bytes, length, most - length);
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }
}
