package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtelCollector;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a JVM that was killed, as an event of the next one, at a real collector. */
class EventsTest {

  private static final String TAKES_NONE = "the collector accepts no events";

  @TempDir Path directory;
  private long killed;

  private JavaProcess.Builder idle() {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .environment("HEADROOM_RECORDER_DIR", directory.resolve("recordings").toString())
        .environment("HEADROOM_LOG_LEVEL", "debug");
  }

  @BeforeEach
  void aJvmIsKilled() throws IOException {
    try (JavaProcess victim = idle().environment("OTEL_METRICS_EXPORTER", "none").start()) {
      killed = victim.pid();
      Await.until("a recording", () -> victim.errors().contains("recording to"), victim::toString);
      // The sample that begins it is written after that line.
      victim.awaitOutput("ready");
    }
  }

  private JavaProcess next(OtelCollector collector, String protocol) {
    return idle()
        .exportingTo(collector.endpoint(protocol))
        .environment("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
        .environment("HEADROOM_EVENTS", "otlp")
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void theCollectorHasItsNameItsSeverityAndWhoseEndItWas(String protocol) throws Exception {
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.startWithLogs(sink);
        JavaProcess victim = next(collector, protocol)) {
      Await.until(
          "an event", () -> collector.log().contains("headroom.previous_exit"), victim::toString);
      String log = collector.log();
      for (String part :
          List.of(
              "EventName: headroom.previous_exit",
              "SeverityNumber: ",
              "Body: Str(the JVM before this one ended by ",
              "-> headroom.exit: Str(",
              "-> process.pid: Int(" + killed + ")")) {
        assertTrue(log.contains(part), () -> part + " is missing in\n" + log);
      }
      assertTrue(log.contains("SeverityText: \n"), log);
      // Of the resource, and of the event, for the JVM before.
      assertEquals(2, log.split("-> service.instance.id: Str\\(").length - 1, log);
      assertFalse(victim.errors().contains(TAKES_NONE), victim::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void withoutAPipelineOfLogsItIsAskedOnceAndMetricsGoOn(String protocol) throws Exception {
    try (OtlpReceiver sink = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.start(sink);
        JavaProcess victim = next(collector, protocol)) {
      sink.await(3);
      Stream<String> lines =
          victim.errors().lines().filter(line -> line.contains("events") && !line.contains("GC"));
      List<String> ofEvents = lines.toList();
      assertEquals(1, ofEvents.size(), victim::toString);
      assertTrue(ofEvents.get(0).startsWith("[headroom] DEBUG " + TAKES_NONE), victim::toString);
    }
  }
}
