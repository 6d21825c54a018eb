package io.github.headroom.agent.sample;

import java.nio.ByteBuffer;

/**
 * The bytes that one read of a kernel file gave, in a buffer used again and again. One is shared by
 * all the sources of a sampler: they read one after another in one thread.
 */
final class FileText {

  /** Far above the largest file read here (memory.stat of 6.18: 2 KiB; status: 2 KiB). */
  static final int CAPACITY = 16 * 1024;

  final byte[] bytes = new byte[CAPACITY];
  int length;

  /** Direct, since FileChannel would copy through a temporary one otherwise. */
  private final ByteBuffer direct = ByteBuffer.allocateDirect(CAPACITY);

  ByteBuffer cleared() {
    direct.clear();
    return direct;
  }

  void take() {
    direct.flip();
    length = direct.remaining();
    direct.get(bytes, 0, length);
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
