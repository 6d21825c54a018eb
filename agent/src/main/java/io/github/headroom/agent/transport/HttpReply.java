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
   * status, and of a web page, the rest stays unread, because status and type are sufficient.
   */
  static final int MAX_BODY = 64 * 1024;

  /** The type of a TLS record (RFC 8446, 5.1). */
  private static final int TLS_ALERT = 21;

  /** Bytes of the body that are kept. OTLP responses are shorter. */
  static final int KEPT_BODY = 4 * 1024;

  private final HttpLines lines;
  private int status;
  private String reason = "";
  private boolean version11;
  private @Nullable String transferEncoding;
  private @Nullable String contentLength;
  private @Nullable String contentEncoding;
  private @Nullable String contentType;
  private @Nullable String connection;
  private @Nullable String retryAfter;
  private byte[] body = new byte[0];
  private long bodyRead;
  private boolean leftUnread;
  private boolean reusable;

  private HttpReply(InputStream in, int maxHead) {
    this.lines = new HttpLines(in, maxHead);
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

  /**
   * Returns the body as {@link Printable#piece} if it is plain text or JSON, otherwise an empty
   * text. OTLP demands a protobuf, but stores and gateways write why they refuse a request as text.
   * A server of Go that expects TLS does so without a type; a protobuf begins with a control
   * character.
   */
  public String text() {
    boolean untyped = contentType == null && body.length > 0 && body[0] >= ' ';
    return untyped || isType("text/plain") || isType("application/json") ? bodyText() : "";
  }

  /**
   * Returns whether the body is an HTML page: a user interface or a login page answers instead of a
   * receiver of OTLP.
   */
  public boolean isWebPage() {
    return isType("text/html") && bodyText().startsWith("<");
  }

  private boolean isType(String type) {
    return contentType != null && contentType.regionMatches(true, 0, type, 0, type.length());
  }

  private String bodyText() {
    return Printable.piece(new String(body, StandardCharsets.UTF_8).trim());
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
    try {
      if (!lines.next()) {
        throw new EOFException("server closed the connection without an answer");
      }
    } catch (EOFException e) {
      throw lines.length() == 0 || lines.startsWith("http/1.") ? e : otherProtocol();
    }
    // Expected: HTTP/1.1 200 OK
    if (!lines.startsWith("http/1.") || lines.length() < 12 || lines.at(8) != ' ') {
      throw otherProtocol();
    }
    status = 0;
    for (int i = 9; i < 12; i++) {
      int digit = lines.at(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new ProtocolException("expected a status of three digits, found " + lines.quoted());
      }
      status = status * 10 + digit;
    }
    version11 = lines.at(7) != '0';
    int end = Math.min(lines.length(), 13 + Printable.MOST);
    reason = end > 13 ? lines.text(13, end) : "";
  }

  /** A server of gRPC begins with its settings, a server of TLS refuses with an alert. */
  private ProtocolException otherProtocol() {
    String found = lines.quoted();
    if (lines.length() > 3 && lines.at(0) == 0 && lines.at(3) == Http2Frames.SETTINGS) {
      found = "HTTP/2: the port is for gRPC";
    } else if (lines.at(0) == TLS_ALERT) {
      found = "TLS: the endpoint needs https://";
    }
    return new ProtocolException("expected an HTTP/1.x status line, found " + found);
  }

  /** Reads the headers up to the empty line. */
  private void readHeaders() throws IOException {
    transferEncoding = null;
    contentLength = null;
    contentEncoding = null;
    contentType = null;
    connection = null;
    retryAfter = null;
    while (lines.nextField()) {
      transferEncoding = first(transferEncoding, "transfer-encoding:");
      contentEncoding = first(contentEncoding, "content-encoding:");
      contentType = first(contentType, "content-type:");
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
    return before != null || !lines.startsWith(name) ? before : lines.value(name);
  }

  private void readBody(long maxBody) throws IOException {
    boolean delimited = true;
    if (status != 204 && status != 304) {
      if (transferEncoding != null) {
        if (!transferEncoding.equalsIgnoreCase("chunked")) {
          throw new ProtocolException(
              "Transfer-Encoding: expected chunked, found " + HttpLines.quoted(transferEncoding));
        }
        readChunks(maxBody);
      } else if (contentLength != null) {
        take(HttpLines.number(contentLength, 10, "Content-Length"), maxBody);
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
      if (!lines.next()) {
        throw new EOFException("server closed the connection amid a chunked body");
      }
      int end = 0;
      while (end < lines.length() && lines.at(end) != ';') {
        end++;
      }
      long size = HttpLines.number(lines.text(0, end), 16, "chunk size");
      if (size == 0) {
        while (lines.nextField()) {
          // Trailers are not used.
        }
        return;
      }
      take(size, maxBody);
      if (leftUnread) {
        return;
      }
      if (!lines.next() || lines.length() > 0) {
        throw new ProtocolException("expected a line end after a chunk, found " + lines.quoted());
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
      if (!readPart((int) Math.min(HttpLines.BUFFER, end - bodyRead))) {
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
    while (readPart(HttpLines.BUFFER)) {
      if (bodyRead > maxBody) {
        leaveRest();
        return;
      }
    }
  }

  /** Reads through the buffer of the lines. Returns false at the end of the stream. */
  private boolean readPart(int most) throws IOException {
    int n = lines.readPart(most);
    if (n > 0 && bodyRead < KEPT_BODY) {
      if (body.length == 0) {
        body = new byte[KEPT_BODY];
      }
      lines.copyTo(body, (int) bodyRead, (int) Math.min(n, KEPT_BODY - bodyRead));
    }
    bodyRead += Math.max(n, 0);
    return n >= 0;
  }

  private void leaveRest() throws IOException {
    if (status < 300 && !isType("text/html")) {
      throw new IOException("the server's answer is longer than the limit of the response body");
    }
    leftUnread = true;
  }
}
