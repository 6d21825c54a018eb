package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.transport.Connector;
import io.github.headroom.agent.transport.GrpcClient;
import io.github.headroom.agent.transport.GrpcReply;
import io.github.headroom.agent.transport.HttpAddress;
import io.github.headroom.agent.transport.HttpClient;
import io.github.headroom.agent.transport.HttpReply;
import io.github.headroom.agent.transport.PartialSuccess;
import io.github.headroom.agent.transport.RetrySchedule;
import io.github.headroom.agent.transport.RetryingClient;
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

/** Sends events over the same transport as metrics. */
public final class EventSender implements EventSink {

  private static final String METHOD = "opentelemetry.proto.collector.logs.v1.LogsService/Export";
  private static final long MAX_RESPONSE_BODY = 64 * 1024;
  private static final int GRPC_UNIMPLEMENTED = 12;

  private final AgentLog log;

  /** What happens to events that cannot be sent. */
  private final String kept;

  private final boolean grpc;
  private final boolean gzip;
  private final long timeoutNanos;
  private final Map<String, List<String>> headers = new LinkedHashMap<>();

  private final EventMessage message;

  /**
   * Declared as Object: with a closer type the JVM's verifier would also load the client of the
   * other protocol.
   */
  private final Object client;

  /**
   * @param again whether a later call sends failed events again
   */
  private EventSender(
      OtlpSettings settings, String version, EventMessage message, boolean again, AgentLog log) {
    this.log = log;
    this.message = message;
    this.kept = again ? "they are kept" : "they are lost";
    this.grpc = settings.protocol() == OtlpSettings.Protocol.GRPC;
    this.gzip = settings.gzip();
    this.timeoutNanos = settings.timeoutMillis() * 1_000_000;
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
        new Connector(
            HttpAddress.of(URI.create(settings.endpoint())), timeoutNanos, null, null, null);
    String encoding = gzip ? "gzip" : null;
    this.client = grpc ? ofGrpc(connector, encoding) : ofHttp(connector, encoding);
    calls().with(OtlpPublisher.tlsFiles(settings, "no events are sent", log));
  }

  /**
   * Creates a sink for the thread that sends.
   *
   * @param to the endpoint for events
   * @param resource the same as for metrics
   */
  public static EventSender create(
      OtlpSettings to,
      Settings settings,
      Map<String, Object> resource,
      String version,
      AgentLog log) {
    EventMessage message =
        new EventMessage(
            OtlpPublisher.resource(resource, settings.resourceDisabledKeys()), version);
    return new EventSender(to, version, message, !settings.retryDisabled(), log);
  }

  private static Object ofGrpc(Connector connector, @Nullable String encoding) {
    return new GrpcClient(
        connector, RetrySchedule.never(), null, METHOD, encoding, MAX_RESPONSE_BODY);
  }

  private static Object ofHttp(Connector connector, @Nullable String encoding) {
    return new HttpClient(
        connector,
        RetrySchedule.never(),
        null,
        "application/x-protobuf",
        encoding,
        MAX_RESPONSE_BODY);
  }

  private RetryingClient<?> calls() {
    return (RetryingClient<?>) client;
  }

  @Override
  public int send(Event[] events) {
    try {
      ByteArrayOutputStream plain = message.of(events, System.currentTimeMillis());
      ByteArrayOutputStream body = gzip ? compressed(plain) : plain;
      return grpc ? call(body) : post(body);
    } catch (IOException | RuntimeException e) {
      return failed(Printable.thrown(e), e);
    }
  }

  private int post(ByteArrayOutputStream body) throws IOException {
    HttpReply reply = ((HttpClient) client).post(body, headers, timeoutNanos);
    int status = reply.status();
    if (status / 100 == 2) {
      return taken(reply.body());
    } else if (status == 429 || status == 502 || status == 503 || status == 504) {
      return failed("HTTP status " + status, null);
    }
    return refused(
        status == 404 || status == 405 || status == 501, "HTTP status " + status, reply.reason());
  }

  private int call(ByteArrayOutputStream body) throws IOException {
    GrpcReply reply = ((GrpcClient) client).call(body, headers, timeoutNanos);
    if (reply.status() == 0) {
      return taken(reply.body());
    } else if (reply.isTransient()) {
      return failed("gRPC status " + reply.status(), null);
    }
    return refused(
        reply.status() == GRPC_UNIMPLEMENTED, "gRPC status " + reply.status(), reply.message());
  }

  private int failed(String found, @Nullable Throwable thrown) {
    log.warnOnce("events", "events cannot be sent now; " + kept + " (" + found + ")", thrown);
    return FAILED;
  }

  private int taken(byte[] answer) {
    PartialSuccess partial = answer.length == 0 ? null : PartialSuccess.of(answer);
    if (partial != null && partial.rejected() > 0) {
      log.warnOnce(
          "events rejected",
          "the collector rejected " + partial.rejected() + " events: " + partial.message());
    }
    return TAKEN;
  }

  private int refused(boolean unknown, String status, String reason) {
    String found = " (" + status + (reason.isEmpty() ? "" : " " + reason) + ")";
    if (unknown) {
      log.debug("the collector accepts no events; no more events are sent" + found);
      return UNKNOWN;
    }
    log.warnOnce("events refused", "the collector refuses events; they are lost" + found);
    return REFUSED;
  }

  private static ByteArrayOutputStream compressed(ByteArrayOutputStream message)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (OutputStream to = new GZIPOutputStream(bytes)) {
      message.writeTo(to);
    }
    return bytes;
  }

  @Override
  public long heldNanos() {
    return calls().heldNanos();
  }

  @Override
  public void rest() {
    calls().rest();
  }

  @Override
  public void endOverdue(long now) {
    calls().endOverdue(now);
  }

  @Override
  public void shutdown() {
    calls().shutdown();
  }
}
