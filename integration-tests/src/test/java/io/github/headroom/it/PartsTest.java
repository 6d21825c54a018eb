package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Certificates;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.GoldenMetrics;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtelCollector;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.parts.VictoriaMetrics;
import io.github.headroom.it.victim.Idle;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts without the agent: a request made by hand goes through each as it should. */
class PartsTest {

  private static final String SENT =
      "a.counter | counter | {thing} | cumulative | -\na.gauge | gauge | By | - | -";

  @Test
  void theCollectorHandsOnWhatItIsSent() throws Exception {
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.start(sink)) {
      send(HttpClient.newHttpClient(), collector.endpoint("http/protobuf"));
      List<MetricPoint> points = sink.await(1).points();
      assertEquals(SENT, GoldenMetrics.text(GoldenMetrics.of(points)));
      assertEquals(7, points.get(0).value());
    }
  }

  @Test
  void theStoreGivesBackWhatIsPushed() throws Exception {
    try (VictoriaMetrics store = VictoriaMetrics.start()) {
      send(HttpClient.newHttpClient(), store.endpoint());
      Await.until("the gauge", () -> !store.query("{__name__='a.gauge'}").isEmpty());
      assertEquals(7, store.query("{__name__='a.gauge'}").get(0).value());
    }
  }

  @Test
  void theSecuredStoreWantsTlsAndThePassword() throws Exception {
    Certificates certificates = Certificates.get();
    HttpClient client = HttpClient.newBuilder().sslContext(certificates.trusting()).build();
    try (VictoriaMetrics store = VictoriaMetrics.startSecured(certificates)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(store.endpoint() + "/v1/metrics"))
              .POST(BodyPublishers.ofByteArray(request()))
              .build();
      assertEquals(401, client.send(request, BodyHandlers.discarding()).statusCode());
      assertEquals(List.of(), store.query("{__name__='a.gauge'}"));
    }
  }

  @Test
  void aJvmIsInItsCgroupFromTheStart() throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(128L << 20);
        JavaProcess victim = JavaProcess.running(Idle.class, "3").in(group).start()) {
      victim.awaitOutput("ready");
      assertEquals(victim.pid(), group.number("cgroup.procs"));
      assertTrue(group.pairs("memory.stat").get("total_rss") > 0);
      assertEquals(3, victim.endInput().awaitExit());
    }
  }

  private static void send(HttpClient client, String endpoint) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(endpoint + "/v1/metrics"))
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(request()))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
  }

  private static byte[] request() {
    NumberDataPoint point =
        NumberDataPoint.newBuilder()
            .setTimeUnixNano(System.currentTimeMillis() * 1_000_000)
            .setAsInt(7)
            .build();
    Metric gauge =
        Metric.newBuilder()
            .setName("a.gauge")
            .setUnit("By")
            .setGauge(Gauge.newBuilder().addDataPoints(point))
            .build();
    Metric counter =
        Metric.newBuilder()
            .setName("a.counter")
            .setUnit("{thing}")
            .setSum(
                Sum.newBuilder()
                    .setIsMonotonic(true)
                    .setAggregationTemporality(
                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                    .addDataPoints(point))
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(gauge).addMetrics(counter)))
        .build()
        .toByteArray();
  }
}
