package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Foretold;
import io.github.headroom.agent.document.GeneratedSection;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * docs/metrics.md has one row for each metric, from the table of the code; the attributes are those
 * that the points of a full sample carry.
 */
class MetricsDocumentTest {

  private static final Set<String> NAMED_BY_THE_JVM =
      Set.of(
          "jvm.memory.pool.name", "jvm.buffer.pool.name", "jvm.gc.name", "headroom.nmt.category");

  @Test
  void theDocumentHoldsTheTableOfTheCode() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("\n| metric | instrument | unit | attributes | formula and source: v2 / v1 |");
    table.append(" absent |\n|---|---|---|---|---|---|\n");
    Attributes attributes = attributes();
    for (Metric metric : Metric.values()) {
      table.append("| `").append(metric.metricName()).append("`<br>").append(metric.description());
      table.append(" | ").append(metric.instrument());
      table.append(" | `").append(metric.unit()).append('`');
      table.append(" | ").append(attributes.of(metric));
      table.append(" | ").append(metric.source());
      table.append(" | ").append(absent(metric)).append(" |\n");
    }
    GeneratedSection.check("docs/metrics.md", "metrics", table.append('\n').toString());
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aDescriptionIsASentenceThatFitsATable(Metric metric) {
    String text = metric.description() + metric.source();

    assertTrue(metric.description().endsWith("."), metric.description());
    assertTrue(text.indexOf('|') < 0 && text.indexOf('\n') < 0, text);
  }

  /** When there is no point although the metric's room is there: cgroup, process or beans. */
  private static String absent(Metric metric) {
    return switch (metric) {
      case CONTAINER_MEMORY_USAGE,
          CONTAINER_MEMORY_RSS,
          CONTAINER_PAGING_FAULTS,
          MEMORY_CACHE,
          MEMORY_MAPPED_FILE,
          MEMORY_ACTIVE_FILE,
          MEMORY_INACTIVE_FILE,
          MEMORY_DIRTY,
          MEMORY_WRITEBACK,
          MEMORY_SHMEM,
          MEMORY_UNEVICTABLE,
          PROCESS_MEMORY_USAGE,
          PROCESS_MEMORY_VIRTUAL,
          PROCESS_MEMORY_SWAP,
          PROCESS_MEMORY_PAGE_TABLES,
          JVM_MEMORY_USED,
          JVM_MEMORY_COMMITTED,
          JVM_BUFFER_MEMORY_USED,
          JVM_BUFFER_MEMORY_LIMIT,
          JVM_BUFFER_COUNT,
          JVM_THREAD_COUNT,
          JVM_CLASS_COUNT,
          OOM_VERDICT,
          AGENT_SAMPLE_DURATION,
          AGENT_EXPORTS ->
          "";
      case CONTAINER_MEMORY_WORKING_SET ->
          "inactive_file is unreadable; where the key does not exist it is the usage";
      case CONTAINER_MEMORY_AVAILABLE -> "no limit of its own";
      case MEMORY_LIMIT -> "own: unlimited; effective: one of the limits cannot be read";
      case MEMORY_PEAK -> "v2 before kernel 5.19";
      case MEMORY_SLAB_RECLAIMABLE, MEMORY_KERNEL_STACK, MEMORY_SOCK -> "v1";
      case MEMORY_PAGE_TABLES -> "v1; v2 before kernel 5.15";
      case MEMORY_KERNEL -> "v2 before kernel 5.18";
      case MEMORY_SWAP -> "the kernel does not account swap";
      case MEMORY_SWAP_LIMIT -> "unlimited; the kernel does not account swap";
      case MEMORY_RSS_SWAP -> "swap is unreadable; without swap accounting it is rss";
      case MEMORY_UTILIZATION -> "the effective limit is 0 or cannot be read";
      case OOM_GROUP -> "v1; v2 before kernel 4.19";
      case OOM_HEADROOM ->
          "a limit, or of a level with a limit the usage or a key asked for, cannot be read;"
              + " guaranteed: v1 under an ancestor's limit that is not visible";
      case OOM_UNRECLAIMABLE -> "a limit, or a key asked for, cannot be read";
      case OOM_SCORE ->
          "oom_score_adj is -1000: never killed; other: there is none, more than 64, or one that"
              + " cannot be read";
      case AGENT_PREVIOUS_EXIT -> "the recorder is off, or has no directory";
      case OOM_TIME_TO_KILL -> "the verdict is neither growing nor spike";
      case OOM_CULPRIT ->
          "the verdict is none of growing, spike and cannot_fit; no area is seen to grow";
      case MEMORY_EVENTS ->
          "v1: all but max and oom_kill (4.13+); v2: oom_group_kill before kernel 5.17";
      case MEMORY_PRESSURE_TIME, MEMORY_PRESSURE_UTILIZATION ->
          "v1; a kernel without PSI, or with it switched off";
      case LEDGER ->
          "gc: NMT off; other areas: what this JVM does not tell is merged into native_other";
      case PROMISED -> "gc: other collectors with NMT off";
      case PROCESS_MEMORY_ANON, PROCESS_MEMORY_FILE, PROCESS_MEMORY_SHMEM -> "before kernel 4.5";
      case JVM_MEMORY_LIMIT -> "the pool has no maximum";
      case JVM_MEMORY_USED_AFTER_LAST_GC ->
          "before the first collection; pools that are not collected";
      case JVM_GC_COLLECTIONS, JVM_GC_TIME -> "the collector does not tell";
      case JVM_NATIVE_COMMITTED, JVM_NATIVE_RESERVED -> "without `-XX:NativeMemoryTracking`";
    };
  }

  private static Attributes attributes() {
    Sample sample = SampleBuilder.everythingKnown();
    Figures figures = Foretold.growing(sample);
    Attributes seen = new Attributes();
    Points.container(figures, seen);
    Points.jvm(figures, sample, seen);
    Points.headroom(figures, sample, seen);
    Points.exports(1, 1, 1, seen);
    for (String exit :
        List.of("clean", "oom_kill", "killed", "crash", "node_gone", "unknown", "none")) {
      Points.previousExit(exit, seen);
    }
    return seen;
  }

  /** Collects the keys and values that the points of each metric carry. */
  private static final class Attributes implements PointSink {

    private final Map<Metric, Map<String, Set<String>>> metrics = new EnumMap<>(Metric.class);

    @Override
    public void whole(Metric metric, long value, Object... attributes) {
      Map<String, Set<String>> keys = metrics.computeIfAbsent(metric, m -> new LinkedHashMap<>());
      for (int i = 0; i < attributes.length; i += 2) {
        keys.computeIfAbsent(attributes[i].toString(), k -> new LinkedHashSet<>())
            .add(attributes[i + 1].toString());
      }
    }

    @Override
    public void real(Metric metric, double value, Object... attributes) {
      whole(metric, 0, attributes);
    }

    String of(Metric metric) {
      StringBuilder text = new StringBuilder();
      for (Map.Entry<String, Set<String>> key : metrics.get(metric).entrySet()) {
        text.append(text.isEmpty() ? "" : "<br>").append('`').append(key.getKey()).append("`: ");
        text.append(
            NAMED_BY_THE_JVM.contains(key.getKey())
                ? "the JVM's names"
                : String.join(", ", key.getValue()));
      }
      return text.toString();
    }
  }
}
