package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.x response, read within bounds (RFC 9112). Keeps only a few headers and the beginning
 * of the body, so it uses less than 8 KiB of heap.
 */
public final class HttpReply {

  /**
   * The most bytes of status line, headers, earlier informational responses, chunk sizes and
   * trailers together.
   */
  static final int MAX_HEAD = 64 * 1024;

  /**
   * The most bytes of a body. With a success status, a longer one fails the call. With another
   * status, the rest stays unread, because the status is sufficient.
   */
  static final int MAX_BODY = 64 * 1024;

  /** Bytes of the body that are kept. OTLP responses are shorter. */
  static final int KEPT_BODY = 4 * 1024;

  private final InputStream in;
  private final byte[] line = new byte[1024];
  private int length;
  private boolean cut;
  private int headLeft;

  private int status;
  private String reason = "";
  private boolean version11;
  private @Nullable String transferEncoding;
  private @Nullable String contentLength;
  private @Nullable String contentEncoding;
  private @Nullable String connection;
  private @Nullable String retryAfter;
  private byte[] body = new byte[0];
  private long bodyRead;
  private boolean leftUnread;
  private boolean reusable;

  private HttpReply(InputStream in, int maxHead) {
    this.in = in;
    this.headLeft = maxHead;
  }

  public int status() {
    return status;
  }

  /** Returns whether OTLP lists the status as retryable ("OTLP/HTTP Response", "Failures"). */
  public boolean isTransient() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** Returns the text after the status, as {@link Printable#piece}; may be empty. */
  public String reason() {
    return Printable.piece(reason);
  }

  /**
   * Returns the body, at most the first 4 KiB. Empty if there is none, or if the server compressed
   * it although the client accepts no compression.
   */
  public byte[] body() {
    return body;
  }

  /** Returns whether another request may follow on the same connection. */
  boolean isReusable() {
    return reusable;
  }

  /** Returns the value of the Retry-After header, or null if there is none. */
  @Nullable String retryAfter() {
    return retryAfter;
  }

  /**
   * Reads the final response to a POST. Informational responses (1xx) are skipped.
   *
   * @param maxBody the most bytes of the body, at most 64 KiB
   * @throws EOFException if the connection ends before the response does
   * @throws IOException if the response is not HTTP or exceeds a bound
   */
  static HttpReply read(InputStream in, long maxBody) throws IOException {
    HttpReply reply = readHead(in, MAX_HEAD);
    reply.readBody(Math.min(maxBody, MAX_BODY));
    return reply;
  }

  /**
   * Reads the final response without its body.
   *
   * @param maxHead the most bytes, including informational responses
   */
  static HttpReply readHead(InputStream in, int maxHead) throws IOException {
    HttpReply reply = new HttpReply(in, maxHead);
    do {
      reply.readStatusLine();
      reply.readHeaders();
      if (reply.status == 101) {
        throw new ProtocolException("server switched protocols unasked");
      }
    } while (reply.status < 200);
    return reply;
  }

  private void readStatusLine() throws IOException {
    if (!readLine()) {
      throw new EOFException("server closed the connection without an answer");
    }
    // Expected: HTTP/1.1 200 OK
    if (!startsWith("http/1.") || length < 12 || line[8] != ' ') {
      throw new ProtocolException("expected an HTTP/1.x status line, found " + quoted(line()));
    }
    status = 0;
    for (int i = 9; i < 12; i++) {
      int digit = line[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new ProtocolException("expected a status of three digits, found " + quoted(line()));
      }
      status = status * 10 + digit;
    }
    version11 = line[7] != '0';
    reason = length > 13 ? text(13, Math.min(length, 13 + Printable.MOST)) : "";
  }

  /** Reads the headers up to the empty line. */
  private void readHeaders() throws IOException {
    transferEncoding = null;
    contentLength = null;
    contentEncoding = null;
    connection = null;
    retryAfter = null;
    while (readField()) {
      transferEncoding = first(transferEncoding, "transfer-encoding:");
      contentEncoding = first(contentEncoding, "content-encoding:");
      connection = first(connection, "connection:");
      retryAfter = first(retryAfter, "retry-after:");
      String before = contentLength;
      contentLength = first(null, "content-length:");
      if (contentLength == null) {
        contentLength = before;
      } else if (before != null && !before.equals(contentLength)) {
        throw new ProtocolException("two lengths of one body");
      }
    }
  }

  /** Keeps the first of several headers of one name. */
  private @Nullable String first(@Nullable String before, String name) throws ProtocolException {
    if (before != null || !startsWith(name)) {
      return before;
    }
    if (cut) {
      throw new ProtocolException(name + " header longer than " + line.length + " bytes");
    }
    return text(name.length(), length).trim();
  }

  private void readBody(long maxBody) throws IOException {
    boolean delimited = true;
    if (status != 204 && status != 304) {
      if (transferEncoding != null) {
        if (!transferEncoding.equalsIgnoreCase("chunked")) {
          throw new ProtocolException(
              "Transfer-Encoding: expected chunked, found " + quoted(transferEncoding));
        }
        readChunks(maxBody);
      } else if (contentLength != null) {
        take(number(contentLength, 10, "Content-Length"), maxBody);
      } else {
        delimited = false;
        readToEnd(maxBody);
      }
    }
    body =
        contentEncoding == null || contentEncoding.equalsIgnoreCase("identity")
            ? Arrays.copyOf(body, (int) Math.min(bodyRead, body.length))
            : new byte[0];
    // A message with both delimiters may be request smuggling (RFC 9112, 6.3). Do not use the
    // connection again.
    reusable =
        delimited
            && !leftUnread
            && (transferEncoding == null || contentLength == null)
            && (version11
                ? !"close".equalsIgnoreCase(connection)
                : "keep-alive".equalsIgnoreCase(connection));
  }

  private void readChunks(long maxBody) throws IOException {
    while (true) {
      if (!readLine()) {
        throw new EOFException("server closed the connection amid a chunked body");
      }
      int end = 0;
      while (end < length && line[end] != ';') {
        end++;
      }
      long size = number(text(0, end), 16, "chunk size");
      if (size == 0) {
        while (readField()) {
          // Trailers are not used.
        }
        return;
      }
      take(size, maxBody);
      if (leftUnread) {
        return;
      }
      if (!readLine() || length > 0) {
        throw new ProtocolException("expected a line end after a chunk, found " + quoted(line()));
      }
    }
  }

  private void take(long count, long maxBody) throws IOException {
    long end = bodyRead + count;
    if (count > maxBody - bodyRead) {
      leaveRest();
      end = Math.min(maxBody, Math.max(bodyRead, KEPT_BODY));
    }
    while (bodyRead < end) {
      if (!readPart((int) Math.min(line.length, end - bodyRead))) {
        if (leftUnread) {
          return;
        }
        throw new EOFException(
            "server closed the connection after "
                + (count - (end - bodyRead))
                + " of "
                + count
                + " bytes of body");
      }
    }
  }

  private void readToEnd(long maxBody) throws IOException {
    while (readPart(line.length)) {
      if (bodyRead > maxBody) {
        leaveRest();
        return;
      }
    }
  }

  /** Reads through the line's buffer. Returns false at the end of the stream. */
  private boolean readPart(int most) throws IOException {
    int n = in.read(line, 0, most);
    if (n > 0 && bodyRead < KEPT_BODY) {
      if (body.length == 0) {
        body = new byte[KEPT_BODY];
      }
      System.arraycopy(line, 0, body, (int) bodyRead, (int) Math.min(n, KEPT_BODY - bodyRead));
    }
    bodyRead += Math.max(n, 0);
    return n >= 0;
  }

  private void leaveRest() throws IOException {
    if (status < 300) {
      throw new IOException("the server's answer is longer than the limit of the response body");
    }
    leftUnread = true;
  }

  private static long number(String text, int radix, String what) throws ProtocolException {
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

  /** Reads a header or trailer. Returns false at the empty line after them. */
  private boolean readField() throws IOException {
    if (!readLine()) {
      throw new EOFException("server closed the connection amid the headers");
    }
    return length > 0;
  }

  /**
   * Reads a line up to LF, without CR and LF. Keeps the beginning of a line that is longer than the
   * buffer. Returns false if the stream ends before the first byte.
   */
  private boolean readLine() throws IOException {
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
      if (--headLeft < 0) {
        throw new ProtocolException("the head of the answer is longer than " + MAX_HEAD + " bytes");
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
  private boolean startsWith(String start) {
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

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String line() {
    return text(0, length);
  }

  /** Returns at most 40 printable characters, so that a log line stays one line. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < 40; i++) {
      char c = text.charAt(i);
      quoted.append(c < ' ' || c > '~' ? '?' : c);
    }
    return quoted.append(text.length() > 40 ? "...\"" : "\"").toString();
  }
}
