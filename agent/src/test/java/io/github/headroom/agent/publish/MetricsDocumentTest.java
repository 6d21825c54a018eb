package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.document.GeneratedSection;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.util.ArrayList;
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
 * docs/metrics.md and the contracts among the test resources have one row per metric or series of
 * the table in the code, with the attributes of the points of a full sample.
 */
class MetricsDocumentTest {

  private static final Set<String> NAMED_BY_THE_JVM =
      Set.of(
          "jvm.memory.pool.name", "jvm.buffer.pool.name", "jvm.gc.name", "headroom.nmt.category");

  private static final List<String> EXITS =
      List.of("clean", "terminated", "oom_kill", "killed", "crash", "node_gone", "unknown", "none");

  @Test
  void theDocumentHoldsTheTableOfTheCode() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("\n| metric | instrument | unit | attributes | formula and source: v2 / v1 |");
    table.append(" absent | `headroom.metrics` |\n|---|---|---|---|---|---|---|\n");
    Attributes attributes = attributes();
    for (Metric metric : Metric.values()) {
      table.append("| `").append(metric.metricName()).append("`<br>").append(metric.description());
      table.append(" | ").append(metric.instrument());
      table.append(" | `").append(metric.unit()).append('`');
      table.append(" | ").append(attributes.of(metric));
      table.append(" | ").append(metric.source());
      table.append(" | ").append(metric.absent());
      table.append(" | ").append(set(metric)).append(" |\n");
    }
    GeneratedSection.check("docs/metrics.md", "metrics", table.append('\n').toString());
  }

  @Test
  void namesInstrumentsAndUnitsAreThoseOfTheContract() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      rows.add(
          String.format("%-47s %-14s %s", metric.metricName(), metric.instrument(), metric.unit()));
    }
    GoldenFile.check("metrics.txt", rows);
  }

  @Test
  void theSeriesOfASampleThatKnowsEverythingAreThoseOfTheContract() throws IOException {
    Sample sample = SampleBuilder.everythingKnown();
    Observation of = new Observation(sample, ForecastFigures.everything(sample), "none", 3, 0, 1);
    GoldenFile.check("points.txt", List.copyOf(RecordedPoints.of(of).points.keySet()));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aDescriptionIsASentenceThatFitsATable(Metric metric) {
    String text = metric.description() + metric.source() + metric.absent();

    assertTrue(metric.description().endsWith("."), metric.description());
    assertTrue(text.indexOf('|') < 0 && text.indexOf('\n') < 0, text);
  }

  /** Returns which of its series belong to the essential set. */
  private static String set(Metric metric) {
    Series[] all = metric.series(true);
    Series[] essential = metric.series(false);
    if (essential.length == 0) {
      return "full";
    }
    if (essential.length == all.length) {
      return "essential";
    }
    List<String> values = new ArrayList<>();
    for (Series series : essential) {
      values.add(series.attributes[1].toString());
    }
    return "essential: " + String.join(", ", values);
  }

  private static Attributes attributes() {
    Sample sample = SampleBuilder.everythingKnown();
    Figures figures = ForecastFigures.everything(sample);
    Attributes seen = new Attributes();
    for (String exit : EXITS) {
      Metric.all(new Observation(sample, figures, exit, 1, 1, 1), true, seen);
    }
    return seen;
  }

  /** Collects the keys and values of each metric's points. */
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
