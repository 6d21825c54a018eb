package io.github.headroom.agent.sample;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that were read of a kernel file, in a buffer used again and again. One is shared by all
 * the sources of a sampler: they read one after another in one thread.
 */
final class FileText {

  /** Far above the largest file read here (memory.stat of 6.18: 2 KiB; status: 2 KiB). */
  static final int CAPACITY = 16 * 1024;

  final byte[] bytes = new byte[CAPACITY];
  int length;

  /** Whether files that failed are tried again: so it is in full passes, not in fast ones. */
  boolean retrying = true;

  /** The tree, by its real path, that every file has to lie in; null where that is the machine. */
  private final @Nullable Path tree;

  FileText() {
    tree = null;
  }

  /**
   * @param root {@code /}, or a tree that was copied from another machine
   */
  FileText(Path root) {
    Path real = root;
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      // Nothing is there to be read.
    }
    tree = real.equals(real.getRoot()) ? null : real;
  }

  /** Whether what is read is a tree that was copied from another machine. */
  boolean isOfCopy() {
    return tree != null;
  }

  /** Whether the file is this machine's own, behind a link that leads out of the tree. */
  boolean leadsOut(Path file) {
    if (tree == null) {
      return false;
    }
    try {
      return !file.toRealPath().startsWith(tree);
    } catch (IOException e) {
      return false; // it cannot be opened either
    }
  }

  /** The start of the text, for a message. */
  String excerpt() {
    int end = 0;
    while (end < length && end < 40 && bytes[end] != '\n') {
      end++;
    }
    char[] chars = new char[end];
    for (int i = 0; i < end; i++) {
      chars[i] = bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '?';
    }
    return new String(chars);
  }
}
