package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.github.headroom.agent.transport.Certificates;
import io.github.headroom.agent.transport.GrpcServer;
import io.grpc.Metadata;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** OpenTelemetry's own exporters with our senders, against real servers. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class SocketSenderTest {

  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final List<String> encodings = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  @TempDir private Path directory;

  @Test
  void metricsArriveOverHttp() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0));
        MetricExporter exporter = http(receiver.endpoint("http")).build()) {
      assertTrue(export(exporter).isSuccess());
      assertEquals("test.counter", metricName(bodies.get(0)));
    }
  }

  @Test
  void gzippedMetricsSaySo() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0));
        MetricExporter exporter = http(receiver.endpoint("http")).setCompression("gzip").build()) {
      assertTrue(export(exporter).isSuccess());
      assertEquals("gzip", encodings.get(0));
      InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bodies.get(0)));
      assertEquals("test.counter", metricName(plain.readAllBytes()));
    }
  }

  @Test
  void aRefusedExportFailsAndTheNextOneArrives() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(loopback(), 0));
        MetricExporter exporter = http(receiver.endpoint("http")).build()) {
      status = 400;
      assertFalse(export(exporter).isSuccess());
      status = 200;
      assertTrue(export(exporter).isSuccess());
      assertEquals(2, bodies.size());
    }
  }

  @Test
  void nobodyListeningFailsTheExportAndThrowsNothing() throws Exception {
    try (MetricExporter exporter =
        http("http://name.invalid:4318/v1/metrics")
            .setRetryPolicy(
                RetryPolicy.builder()
                    .setMaxAttempts(2)
                    .setInitialBackoff(Duration.ofMillis(1))
                    .setMaxBackoff(Duration.ofMillis(1))
                    .build())
            .build()) {
      assertFalse(export(exporter).isSuccess());
    }
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
    try (Receiver receiver = new Receiver(server);
        MetricExporter exporter =
            http(receiver.endpoint("https"))
                .setTrustedCertificates(Certificates.pem(store))
                .setClientTls(Certificates.keyPem(mine), Certificates.pem(mine))
                .build()) {
      assertTrue(export(exporter).isSuccess());
      assertEquals("test.counter", metricName(bodies.get(0)));
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
                });
        MetricExporter exporter =
            grpc("http://127.0.0.1:" + server.port())
                .addHeader("Api-Key", "secret")
                .setCompression("gzip")
                .build()) {
      assertTrue(export(exporter).isSuccess());
      assertEquals("test.counter", metricName(server.requests.get(0)));
      assertEquals(
          "secret",
          server.headers.get(0).get(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER)));
    }
  }

  private static OtlpHttpMetricExporterBuilder http(String endpoint) {
    return OtlpHttpMetricExporter.builder()
        .setEndpoint(endpoint)
        .setMeterProvider(MeterProvider.noop())
        .setComponentLoader(new OwnSenders(endpoint, null));
  }

  private static OtlpGrpcMetricExporterBuilder grpc(String endpoint) {
    return OtlpGrpcMetricExporter.builder()
        .setEndpoint(endpoint)
        .setMeterProvider(MeterProvider.noop())
        .setComponentLoader(new OwnSenders(endpoint, null));
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
            encodings.add(
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding")));
            exchange.sendResponseHeaders(status, -1);
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

  private static CompletableResultCode export(MetricExporter exporter) {
    List<MetricData> collected = new ArrayList<>();
    MetricReader reader = new Collector(collected);
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder().registerMetricReader(reader).build()) {
      provider.get("test").counterBuilder("test.counter").build().add(1);
      reader.forceFlush();
    }
    return exporter.export(collected).join(30, TimeUnit.SECONDS);
  }

  /** Exports the SDK's data when it is flushed. */
  private static final class Collector implements MetricReader {
    private final List<MetricData> collected;
    private CollectionRegistration registration = CollectionRegistration.noop();

    Collector(List<MetricData> collected) {
      this.collected = collected;
    }

    @Override
    public void register(CollectionRegistration registration) {
      this.registration = registration;
    }

    @Override
    public CompletableResultCode forceFlush() {
      collected.addAll(registration.collectAllMetrics());
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }
  }

  private static String metricName(byte[] request) throws IOException {
    return ExportMetricsServiceRequest.parseFrom(request)
        .getResourceMetrics(0)
        .getScopeMetrics(0)
        .getMetrics(0)
        .getName();
  }
}
