package io.github.headroom.agent.locate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The files below a root, {@code /} but in tests. */
final class FileTree {

  /** Of a longer file only this much is looked at. */
  static final int MAX_BYTES = 1 << 20;

  private final Path root;

  FileTree(Path root) {
    this.root = root;
  }

  /**
   * @param absolute begins with a slash
   * @throws java.nio.file.InvalidPathException for a name that the JVM's file name encoding
   *     (sun.jnu.encoding) has no bytes for
   */
  Path path(String absolute) {
    int start = 0;
    while (start < absolute.length() && absolute.charAt(start) == '/') {
      start++;
    }
    return root.resolve(absolute.substring(start));
  }

  /** The text of a file. A file of /proc has no size before it is read. */
  static String read(Path file) throws IOException {
    byte[] bytes = new byte[8192];
    int length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (length < MAX_BYTES) {
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, length * 2);
        }
        int read = in.read(bytes, length, bytes.length - length);
        if (read < 0) {
          break;
        }
        length += read;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
