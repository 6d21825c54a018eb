package io.github.headroom.agent.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes unary gRPC calls of one method, one at a time on the caller's thread, over one HTTP/2
 * connection that stays open: ALPN h2 over TLS, prior knowledge without. HTTP proxies are passed
 * with CONNECT.
 *
 * <p>A call is retried on the codes that OTLP lists as retryable, and if the connection fails
 * before the first frame of a response.
 */
public final class GrpcClient extends RetryingClient<GrpcReply> {

  private static final String TIMEOUT_UNITS = "mSMH";
  private static final int MAX_TIMEOUT = 99_999_999;

  private final String path;
  private final @Nullable String encoding;
  private final long maxResponseBody;
  private final HpackEncoder block = new HpackEncoder();
  private ByteArrayOutputStream message = new ByteArrayOutputStream(0);
  private Map<String, List<String>> headers = Collections.emptyMap();
  private @Nullable Http2Connection session;

  /**
   * @param method such as {@code package.Service/Method}
   * @param encoding the compression of the messages; null for none
   * @param maxResponseBody in bytes, at most 64 KiB. A longer response fails the call
   */
  public GrpcClient(
      Connector connector,
      RetrySchedule schedule,
      String method,
      @Nullable String encoding,
      long maxResponseBody) {
    super(connector, schedule);
    this.path = "/" + method;
    this.encoding = encoding;
    this.maxResponseBody = Math.min(maxResponseBody, HttpReply.MAX_BODY);
  }

  /**
   * Sends the message until the server's outcome is final or the timeout has passed.
   *
   * @param message the bytes on the wire, compressed if an encoding is set
   * @param headers added to ours, except those that frame the message
   * @param timeoutNanos for the whole call with every attempt and every wait. It is sent to the
   *     server
   * @throws IOException if there is no outcome
   * @throws IllegalArgumentException if a header contains a control character
   */
  public GrpcReply call(
      ByteArrayOutputStream message, Map<String, List<String>> headers, long timeoutNanos)
      throws IOException {
    this.message = message;
    this.headers = headers;
    return call(timeoutNanos);
  }

  @Override
  Connection open(long deadline) throws IOException {
    Connection connection = connector.open(deadline, true, "h2");
    boolean greeted = false;
    try {
      session = new Http2Connection(connection.in, connection.out);
      greeted = true;
      return connection;
    } finally {
      if (!greeted) {
        connection.close();
      }
    }
  }

  @Override
  GrpcReply exchange(Connection connection, long deadline) throws IOException {
    Http2Connection http2 = sessionOf(connection);
    byte[] prefix = new byte[5];
    prefix[0] = (byte) (encoding == null ? 0 : 1);
    Http2Frames.putInt(prefix, 1, message.size());
    byte[] fields = headerBlock(deadline);
    try {
      return http2.call(fields, prefix, message, maxResponseBody).outcome();
    } finally {
      answered = http2.isAnswered();
    }
  }

  private Http2Connection sessionOf(Connection connection) {
    Http2Connection http2 = session;
    if (http2 == null || !http2.isOf(connection.in)) {
      throw new IllegalStateException("the connection is not the session's");
    }
    return http2;
  }

  /** Reads the frames that have arrived in the meantime: settings, pings, GOAWAY. */
  @Override
  boolean isReady(Connection connection) throws IOException {
    Http2Connection http2 = sessionOf(connection);
    while (http2.isReusable() && !connection.isQuiet()) {
      http2.readBetweenCalls();
    }
    return http2.isReusable();
  }

  private byte[] headerBlock(long deadline) throws IOException {
    HttpAddress endpoint = connector.endpoint();
    block.reset();
    block.add(":method", "POST");
    block.add(":scheme", endpoint.scheme());
    block.add(":path", path);
    block.add(":authority", endpoint.authority);
    block.add("te", "trailers");
    block.add("content-type", "application/grpc");
    block.add("grpc-timeout", timeout(TimedSocket.remainingMillis(deadline)));
    block.add("grpc-accept-encoding", "identity");
    if (encoding != null) {
      block.add("grpc-encoding", encoding);
    }
    boolean authorization = false;
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (HeaderRules.isOurs(name) || name.equals("host") || name.equals("te")) {
        continue;
      }
      authorization |= name.equals("authorization");
      for (String value : header.getValue()) {
        HeaderRules.check(name, value);
        block.add(name, value);
      }
    }
    if (!authorization && endpoint.authorization != null) {
      block.add("authorization", endpoint.authorization);
    }
    return block.toByteArray();
  }

  /** Formats a timeout as at most eight digits and a unit. */
  static String timeout(long millis) {
    long value = millis;
    int unit = 0;
    while (value > MAX_TIMEOUT) {
      value = value / (unit == 0 ? 1000 : 60);
      unit++;
    }
    return value + TIMEOUT_UNITS.substring(unit, unit + 1);
  }

  @Override
  boolean keeps(GrpcReply reply) {
    return session != null && session.isReusable();
  }

  @Override
  boolean isTransient(GrpcReply reply) {
    return reply.isTransient();
  }

  /** An idle connection does not respond on a stream: a server that closes it sends GOAWAY. */
  @Override
  boolean isOfIdleConnection(GrpcReply reply) {
    return false;
  }

  @Override
  long askedNanos(GrpcReply reply) {
    return reply.askedNanos();
  }
}
