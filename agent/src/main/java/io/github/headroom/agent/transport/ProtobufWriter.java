package io.github.headroom.agent.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a message in protobuf's wire format (protobuf.dev, "Encoding"), field by field. A nested
 * message is written separately first.
 */
public final class ProtobufWriter extends ByteArrayOutputStream {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  public ProtobufWriter() {
    super(256);
  }

  /** Writes an int32, int64, uint64, bool or enum. */
  public ProtobufWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Writes a fixed64. */
  public ProtobufWriter fixed(int field, long value) {
    tag(field, FIXED64);
    for (int shift = 0; shift < 64; shift += 8) {
      write((int) (value >>> shift));
    }
    return this;
  }

  /** Writes a double. */
  public ProtobufWriter real(int field, double value) {
    return fixed(field, Double.doubleToLongBits(value));
  }

  /** Writes a string. An unpaired surrogate becomes a question mark. */
  public ProtobufWriter text(int field, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    tag(field, BYTES);
    varint(bytes.length);
    write(bytes, 0, bytes.length);
    return this;
  }

  /** Writes a message. Its writer can be used again. */
  public ProtobufWriter message(int field, ProtobufWriter value) {
    tag(field, BYTES);
    varint(value.count);
    write(value.buf, 0, value.count);
    return this;
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    write((int) left);
  }
}
