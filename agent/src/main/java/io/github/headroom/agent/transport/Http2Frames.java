package io.github.headroom.agent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;

/** Reads and writes HTTP/2 frames (RFC 9113, 4.1), one at a time in its own buffer. */
final class Http2Frames {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY = 0x20;

  /**
   * The default and smallest limit of a frame's payload (6.5.2). Neither side announces another
   * one.
   */
  static final int MAX_PAYLOAD = 16 * 1024;

  private static final int HEAD = 9;

  private final InputStream in;
  private final OutputStream out;
  private final byte[] head = new byte[HEAD];
  private final byte[] outgoing = new byte[HEAD + MAX_PAYLOAD];
  private final byte[] four = new byte[4];
  private int left = Integer.MAX_VALUE;

  /** The payload of the frame read last. */
  final byte[] payload = new byte[MAX_PAYLOAD];

  int length;
  int type;
  int flags;
  int stream;

  Http2Frames(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Sets how many more frames may be read; without a call there is no bound. */
  void allow(int more) {
    left = more;
  }

  /** Reads the next frame into the fields. */
  void read() throws IOException {
    if (--left < 0) {
      throw new ProtocolException("HTTP/2: more frames than an answer has");
    }
    readFully(head, HEAD);
    length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
    type = head[3] & 0xff;
    flags = head[4] & 0xff;
    stream = int31(head, 5);
    if (head[0] == 'H' && head[1] == 'T' && head[2] == 'T' && head[3] == 'P') {
      throw new ProtocolException("expected HTTP/2, found HTTP/1.x: the endpoint is not for gRPC");
    }
    if (length > MAX_PAYLOAD) {
      throw new ProtocolException(
          "HTTP/2: expected a frame of at most " + MAX_PAYLOAD + " bytes, found " + length);
    }
    readFully(payload, length);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Returns where the content of a DATA or HEADERS frame starts, after the pad length and the
   * priority.
   */
  int contentStart() {
    return (has(PADDED) ? 1 : 0) + (type == HEADERS && has(PRIORITY) ? 5 : 0);
  }

  /** Returns the bytes of content, without the padding. */
  int contentLength() throws ProtocolException {
    int padding = has(PADDED) && length > 0 ? payload[0] & 0xff : 0;
    int content = length - contentStart() - padding;
    if (content < 0) {
      throw new ProtocolException("HTTP/2: padding longer than its frame");
    }
    return content;
  }

  /** Writes a whole frame. {@link #flush} sends it. */
  void write(int type, int flags, int stream, byte[] bytes, int offset, int length)
      throws IOException {
    outgoing[0] = (byte) (length >> 16);
    outgoing[1] = (byte) (length >> 8);
    outgoing[2] = (byte) length;
    outgoing[3] = (byte) type;
    outgoing[4] = (byte) flags;
    putInt(outgoing, 5, stream);
    System.arraycopy(bytes, offset, outgoing, HEAD, length);
    out.write(outgoing, 0, HEAD + length);
  }

  void writeInt(int type, int stream, int value) throws IOException {
    putInt(four, 0, value);
    write(type, 0, stream, four, 0, 4);
  }

  void flush() throws IOException {
    out.flush();
  }

  private void readFully(byte[] bytes, int wanted) throws IOException {
    int read = 0;
    while (read < wanted) {
      int n = in.read(bytes, read, wanted - read);
      if (n < 0) {
        throw new EOFException("server closed the HTTP/2 connection");
      }
      read += n;
    }
  }

  static int int31(byte[] bytes, int at) {
    return (bytes[at] & 0x7f) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 24);
    bytes[at + 1] = (byte) (value >> 16);
    bytes[at + 2] = (byte) (value >> 8);
    bytes[at + 3] = (byte) value;
  }
}
