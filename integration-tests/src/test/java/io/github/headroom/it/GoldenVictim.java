package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.GoldenMetrics;
import io.github.headroom.it.parts.GoldenMetrics.Line;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The JVM of {@code golden/metrics-v1.txt}: idle, Serial GC, in a limited cgroup (version 1). */
public final class GoldenVictim {

  public static final String GOLDEN = "metrics-v1.txt";
  public static final String NATIVE_MEMORY = "metrics-native.txt";
  private static final String HEAP_ALONE = "metrics-heap-alone.txt";
  static final String LEDGER = "headroom.memory.usage";
  static final String PROMISED = "headroom.oom.promised";
  static final long LIMIT = 256L << 20;

  private static final long SWAP_LIMIT = 64L << 20;

  /** The first that can count an export before it. */
  private static final int TELLING = 3;

  private GoldenVictim() {}

  public static CgroupV1 group() {
    return CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + SWAP_LIMIT);
  }

  /** With the agent, exporting each second; where to is left to the test. */
  static JavaProcess.Builder in(CgroupV1 group) {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        .in(group);
  }

  /** Any such JVM publishes exactly what the golden files list. */
  public static void assertPublished(OtlpReceiver receiver, JavaProcess victim, String... golden) {
    assertPublished(receiver, victim, GoldenMetrics.read(golden));
  }

  /**
   * The same of an image without the module jdk.management: where the heap lies is asked with a
   * diagnostic command, which that module has; the ledger has it in jvm_other then.
   */
  public static void assertPublishedWithoutCommands(OtlpReceiver receiver, JavaProcess victim) {
    assertPublished(
        receiver, victim, withoutAreas(GoldenMetrics.read(GOLDEN), LEDGER, "java_heap"));
  }

  /** The same of an image without the module java.management: no beans, nor what is asked there. */
  public static void assertPublishedWithoutManagement(OtlpReceiver receiver, JavaProcess victim) {
    Stream<Line> others =
        GoldenMetrics.read(GOLDEN).stream()
            .filter(line -> !line.name().startsWith("jvm."))
            .filter(line -> !line.name().startsWith("headroom.jvm."));
    List<Line> heap = GoldenMetrics.read(HEAP_ALONE);
    List<Line> all =
        Stream.concat(heap.stream(), others).sorted(Comparator.comparing(Line::name)).toList();
    withoutAreas(all, LEDGER, "java_heap", "direct_buffers", "metaspace");
    withoutAreas(all, PROMISED, "code_cache", "metaspace", "gc");
    assertPublished(receiver, victim, all);
  }

  static List<Line> withoutAreas(List<Line> lines, String metric, String... areas) {
    for (Line line : lines) {
      if (line.name().equals(metric)) {
        line.attributes().get("headroom.memory.area").removeAll(List.of(areas));
      }
    }
    return lines;
  }

  static void assertPublished(OtlpReceiver receiver, JavaProcess victim, List<Line> expected) {
    Await.until(
        TELLING + " exports",
        () -> receiver.exports().size() >= TELLING || !victim.isAlive(),
        victim::toString);
    assertEquals(
        GoldenMetrics.text(expected),
        GoldenMetrics.text(GoldenMetrics.of(receiver.await(TELLING).points())),
        victim::toString);
  }
}
