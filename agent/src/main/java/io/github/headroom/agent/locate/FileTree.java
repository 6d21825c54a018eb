package io.github.headroom.agent.locate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The files below a root: {@code /}, a tree of a test, or one that was copied. */
final class FileTree {

  /** Of a longer file only this much is looked at. */
  static final int MAX_BYTES = 1 << 20;

  private final Path root;
  private final @Nullable CopiedTree copy;

  FileTree(Path root) {
    this(root, null);
  }

  /**
   * @param copy the same root as a tree that was copied from another machine; null if it is none
   */
  FileTree(Path root, @Nullable CopiedTree copy) {
    this.root = root;
    this.copy = copy;
  }

  /**
   * @param absolute begins with a slash
   * @throws InvalidPathException for a name that the JVM's file name encoding (sun.jnu.encoding)
   *     has no bytes for, or one that leads out of the tree
   */
  Path path(String absolute) {
    int start = 0;
    while (start < absolute.length() && absolute.charAt(start) == '/') {
      start++;
    }
    Path path = root.resolve(absolute.substring(start));
    if (copy != null && copy.leadsOut(path)) {
      throw new InvalidPathException(absolute, "it leads out of " + root);
    }
    return path;
  }

  /**
   * Whether the file is there. {@link Files#exists} answers no where the answer is not known.
   *
   * @throws AccessDeniedException when a directory on the way may not be searched
   */
  static boolean exists(Path file) throws AccessDeniedException {
    try {
      file.getFileSystem().provider().checkAccess(file);
      return true;
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the directory is there.
   *
   * @throws AccessDeniedException when a directory on the way may not be searched
   */
  static boolean isDirectory(Path file) throws AccessDeniedException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isDirectory();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
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
