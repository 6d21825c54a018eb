package io.github.headroom.agent.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts one body at a time over HTTP/1.1 on the caller's thread, on one connection that stays open.
 *
 * <p>A request is retried on 429, 502, 503 and 504, and if the connection fails before the first
 * byte of a response (OTLP specification). Redirects are not followed, so that credentials go only
 * to the configured server.
 */
public final class HttpClient extends RetryingClient<HttpReply> {

  private final String contentType;
  private final @Nullable String contentEncoding;
  private final long maxResponseBody;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
  private ByteArrayOutputStream body = head;
  private byte[] fields = new byte[0];

  /**
   * @param contentEncoding the compression of the bodies; null for none
   * @param maxResponseBody in bytes, at most 64 KiB. A longer response fails the call
   */
  public HttpClient(
      Connector connector,
      RetrySchedule schedule,
      String contentType,
      @Nullable String contentEncoding,
      long maxResponseBody) {
    super(connector, schedule);
    this.contentType = contentType;
    this.contentEncoding = contentEncoding;
    this.maxResponseBody = maxResponseBody;
  }

  /**
   * Sends the body until it is accepted or rejected, or until the timeout has passed.
   *
   * @param body is read, not changed
   * @param headers added to ours, except those that frame the message
   * @param timeoutNanos for the whole call with every attempt and every wait
   * @throws IOException if there is no response, or if it is not HTTP
   * @throws IllegalArgumentException if a header contains a line end or another control character
   */
  public HttpReply post(
      ByteArrayOutputStream body, Map<String, List<String>> headers, long timeoutNanos)
      throws IOException {
    this.body = body;
    this.fields = fields(headers, body.size());
    return call(timeoutNanos);
  }

  private byte[] fields(Map<String, List<String>> headers, int length) {
    StringBuilder lines = new StringBuilder(512);
    HttpAddress endpoint = connector.endpoint();
    boolean host = false;
    boolean authorization = false;
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      String name = header.getKey();
      if (HeaderRules.isOurs(name)) {
        continue;
      }
      host |= name.equalsIgnoreCase("Host");
      authorization |= name.equalsIgnoreCase("Authorization");
      for (String value : header.getValue()) {
        HeaderRules.check(name, value);
        lines.append(name).append(": ").append(value).append("\r\n");
      }
    }
    if (!host) {
      lines.append("Host: ").append(endpoint.authority).append("\r\n");
    }
    if (!authorization && endpoint.authorization != null) {
      lines.append("Authorization: ").append(endpoint.authorization).append("\r\n");
    }
    lines.append("Content-Type: ").append(contentType).append("\r\n");
    if (contentEncoding != null) {
      lines.append("Content-Encoding: ").append(contentEncoding).append("\r\n");
    }
    lines.append("Accept-Encoding: identity\r\nContent-Length: ").append(length);
    return lines.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  Connection open(long deadline) throws IOException {
    return connector.open(deadline, false, null);
  }

  @Override
  HttpReply exchange(Connection connection, long deadline) throws IOException {
    HttpAddress endpoint = connector.endpoint();
    String line =
        "POST "
            + (connection.absoluteForm ? "http://" + endpoint.authority : "")
            + endpoint.target
            + " HTTP/1.1\r\n";
    head.reset();
    head.write(line.getBytes(StandardCharsets.US_ASCII));
    head.write(fields);
    head.writeTo(connection.out);
    body.writeTo(connection.out);
    connection.out.flush();
    connection.awaitAnswer();
    answered = true;
    return HttpReply.read(connection.in, maxResponseBody);
  }

  /** Waiting bytes cannot be a response to a request that was not sent. */
  @Override
  boolean isReady(Connection connection) throws IOException {
    return connection.isQuiet();
  }

  @Override
  boolean keeps(HttpReply reply) {
    return reply.isReusable();
  }

  @Override
  boolean isTransient(HttpReply reply) {
    return reply.isTransient();
  }

  /** 408 (RFC 9110, 15.5.9): the server received no complete request in its time. */
  @Override
  boolean isOfIdleConnection(HttpReply reply) {
    return reply.status() == 408;
  }

  @Override
  long askedNanos(HttpReply reply) {
    return RetryAfter.nanos(reply.retryAfter(), System.currentTimeMillis());
  }
}
