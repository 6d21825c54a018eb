package io.github.headroom.agent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of an HTTP/1.x message, read one after the other within a bound (RFC 9112). Keeps the
 * current line only.
 */
final class HttpLines {

  /** The most bytes of a line that are kept. */
  static final int BUFFER = 1024;

  private final InputStream in;
  private final int most;
  private final byte[] line = new byte[BUFFER];
  private int length;
  private boolean cut;
  private int left;

  /**
   * @param most the most bytes of all lines together
   */
  HttpLines(InputStream in, int most) {
    this.in = in;
    this.most = most;
    this.left = most;
  }

  /** Reads a header or trailer. Returns false at the empty line after them. */
  boolean nextField() throws IOException {
    if (!next()) {
      throw new EOFException("server closed the connection amid the headers");
    }
    return length > 0;
  }

  /**
   * Reads a line up to LF, without CR and LF. Keeps the beginning of a line that is longer than the
   * buffer. Returns false if the stream ends before the first byte.
   */
  boolean next() throws IOException {
    length = 0;
    cut = false;
    int b = in.read();
    if (b < 0) {
      return false;
    }
    while (true) {
      if (b < 0) {
        throw new EOFException("server closed the connection amid a line");
      }
      if (--left < 0) {
        throw new ProtocolException("the head of the answer is longer than " + most + " bytes");
      }
      if (b == '\n') {
        break;
      }
      cut = length == line.length;
      if (!cut) {
        line[length++] = (byte) b;
      }
      b = in.read();
    }
    if (!cut && length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return true;
  }

  /**
   * Returns whether the line starts with that text, ignoring case.
   *
   * @param start in lower case
   */
  boolean startsWith(String start) {
    for (int i = 0; i < start.length(); i++) {
      if (i >= length || lower(line[i]) != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /** Returns a part of the line. */
  String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Returns the line as {@link #quoted(String)}. */
  String quoted() {
    return quoted(text(0, length));
  }

  /** Returns at most 40 printable characters, so that a log line stays one line. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < 40; i++) {
      char c = text.charAt(i);
      quoted.append(c < ' ' || c > '~' ? '?' : c);
    }
    return quoted.append(text.length() > 40 ? "...\"" : "\"").toString();
  }

  /** Returns the length of the line, at most {@value #BUFFER}. */
  int length() {
    return length;
  }

  byte at(int index) {
    return line[index];
  }

  /**
   * Returns the value of a header.
   *
   * @param name how the line starts, with the colon
   * @throws ProtocolException if the line is longer than the buffer
   */
  String value(String name) throws ProtocolException {
    if (cut) {
      throw new ProtocolException(name + " header longer than " + BUFFER + " bytes");
    }
    return text(name.length(), length).trim();
  }

  /** Reads bytes of a body into the buffer. Returns their number; -1 at the end of the stream. */
  int readPart(int most) throws IOException {
    return in.read(line, 0, most);
  }

  void copyTo(byte[] body, int at, int count) {
    System.arraycopy(line, 0, body, at, count);
  }

  /** Parses a number without a sign. */
  static long number(String text, int radix, String what) throws ProtocolException {
    String digits = text.trim();
    try {
      if (!digits.startsWith("+") && !digits.startsWith("-")) {
        return Long.parseLong(digits, radix);
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new ProtocolException(what + ": expected a number, found " + quoted(text));
  }
}
