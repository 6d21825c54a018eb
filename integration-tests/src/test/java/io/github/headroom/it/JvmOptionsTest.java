package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.GoldenMetrics;
import io.github.headroom.it.parts.GoldenMetrics.Line;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every collector of every version, and options that change what a JVM is or reports. */
@Execution(ExecutionMode.CONCURRENT)
class JvmOptionsTest {

  /** It never collects: there is nothing to be known of the heap after a collection. */
  private static final String EPSILON = "-XX:+UseEpsilonGC";

  static Stream<Arguments> collectors() {
    List<Arguments> all = new ArrayList<>();
    for (int feature : Jdks.features()) {
      all.add(arguments(feature, "-XX:+UseG1GC"));
      all.add(arguments(feature, "-XX:+UseParallelGC"));
      if (feature <= 11) {
        all.add(arguments(feature, "-XX:+UseConcMarkSweepGC")); // gone in 14 (JEP 363)
      }
      if (feature >= 11) {
        all.add(arguments(feature, EPSILON)); // since 11 (JEP 318)
        all.add(arguments(feature, "-XX:+UseShenandoahGC")); // since 12, and in 11u
      }
      if (feature >= 17) {
        all.add(arguments(feature, "-XX:+UseZGC")); // since 15; in 11 wants a larger heap
      }
      if (feature == 21) {
        all.add(arguments(feature, "-XX:+UseZGC -XX:+ZGenerational")); // JEP 439, default in 23
      }
      if (feature >= 25) {
        all.add(arguments(feature, "-XX:+UseShenandoahGC -XX:ShenandoahGCMode=generational"));
      }
    }
    return all.stream();
  }

  static Stream<Arguments> others() {
    return Stream.of(8, 17, Jdks.NEWEST)
        .flatMap(
            feature ->
                Stream.of(
                    // Compiles nothing.
                    arguments(feature, "-XX:+UseSerialGC -Xint"),
                    // No /tmp/hsperfdata.
                    arguments(feature, "-XX:+UseSerialGC -XX:-UsePerfData"),
                    // Nobody can attach.
                    arguments(feature, "-XX:+UseSerialGC -XX:+DisableAttachMechanism"),
                    // No compressed class space, which is a pool.
                    arguments(feature, "-XX:+UseSerialGC -XX:-UseCompressedClassPointers")));
  }

  @ParameterizedTest(name = "Java {0} {1}")
  @MethodSource({"collectors", "others"})
  void everyMetricIsThere(int feature, String options) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                .java(java)
                .options("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UnlockExperimentalVMOptions")
                .options(options.split(" "))
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("OTEL_METRIC_EXPORT_INTERVAL", "300")
                .environment("HEADROOM_LOG_LEVEL", "warn")
                .in(group)
                .start()) {
      GoldenVictim.assertPublished(receiver, victim, expected(options));
      assertEquals(0, victim.endInput().awaitExit());
      // Before it some JVMs print what they think of the options.
      assertTrue(victim.output().endsWith("ready\ndone\n"), victim::toString);
      assertEquals(
          List.of(), victim.errors().lines().filter(line -> line.contains("[headroom]")).toList());
    }
  }

  private static List<Line> expected(String options) {
    List<Line> lines =
        GoldenMetrics.read(GoldenVictim.GOLDEN).stream()
            .filter(
                line ->
                    !options.equals(EPSILON)
                        || !line.name().equals("jvm.memory.used_after_last_gc"))
            .toList();
    boolean tablesAreKnown =
        options.contains("Serial") || options.contains("Parallel") || options.contains("G1");
    return tablesAreKnown ? lines : GoldenVictim.withoutAreas(lines, GoldenVictim.PROMISED, "gc");
  }
}
