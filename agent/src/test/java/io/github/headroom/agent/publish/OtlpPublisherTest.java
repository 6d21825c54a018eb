package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.github.headroom.agent.transport.GrpcServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses of a collector besides success and failure. */
@Timeout(60)
class OtlpPublisherTest {

  private final CapturedLog captured = new CapturedLog();
  private final List<byte[]> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> answerHeaders = new HashMap<>();
  private volatile int status = 200;
  private volatile byte[] answer = new byte[0];

  @Test
  void pointsThatWereRejectedOverHttpAreLoggedOnceAndCounted() throws Exception {
    answer = partial(77, "too old\n[headroom] ERROR x");
    HttpServer server = serve();
    try {
      assertPartialIsLoggedOnceAndCounted(publisher("http/protobuf", address(server)));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void pointsThatWereRejectedOverGrpcAreLoggedOnceAndCounted() throws Exception {
    try (GrpcServer server =
        new GrpcServer(
            settings -> settings,
            (request, observer) -> {
              requests.add(request);
              observer.onNext(partial(77, "too old"));
              observer.onCompleted();
            })) {
      assertPartialIsLoggedOnceAndCounted(publisher("grpc", "http://127.0.0.1:" + server.port()));
    }
  }

  private void assertPartialIsLoggedOnceAndCounted(OtlpPublisher publisher) throws IOException {
    assertTrue(publish(publisher, 0, 0));
    assertTrue(publish(publisher, 1, 0));
    assertTrue(publish(publisher, 2, 3));

    assertTrue(
        captured.text().startsWith("[headroom] WARN the collector rejected 77 data points"),
        captured.text());
    assertEquals(1, captured.lines().stream().filter(line -> line.contains("rejected")).count());
    assertEquals(List.of("ok 0", "partial 2", "failed 3"), exports(requests.get(2)));
  }

  @Test
  void aWarningIsLoggedAndTheExportIsOk() throws Exception {
    answer = partial(0, "deprecated");
    HttpServer server = serve();
    try {
      OtlpPublisher publisher = publisher("http/protobuf", address(server));
      assertTrue(publish(publisher, 0, 0));
      assertTrue(publish(publisher, 1, 0));

      assertEquals(
          "[headroom] WARN the collector took an export with a warning: deprecated",
          captured.text().strip());
      assertEquals(List.of("ok 1", "partial 0", "failed 0"), exports(requests.get(1)));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anAnswerThatIsGarbageIsOk() throws Exception {
    answer = new byte[] {'<', 'h', 't', 'm', 'l', '>'};
    HttpServer server = serve();
    try {
      assertTrue(publish(publisher("http/protobuf", address(server)), 0, 0));
      assertEquals("", captured.text());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCollectorThatAsksForAPauseGetsNoExportInIt() throws Exception {
    status = 429;
    answerHeaders.put("Retry-After", "120");
    HttpServer server = serve();
    try {
      OtlpPublisher publisher = publisher("http/protobuf", address(server));
      assertFalse(publish(publisher, 0, 0));
      assertFalse(publish(publisher, 0, 1));
      assertFalse(publish(publisher, 0, 2));

      assertEquals(1, requests.size());
      assertEquals(
          1, captured.lines().stream().filter(line -> line.contains("pause of 120 s")).count());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCollectorThatAsksForNoPauseGetsTheNextExport() throws Exception {
    status = 400;
    answerHeaders.put("Retry-After", "120");
    HttpServer server = serve();
    try {
      OtlpPublisher publisher = publisher("http/protobuf", address(server));
      assertFalse(publish(publisher, 0, 0));
      assertFalse(publish(publisher, 0, 1));

      assertEquals(2, requests.size());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anExportThatIsTriedOnceIsNotSentAgain() throws Exception {
    status = 503;
    HttpServer server = serve();
    try {
      OtlpPublisher publisher = publisher("http/protobuf", address(server));
      publisher.tryOnce();
      assertFalse(publish(publisher, 0, 0));

      assertEquals(1, requests.size());
    } finally {
      server.stop(0);
    }
  }

  private HttpServer serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestBody().readAllBytes());
          answerHeaders.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private OtlpPublisher publisher(String protocol, String endpoint) throws IOException {
    List<String> problems = new ArrayList<>();
    Settings settings =
        SettingsReader.read(
            null,
            new Properties(),
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                endpoint,
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                protocol,
                "HEADROOM_METRICS",
                "full"),
            Path.of("/"),
            problems);
    assertEquals(List.of(), problems);
    return OtlpPublisher.create(settings, Map.of(), "1", false, null, captured.log());
  }

  private static boolean publish(OtlpPublisher publisher, long ok, long failed) {
    Sample sample = new SampleBuilder().build();
    return publisher.publish(sample, new Figures(), ok, failed);
  }

  private static byte[] partial(long rejected, String message) {
    return ExportMetricsServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportMetricsPartialSuccess.newBuilder()
                .setRejectedDataPoints(rejected)
                .setErrorMessage(message))
        .build()
        .toByteArray();
  }

  /** Returns the outcomes and counts of a request. */
  private static List<String> exports(byte[] request) throws IOException {
    List<String> outcomes = new ArrayList<>();
    for (Metric metric :
        ExportMetricsServiceRequest.parseFrom(plain(request))
            .getResourceMetrics(0)
            .getScopeMetrics(0)
            .getMetricsList()) {
      if (metric.getName().equals("headroom.agent.exports")) {
        for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
          outcomes.add(point.getAttributes(0).getValue().getStringValue() + " " + point.getAsInt());
        }
      }
    }
    return outcomes;
  }

  /** HTTP bodies are gzipped by default. */
  private static byte[] plain(byte[] request) throws IOException {
    if (request[0] != 0x1f) {
      return request;
    }
    return new GZIPInputStream(new ByteArrayInputStream(request)).readAllBytes();
  }
}
