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
import io.github.headroom.it.parts.OtlpReceiver.Export;
import io.github.headroom.it.victim.Idle;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a real collector into a sink of the test: what arrives there is what was meant. */
class OtelCollectorTest {

  private static final String EXPORTS = "headroom.agent.exports";
  private static final Map<String, String> OK = Map.of("headroom.outcome", "ok");

  @ParameterizedTest
  @CsvSource({"http/protobuf,none", "http/protobuf,gzip", "grpc,none", "grpc,gzip"})
  void everyMetricArrivesAsInTheGoldenFile(String protocol, String compression) throws Exception {
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.start(sink);
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim =
            GoldenVictim.in(group)
                .exportingTo(collector.endpoint(protocol))
                .environment("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                .environment("OTEL_EXPORTER_OTLP_COMPRESSION", compression)
                .start()) {
      Export export = thirdExport(sink, victim);
      assertEquals(
          GoldenMetrics.text(GoldenMetrics.read(GoldenVictim.GOLDEN)),
          GoldenMetrics.text(GoldenMetrics.of(export.points())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void noExportIsLostOrSentTwice(String protocol) throws Exception {
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.start(sink);
        JavaProcess victim = victim(collector, protocol).start()) {
      thirdExport(sink, victim);
      assertEquals(0, victim.endInput().awaitExit());
      // The n-th export counts n - 1 successful ones before it.
      List<Export> exports = sink.exports();
      for (int i = 1; i < exports.size(); i++) {
        assertEquals(i, succeeded(exports.get(i)), "export " + (i + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void aCollectorThatWantsAClientCertificateIsReached(String protocol) throws Exception {
    Certificates certificates = Certificates.get();
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.startMutualTls(sink, certificates);
        JavaProcess victim =
            victim(collector, protocol)
                .environment("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.authority().toString())
                .environment(
                    "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
                    certificates.certificate("client").toString())
                .environment("OTEL_EXPORTER_OTLP_CLIENT_KEY", certificates.key("client").toString())
                .start()) {
      thirdExport(sink, victim);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void withoutTheClientCertificateNothingArrivesAndTheCauseIsLogged(String protocol)
      throws Exception {
    Certificates certificates = Certificates.get();
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.startMutualTls(sink, certificates);
        JavaProcess victim =
            victim(collector, protocol)
                .environment("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.authority().toString())
                .environment("OTEL_EXPORTER_OTLP_TIMEOUT", "1000")
                .environment("HEADROOM_LOG_LEVEL", "warn")
                .start()) {
      Await.until(
          "a word of the failure",
          () -> victim.errors().contains("[headroom] WARN"),
          victim::toString);
      assertEquals(List.of(), sink.exports());
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals("ready\ndone\n", victim.output());
    }
  }

  @Test
  void deltaTemporalityIsKeptOnTheWay() throws Exception {
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.start(sink);
        JavaProcess victim =
            victim(collector, "http/protobuf")
                .environment("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")
                .start()) {
      Export export = thirdExport(sink, victim);
      for (MetricPoint point : export.points()) {
        String wanted =
            switch (point.instrument()) {
              case "counter" -> "delta";
              case "updowncounter" -> "cumulative";
              default -> "-";
            };
        assertEquals(wanted, point.temporality(), point::toString);
      }
      assertTrue(
          export.points().stream().anyMatch(point -> point.instrument().equals("counter")),
          () -> export.toString());
    }
  }

  private static JavaProcess.Builder victim(OtelCollector collector, String protocol) {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .exportingTo(collector.endpoint(protocol))
        .environment("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
  }

  private static Export thirdExport(OtlpReceiver sink, JavaProcess victim) {
    Await.until("three exports", () -> sink.exports().size() >= 3, victim::toString);
    return sink.exports().get(2);
  }

  private static long succeeded(Export export) {
    return export.points().stream()
        .filter(point -> point.is(EXPORTS, OK))
        .mapToLong(point -> (long) point.value())
        .sum();
  }
}
