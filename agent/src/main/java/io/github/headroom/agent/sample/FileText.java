package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CopiedTree;
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

  /** Where every file has to lie; null where the machine's own are read. */
  private final @Nullable CopiedTree tree;

  FileText() {
    this(null);
  }

  FileText(@Nullable CopiedTree tree) {
    this.tree = tree;
  }

  /** Whether the file is this machine's own, behind a link that leads out of the copied tree. */
  boolean leadsOut(Path file) {
    return tree != null && tree.leadsOut(file);
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
