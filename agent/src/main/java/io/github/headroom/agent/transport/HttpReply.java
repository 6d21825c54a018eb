package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.x answer, read within bounds (RFC 9112). */
public final class HttpReply {

  /**
   * Status line, headers, informational answers before and trailers after: all of them together.
   */
  private static final int MAX_HEAD = 64 * 1024;

  private static final byte[] NO_BODY = new byte[0];

  private final int status;
  private final String reason;
  private final boolean version11;
  private final ArrayList<String> headers = new ArrayList<>();
  private byte[] body = NO_BODY;
  private boolean reusable;

  private HttpReply(String line) throws ProtocolException {
    // HTTP/1.1 200 OK
    if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
      throw new ProtocolException("expected an HTTP/1.x status line, found " + quoted(line));
    }
    int code = 0;
    for (int i = 9; i < 12; i++) {
      int digit = line.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new ProtocolException("expected a status of three digits, found " + quoted(line));
      }
      code = code * 10 + digit;
    }
    this.status = code;
    this.version11 = line.charAt(7) != '0';
    this.reason = line.length() > 13 ? line.substring(13) : "";
  }

  public int status() {
    return status;
  }

  /** Text after the status, as {@link Printable#piece}; may be empty. */
  public String reason() {
    return Printable.piece(reason);
  }

  /** Empty where there is none, and where the server encoded it though asked not to. */
  public byte[] body() {
    return body;
  }

  /** Another request may follow on the same connection. */
  boolean isReusable() {
    return reusable;
  }

  /** Value of the first header of that name; absent where there is none. */
  @Nullable String header(String name) {
    for (int i = 0; i < headers.size(); i++) {
      String line = headers.get(i);
      if (line.length() > name.length()
          && line.charAt(name.length()) == ':'
          && line.regionMatches(true, 0, name, 0, name.length())) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return null;
  }

  /**
   * Reads the final answer to a POST; informational ones (1xx) are skipped.
   *
   * @param maxBody bytes of body taken
   * @throws EOFException where the connection ends before the answer does
   * @throws IOException where the answer is not HTTP or longer than its bounds
   */
  static HttpReply read(InputStream in, long maxBody) throws IOException {
    int budget = MAX_HEAD;
    HttpReply reply = readHead(in, budget);
    while (reply.status < 200) {
      if (reply.status == 101) {
        throw new ProtocolException("server switched protocols unasked");
      }
      budget -= reply.headSize();
      reply = readHead(in, budget);
    }
    reply.readBody(in, maxBody);
    return reply;
  }

  static HttpReply readHead(InputStream in, int budget) throws IOException {
    String line = line(in, budget);
    if (line == null) {
      throw new EOFException("server closed the connection without an answer");
    }
    HttpReply reply = new HttpReply(line);
    reply.readFields(in, budget - line.length() - 2, true);
    return reply;
  }

  private int headSize() {
    int size = reason.length() + 15;
    for (int i = 0; i < headers.size(); i++) {
      size += headers.get(i).length() + 2;
    }
    return size;
  }

  /** Header or trailer lines up to the empty one; trailers are dropped. */
  private void readFields(InputStream in, int budget, boolean keep) throws IOException {
    int left = budget;
    String line = line(in, left);
    while (line != null && !line.isEmpty()) {
      left -= line.length() + 2;
      if (keep) {
        headers.add(line);
      }
      line = line(in, left);
    }
    if (line == null) {
      throw new EOFException("server closed the connection amid the headers");
    }
  }

  private void readBody(InputStream in, long maxBody) throws IOException {
    String coding = header("Transfer-Encoding");
    String length = header("Content-Length");
    boolean delimited = true;
    if (status == 204 || status == 304) {
      body = NO_BODY;
    } else if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new ProtocolException("Transfer-Encoding: expected chunked, found " + quoted(coding));
      }
      body = readChunks(in, maxBody);
    } else if (length != null) {
      body = readExactly(in, number(length, 10, "Content-Length"), maxBody);
    } else {
      delimited = false;
      body = readToEnd(in, maxBody);
    }
    String encoding = header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      body = NO_BODY;
    }
    String connection = header("Connection");
    // Both delimiters at once is how requests are smuggled (RFC 9112, 6.3): not used again.
    reusable =
        delimited
            && (coding == null || length == null)
            && (version11
                ? !"close".equalsIgnoreCase(connection)
                : "keep-alive".equalsIgnoreCase(connection));
  }

  private byte[] readChunks(InputStream in, long maxBody) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      String line = line(in, MAX_HEAD);
      if (line == null) {
        throw new EOFException("server closed the connection amid a chunked body");
      }
      int semicolon = line.indexOf(';');
      long size = number(semicolon < 0 ? line : line.substring(0, semicolon), 16, "chunk size");
      if (size == 0) {
        readFields(in, MAX_HEAD, false);
        return whole.toByteArray();
      }
      whole.write(readExactly(in, size, maxBody - whole.size()));
      String end = line(in, 2);
      if (end == null || !end.isEmpty()) {
        throw new ProtocolException("expected a line end after a chunk, found " + quoted(end));
      }
    }
  }

  private static byte[] readExactly(InputStream in, long length, long max) throws IOException {
    if (length > max) {
      throw tooLong();
    }
    byte[] bytes = new byte[(int) length];
    int read = 0;
    while (read < bytes.length) {
      int n = in.read(bytes, read, bytes.length - read);
      if (n < 0) {
        throw new EOFException(
            "server closed the connection after " + read + " of " + length + " bytes of body");
      }
      read += n;
    }
    return bytes;
  }

  private static byte[] readToEnd(InputStream in, long maxBody) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] part = new byte[1024];
    int n = in.read(part);
    while (n >= 0) {
      if (whole.size() + (long) n > maxBody) {
        throw tooLong();
      }
      whole.write(part, 0, n);
      n = in.read(part);
    }
    return whole.toByteArray();
  }

  private static IOException tooLong() {
    return new IOException("the server's answer is longer than the limit of the response body");
  }

  private static long number(String text, int radix, String what) throws ProtocolException {
    String digits = text.trim();
    try {
      if (!digits.startsWith("+") && !digits.startsWith("-")) {
        return Long.parseLong(digits, radix);
      }
    } catch (NumberFormatException e) {
      // Told below, with the text.
    }
    throw new ProtocolException(what + ": expected a number, found " + quoted(text));
  }

  /** Up to LF, without CR and LF; absent where the stream ends before the first byte. */
  private static @Nullable String line(InputStream in, int max) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    while (b != '\n') {
      if (b < 0) {
        throw new EOFException("server closed the connection amid a line");
      }
      if (bytes.size() >= max) {
        throw new ProtocolException("the head of the answer is longer than its limit");
      }
      bytes.write(b);
      b = in.read();
    }
    String line = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /** At most 40 characters, so that a log line stays one. */
  private static String quoted(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < 40; i++) {
      char c = text.charAt(i);
      quoted.append(c < ' ' || c > '~' ? '?' : c);
    }
    return quoted.append(text.length() > 40 ? "...\"" : "\"").toString();
  }
}
