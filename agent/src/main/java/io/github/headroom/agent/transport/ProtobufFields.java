package io.github.headroom.agent.transport;

import java.nio.charset.StandardCharsets;

/**
 * Iterates over the fields of a protobuf message (protobuf.dev, "Encoding"). Stops without an error
 * at malformed bytes. Of a truncated field, the beginning is used.
 */
final class ProtobufFields {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int start;

  /** The value of a numeric field; 0 for any other. */
  long number;

  ProtobufFields(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtobufFields(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** Returns the number of the next field, from 1; 0 after the last one. */
  int next() {
    if (at >= end) {
      return 0;
    }
    long tag = varint();
    int kind = (int) tag & 7;
    start = at;
    number = 0;
    if (kind == VARINT) {
      number = varint();
      start = at;
    } else if (kind == FIXED64) {
      skip(8);
    } else if (kind == FIXED32) {
      skip(4);
    } else if (kind == BYTES) {
      long length = varint();
      start = at;
      skip(length);
    } else {
      at = end;
      return 0;
    }
    return (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
  }

  private void skip(long length) {
    at = length < 0 || length > end - at ? end : at + (int) length;
  }

  /** Returns the field as a message, or an empty message if it is none. */
  ProtobufFields message() {
    return new ProtobufFields(bytes, start, at);
  }

  /** Returns the field as UTF-8 text of at most that many bytes. */
  String text(int most) {
    return new String(bytes, start, Math.min(at - start, most), StandardCharsets.UTF_8);
  }

  /** Reads at most ten bytes. A longer or truncated number ends the message. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64 && at < end; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    at = end;
    return 0;
  }
}
