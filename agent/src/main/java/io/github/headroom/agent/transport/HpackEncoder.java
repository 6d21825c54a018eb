package io.github.headroom.agent.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes header fields as never-indexed literals (RFC 7541, 6.2.3), so that neither side keeps
 * state.
 */
final class HpackEncoder {

  private static final int NEVER_INDEXED = 0x10;

  private final ByteArrayOutputStream block = new ByteArrayOutputStream(512);

  void reset() {
    block.reset();
  }

  void add(String name, String value) {
    block.write(NEVER_INDEXED);
    string(name);
    string(value);
  }

  byte[] toByteArray() {
    return block.toByteArray();
  }

  private void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length;
    if (length < 0x7f) {
      block.write(length);
    } else {
      block.write(0x7f);
      length -= 0x7f;
      while (length >= 0x80) {
        block.write((length & 0x7f) | 0x80);
        length >>>= 7;
      }
      block.write(length);
    }
    block.write(bytes, 0, bytes.length);
  }
}
