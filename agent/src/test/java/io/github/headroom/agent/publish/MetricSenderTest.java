package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.github.headroom.agent.transport.Certificates;
import io.github.headroom.agent.transport.GrpcServer;
import io.github.headroom.agent.transport.ProtobufWriter;
import io.grpc.Metadata;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics over our transport, against real servers. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class MetricSenderTest {

  private static final String SETTING = "OTEL_EXPORTER_OTLP_";

  private final CapturedLog captured = new CapturedLog();
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final List<String> encodings = new CopyOnWriteArrayList<>();
  private final List<String> agents = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile byte[] answer = new byte[0];
  private volatile @Nullable String type = "application/x-protobuf";

  @TempDir private Path directory;

  @Test
  void metricsArriveOverHttp() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      assertTrue(sender(receiver.endpoint("http"), Map.of("COMPRESSION", "none")).send(metrics()));
      assertEquals("container.memory.usage", metricName(bodies.get(0)));
      assertEquals(List.of("null"), encodings);
      assertEquals(List.of("Headroom-OTLP-Exporter-Java/1.2"), agents);
    }
  }

  @Test
  void gzippedMetricsDeclareTheirEncoding() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      assertTrue(sender(receiver.endpoint("http"), Map.of("COMPRESSION", "gzip")).send(metrics()));
      assertEquals("gzip", encodings.get(0));
      InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bodies.get(0)));
      assertEquals("container.memory.usage", metricName(plain.readAllBytes()));
    }
  }

  @Test
  void aRefusedExportFailsAndTheNextOneArrives() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      MetricSender sender = sender(receiver.endpoint("http"), Map.of());
      status = 400;
      assertFalse(sender.send(metrics()));
      status = 200;
      assertTrue(sender.send(metrics()));
      assertEquals(2, bodies.size());
    }
  }

  @Test
  void aStatusThatIsNoSuccessIsLoggedOnce() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      MetricSender sender = sender(receiver.endpoint("http"), Map.of());
      status = 401;
      assertFalse(sender.send(metrics()));
      assertFalse(sender.send(metrics()));

      assertEquals(
          "[headroom] WARN Failed to export 1 metrics. Server responded with HTTP status code 401."
              + " Error message: Unauthorized",
          captured.text().strip());
    }
  }

  @Test
  void aServerCannotUseUpTheCausesOfTheLog() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      MetricSender sender = sender(receiver.endpoint("http"), Map.of());
      for (int code = 510; code < 600; code++) {
        status = code;
        sender.send(metrics());
      }
    }
    captured.log().warnOnce("ours", "still warned of");

    assertTrue(captured.text().contains("still warned of"));
    assertEquals(65, captured.lines().size());
  }

  /** OTLP/HTTP Response, "Failures": the body is a google.rpc.Status. */
  @Test
  void theServersOwnTextIsLogged() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      status = 400;
      answer = new ProtobufWriter().number(1, 3).text(2, "no such\ntenant").toByteArray();
      assertFalse(sender(receiver.endpoint("http"), Map.of()).send(metrics()));

      assertTrue(
          captured.text().strip().endsWith("Error message: no such\\ntenant"), captured.text());
    }
  }

  /**
   * Prometheus, VictoriaMetrics and Mimir write text, other gateways JSON, where OTLP demands a
   * protobuf: grafana/mimir issue 8185, open-telemetry/opentelemetry-python pull request 5159.
   */
  @ParameterizedTest
  @CsvSource({
    "text/plain; charset=utf-8, 'out of order sample\n', out of order sample",
    "TEXT/PLAIN, no such tenant, no such tenant",
    "application/json, '{\"code\":3,\"message\":\"bad\"}', '{\"code\":3,\"message\":\"bad\"}'",
    "text/plain, '', Bad Request",
    ", Client sent an HTTP request to an HTTPS server., Client sent an HTTP request to an HTTPS server.",
    ", '\u0008\u0003\u0012\u0003bad', bad",
    "text/html, <html>413</html>, Bad Request",
    "application/octet-stream, bytes, Bad Request"
  })
  void aReasonInTextIsLogged(@Nullable String contentType, String body, String logged)
      throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      status = 400;
      type = contentType;
      answer = body.getBytes(StandardCharsets.UTF_8);
      assertFalse(sender(receiver.endpoint("http"), Map.of()).send(metrics()));

      assertTrue(captured.text().strip().endsWith("Error message: " + logged), captured.text());
    }
  }

  /** Jaeger's and Grafana's user interfaces answer 200 to any path, a gateway with its login. */
  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void aWebPageIsNoReceiver(int length) throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      type = "text/html; charset=utf-8";
      String page = "\n<!doctype html><html>" + " ".repeat(length) + "</html>";
      answer = page.getBytes(StandardCharsets.UTF_8);
      assertFalse(sender(receiver.endpoint("http"), Map.of()).send(metrics()));

      assertEquals(
          "[headroom] WARN Failed to export 1 metrics. Server responded with HTTP status code 200."
              + " Error message: the answer is a web page (text/html), which no OTLP receiver sends",
          captured.text().strip());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "OK"})
  void aReceiverThatCallsItsAnswerHtmlHasTakenTheMetrics(String body) throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0))) {
      type = "text/html";
      answer = body.getBytes(StandardCharsets.UTF_8);
      assertTrue(sender(receiver.endpoint("http"), Map.of()).send(metrics()));
    }
  }

  @Test
  void nobodyListeningFailsTheExportAndIsLoggedOnce() throws Exception {
    MetricSender sender = sender("http://name.invalid:4318/v1/metrics", Map.of());
    sender.client().tryOnce();

    assertFalse(sender.send(metrics()));
    assertFalse(sender.send(metrics()));

    assertEquals(1, captured.lines().size(), captured.text());
    assertTrue(
        captured
            .text()
            .startsWith(
                "[headroom] WARN Failed to export 1 metrics. The request could not be executed."
                    + " java.net.UnknownHostException"),
        captured.text());
  }

  @Test
  void metricsArriveOverMutualTlsOfPemFiles() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    Path mine = Certificates.forLoopback(directory, "client");
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(Certificates.context(store, mine)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    try (Receiver receiver = new Receiver(server)) {
      MetricSender sender =
          sender(
              receiver.endpoint("https"),
              Map.of(
                  "COMPRESSION",
                  "none",
                  "CERTIFICATE",
                  file("trusted.pem", Certificates.pem(store)),
                  "CLIENT_KEY",
                  file("key.pem", Certificates.keyPem(mine)),
                  "CLIENT_CERTIFICATE",
                  file("chain.pem", Certificates.pem(mine))));

      assertTrue(sender.send(metrics()), captured::text);
      assertEquals("container.memory.usage", metricName(bodies.get(0)));
    }
  }

  @Test
  void metricsArriveOverGrpcWithHeadersAndGzip() throws Exception {
    try (GrpcServer server =
        new GrpcServer(
            settings -> settings,
            (request, observer) -> {
              observer.onNext(new byte[0]);
              observer.onCompleted();
            })) {
      MetricSender sender =
          sender(
              "http://127.0.0.1:" + server.port(),
              Map.of("PROTOCOL", "grpc", "HEADERS", "Api-Key=secret", "COMPRESSION", "gzip"));

      assertTrue(sender.send(metrics()), captured::text);
      assertEquals("container.memory.usage", metricName(server.requests.get(0)));
      assertEquals(
          "secret",
          server.headers.get(0).get(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER)));
    }
  }

  @Test
  void anOutcomeOfGrpcThatIsNoSuccessIsLogged() throws Exception {
    try (GrpcServer server =
        new GrpcServer(
            settings -> settings,
            (request, observer) ->
                observer.onError(
                    io.grpc.Status.UNIMPLEMENTED.withDescription("no metrics").asException()))) {
      assertFalse(
          sender("http://127.0.0.1:" + server.port(), Map.of("PROTOCOL", "grpc")).send(metrics()));

      assertEquals(
          "[headroom] WARN Failed to export 1 metrics. Server responded with gRPC status code 12."
              + " Error message: no metrics",
          captured.text().strip());
    }
  }

  @Test
  void attemptsAreThoseOfTheSdk() {
    RetryPolicy theirs = RetryPolicy.getDefault();

    assertEquals(theirs.getMaxAttempts(), MetricSender.ATTEMPTS);
    assertEquals(theirs.getInitialBackoff().toNanos(), MetricSender.FIRST_WAIT_NANOS);
    assertEquals(theirs.getMaxBackoff().toNanos(), MetricSender.LONGEST_WAIT_NANOS);
    assertEquals(theirs.getBackoffMultiplier(), MetricSender.WAIT_FACTOR);
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content).toString();
  }

  /**
   * @param more settings of OTLP, without what all their names begin with
   */
  private MetricSender sender(String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put(SETTING + "METRICS_ENDPOINT", endpoint);
    more.forEach((name, value) -> environment.put(SETTING + name, value));
    List<String> problems = new ArrayList<>();
    Settings settings =
        SettingsReader.read(null, new Properties(), environment, Path.of("/"), problems);
    assertEquals(List.of(), problems);
    return new MetricSender(settings, "1.2", captured.log());
  }

  /** A server that keeps its requests until it is closed. */
  private final class Receiver implements AutoCloseable {
    private final HttpServer server;

    Receiver(HttpServer server) {
      this.server = server;
      server.createContext(
          "/v1/metrics",
          exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            agents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            encodings.add(
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding")));
            if (type != null) {
              exchange.getResponseHeaders().set("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    String endpoint(String scheme) {
      return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static OtlpPoints metrics() {
    OtlpPoints points = new OtlpPoints(new ProtobufWriter(), "1.2", new CounterHistory(false));
    points.begin(1);
    points.whole(Metric.CONTAINER_MEMORY_USAGE, 1);
    points.end();
    return points;
  }

  private static String metricName(byte[] request) throws IOException {
    return ExportMetricsServiceRequest.parseFrom(request)
        .getResourceMetrics(0)
        .getScopeMetrics(0)
        .getMetrics(0)
        .getName();
  }
}
