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

/** The files below a root: {@code /}, a test's directory, or a copied tree. */
final class FileTree {

  /** The most bytes read from one file. */
  static final int MAX_BYTES = 1 << 20;

  private final Path root;
  private final @Nullable CopiedTree copy;

  FileTree(Path root) {
    this(root, null);
  }

  /**
   * @param copy the same root if the tree was copied from another machine, else null
   */
  FileTree(Path root, @Nullable CopiedTree copy) {
    this.root = root;
    this.copy = copy;
  }

  /**
   * Returns the path of a file below the root.
   *
   * @param absolute begins with a slash
   * @throws InvalidPathException if the JVM's file name encoding (sun.jnu.encoding) cannot express
   *     the name, or if the path leaves the tree
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
   * Returns whether the file exists. {@link Files#exists} returns false when this is unknown.
   *
   * @throws AccessDeniedException if a directory on the path cannot be searched
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
   * Returns whether the directory exists.
   *
   * @throws AccessDeniedException if a directory on the path cannot be searched
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

  /** Returns the text of a file. The size of a /proc file is unknown before it is read. */
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
