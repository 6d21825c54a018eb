package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CopiedTree;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a kernel file, in a reused buffer. The sources of a sampler share one, because they
 * read in turn in one thread.
 */
final class FileText {

  /** Far above the size of the largest file (memory.stat of 6.18: 2 KiB; status: 2 KiB). */
  static final int CAPACITY = 16 * 1024;

  final byte[] bytes = new byte[CAPACITY];
  int length;

  /** Whether files that failed are tried again: in full passes, not in fast ones. */
  boolean retrying = true;

  /** The tree that contains every file; null where the machine's own files are read. */
  private final @Nullable CopiedTree tree;

  FileText() {
    this(null);
  }

  FileText(@Nullable CopiedTree tree) {
    this.tree = tree;
  }

  /** Whether the file belongs to this machine, behind a link that leads out of the copied tree. */
  boolean leadsOut(Path file) {
    return tree != null && tree.leadsOut(file);
  }

  /** The beginning of the text, for a message. */
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
