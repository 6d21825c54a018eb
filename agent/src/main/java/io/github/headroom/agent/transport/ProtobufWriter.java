package io.github.headroom.agent.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a message in protobuf's wire format (protobuf.dev, "Encoding"), field by field. A nested
 * message is written separately first. For one thread.
 */
public final class ProtobufWriter extends ByteArrayOutputStream {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  /** Bytes of a long in groups of 7 bits. */
  private static final int MOST_OF_VARINT = 10;

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
    makeRoom(Long.BYTES);
    for (int shift = 0; shift < 64; shift += 8) {
      buf[count++] = (byte) (value >>> shift);
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
    return begin(field, bytes.length).append(bytes);
  }

  /** Writes a message. Its writer can be used again. */
  public ProtobufWriter message(int field, ProtobufWriter value) {
    return begin(field, value.count).append(value);
  }

  /** Begins a message of this length. Its bytes are to follow. */
  public ProtobufWriter begin(int field, int length) {
    tag(field, BYTES);
    varint(length);
    return this;
  }

  /** Writes fields that another writer has encoded. Its writer can be used again. */
  public ProtobufWriter append(ProtobufWriter encoded) {
    append(encoded.buf, encoded.count);
    return this;
  }

  /** Writes fields that are encoded already. */
  public ProtobufWriter append(byte[] encoded) {
    append(encoded, encoded.length);
    return this;
  }

  private void append(byte[] encoded, int length) {
    makeRoom(length);
    System.arraycopy(encoded, 0, buf, count, length);
    count += length;
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    makeRoom(MOST_OF_VARINT);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      buf[count++] = (byte) ((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    buf[count++] = (byte) left;
  }

  /** Unlike the methods of ByteArrayOutputStream, takes no lock. */
  private void makeRoom(int bytes) {
    if (buf.length - count < bytes) {
      buf = Arrays.copyOf(buf, Math.max(2 * buf.length, count + bytes));
    }
  }
}
