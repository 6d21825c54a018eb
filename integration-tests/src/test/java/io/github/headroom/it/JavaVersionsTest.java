package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same jar on every HotSpot from 8 on. */
@Execution(ExecutionMode.CONCURRENT)
class JavaVersionsTest {

  private static final String FEATURES = "io.github.headroom.it.parts.Jdks#features";

  @ParameterizedTest(name = "Java {0}")
  @MethodSource(FEATURES)
  void logsItsVersionAndLeavesTheApplicationAlone(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim = guest(java, receiver).start()) {
      MetricPoint point = receiver.await(1).points().get(0);
      assertTrue(point.resource().containsKey("telemetry.distro.version"));
      String version = point.resource().get("process.runtime.version");
      assertTrue(version.startsWith(feature == 8 ? "1.8" : Integer.toString(feature)), version);
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals("ready\ndone\n", victim.output());
      assertEquals("", victim.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource(FEATURES)
  void everyMetricIsThere(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim = guest(java, receiver).in(group).start()) {
      GoldenVictim.assertPublished(receiver, victim, GoldenVictim.GOLDEN);
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource(FEATURES)
  void nativeMemoryIsThereByCategoryWithTrackingOn(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim =
            guest(java, receiver).options("-XX:NativeMemoryTracking=summary").in(group).start()) {
      GoldenVictim.assertPublished(
          receiver, victim, GoldenVictim.GOLDEN, GoldenVictim.NATIVE_MEMORY);
      List<String> categories =
          receiver.await(3).points().stream()
              .filter(point -> point.name().equals("headroom.jvm.native.committed"))
              .filter(point -> point.value() > 0)
              .map(point -> point.attributes().get("headroom.nmt.category"))
              .toList();
      assertTrue(
          categories.containsAll(List.of("Java Heap", "Class", "Thread", "Code", "GC", "Internal")),
          categories::toString);
    }
  }

  private static JavaProcess.Builder guest(Path java, OtlpReceiver receiver) {
    return JavaProcess.running(Idle.class)
        .java(java)
        .options("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .agent()
        .exportingTo(receiver.endpoint())
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "300")
        .environment("HEADROOM_LOG_LEVEL", "warn");
  }
}
