package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.parts.OtlpReceiver.Export;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same jar on every HotSpot from 8 on. */
class JavaVersionsTest {

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void publishesAndLeavesTheApplicationAlone(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            victim(java)
                .exportingTo(receiver.endpoint())
                .environment("HEADROOM_LOG_LEVEL", "warn")
                .start()) {
      Export export = thirdExport(receiver, victim);
      Set<String> names =
          export.points().stream().map(MetricPoint::name).collect(Collectors.toSet());
      assertTrue(
          names.containsAll(
              Set.of(
                  "process.memory.usage",
                  "process.memory.virtual",
                  "jvm.memory.used",
                  "jvm.memory.committed",
                  "jvm.buffer.memory.used",
                  "jvm.thread.count",
                  "jvm.class.count",
                  "headroom.agent.exports")),
          names::toString);
      assertTrue(
          export.points().get(0).resource().containsKey("telemetry.distro.version"),
          "telemetry.distro.version");
      String version = export.points().get(0).resource().get("process.runtime.version");
      String wanted = feature == 8 ? "1.8" : Integer.toString(feature);
      assertTrue(version.startsWith(wanted), version);
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals("ready\ndone\n", victim.output());
      assertEquals("", victim.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void nativeMemoryIsThereByCategoryWithTrackingOn(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            victim(java)
                .options("-XX:NativeMemoryTracking=summary")
                .exportingTo(receiver.endpoint())
                .start()) {
      for (String name :
          new String[] {"headroom.jvm.native.committed", "headroom.jvm.native.reserved"}) {
        receiver.awaitPoint(
            name + " of the heap",
            point ->
                point.name().equals(name)
                    && point.attributes().containsValue("Java Heap")
                    && point.value() > 0);
      }
      assertTrue(victim.isAlive());
    }
  }

  private static JavaProcess.Builder victim(Path java) {
    return JavaProcess.running(Idle.class)
        .java(java)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent();
  }

  private static Export thirdExport(OtlpReceiver receiver, JavaProcess victim) {
    Await.until("three exports", () -> receiver.exports().size() >= 3, victim::toString);
    return receiver.exports().get(2);
  }
}
