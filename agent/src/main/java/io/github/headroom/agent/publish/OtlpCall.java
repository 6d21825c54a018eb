package io.github.headroom.agent.publish;

import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.transport.Connector;
import io.github.headroom.agent.transport.GrpcClient;
import io.github.headroom.agent.transport.GrpcReply;
import io.github.headroom.agent.transport.HttpAddress;
import io.github.headroom.agent.transport.HttpClient;
import io.github.headroom.agent.transport.HttpReply;
import io.github.headroom.agent.transport.RetrySchedule;
import io.github.headroom.agent.transport.RetryingClient;
import io.github.headroom.agent.transport.RpcStatus;
import io.github.headroom.agent.transport.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends OTLP messages of one signal over HTTP or gRPC by our own transport, one at a time, in the
 * caller's thread: {@link #send} returns when the answer is there or the call's time is over.
 *
 * <p>OpenTelemetry's exporters would do the same and load 90 classes more. For clients of HTTP the
 * JDK's java.net.http costs 26 to 35 MiB of RSS, okhttp 19; HttpURLConnection goes through the
 * application's URL handlers, cookies, proxies and passwords.
 */
final class OtlpCall {

  private static final long MAX_RESPONSE_BODY = 64 * 1024;

  /** The memory of a larger message is given back after it was sent. */
  private static final int KEPT_BYTES = 256 * 1024;

  private static final int FIRST_BYTES = 8 * 1024;

  private static final String WEB_PAGE =
      "the answer is a web page (text/html), which no OTLP receiver sends";

  private final boolean grpc;
  private final boolean gzip;
  private final long timeoutNanos;
  private final Map<String, List<String>> headers = new LinkedHashMap<>();

  /** By no closer type: the JVM's verifier would load the other protocol's client, too. */
  private final Object client;

  /** The message, kept for its retries; the memory is used again by the next one. */
  private ByteArrayOutputStream message = new ByteArrayOutputStream(FIRST_BYTES);

  private int status;
  private boolean isTransient;
  private String reason = "";
  private byte[] answer = new byte[0];

  /**
   * @param method of gRPC, such as {@code package.Service/Method}
   * @param version of the agent
   * @param files for https; null: the JDK's trust store, and no client certificate
   */
  OtlpCall(
      OtlpSettings settings,
      String method,
      RetrySchedule schedule,
      String version,
      @Nullable TlsFiles files) {
    grpc = settings.protocol() == OtlpSettings.Protocol.GRPC;
    gzip = settings.gzip();
    timeoutNanos = settings.timeoutMillis() * 1_000_000;
    boolean named = false;
    for (Map.Entry<String, String> header : settings.headers().entrySet()) {
      headers.put(header.getKey(), Collections.singletonList(header.getValue()));
      named |= header.getKey().equalsIgnoreCase("User-Agent");
    }
    if (!named) {
      headers.put(
          "User-Agent", Collections.singletonList("Headroom-OTLP-Exporter-Java/" + version));
    }
    Connector connector =
        new Connector(HttpAddress.of(URI.create(settings.endpoint())), timeoutNanos);
    String encoding = gzip ? "gzip" : null;
    client =
        grpc
            ? ofGrpc(connector, schedule, method, encoding)
            : ofHttp(connector, schedule, encoding);
    client().with(files);
  }

  private static Object ofGrpc(
      Connector connector, RetrySchedule schedule, String method, @Nullable String encoding) {
    return new GrpcClient(connector, schedule, method, encoding, MAX_RESPONSE_BODY);
  }

  private static Object ofHttp(
      Connector connector, RetrySchedule schedule, @Nullable String encoding) {
    return new HttpClient(
        connector, schedule, "application/x-protobuf", encoding, MAX_RESPONSE_BODY);
  }

  /** The transport, which keeps connections and waits for the next attempt. */
  RetryingClient<?> client() {
    return (RetryingClient<?>) client;
  }

  /** Where the next message is to be written; it is whole when this is closed. */
  OutputStream begin() throws IOException {
    message.reset();
    return gzip ? new GZIPOutputStream(message) : message;
  }

  /**
   * Sends the message; gives whether the collector has taken it. What it answered is there until
   * the next call.
   *
   * @throws IOException where no answer came
   */
  boolean send() throws IOException {
    try {
      return grpc ? call() : post();
    } finally {
      if (message.size() > KEPT_BYTES) {
        message = new ByteArrayOutputStream(FIRST_BYTES);
      }
    }
  }

  private boolean post() throws IOException {
    HttpReply reply = ((HttpClient) client).post(message, headers, timeoutNanos);
    status = reply.status();
    isTransient = reply.isTransient();
    answer = reply.body();
    if (status / 100 == 2) {
      reason = reply.isWebPage() ? WEB_PAGE : reply.reason();
      return !reply.isWebPage();
    }
    String text = reply.text();
    text = text.isEmpty() ? RpcStatus.message(answer) : text;
    reason = text.isEmpty() ? reply.reason() : text;
    return false;
  }

  private boolean call() throws IOException {
    GrpcReply reply = ((GrpcClient) client).call(message, headers, timeoutNanos);
    status = reply.status();
    isTransient = reply.isTransient();
    answer = reply.body();
    reason = reply.message();
    return status == 0;
  }

  /**
   * Whether the collector may accept the same message later, by the status of its answer
   * ("OTLP/HTTP Response" and "OTLP/gRPC Response" of the OTLP specification).
   */
  boolean isTransient() {
    return isTransient;
  }

  /** Whether the answer means that the server does not know this signal. */
  boolean isUnimplemented() {
    return grpc
        ? status == GrpcReply.UNIMPLEMENTED
        : status == 404 || status == 405 || status == 501;
  }

  /** The protocol and the status code of the answer. */
  String statusName() {
    return (grpc ? "gRPC status code " : "HTTP status code ") + status;
  }

  /** The server's text to its status, as one line; may be empty. */
  String reason() {
    return reason;
  }

  /** The message of the answer; may be empty. */
  byte[] answer() {
    return answer;
  }
}
