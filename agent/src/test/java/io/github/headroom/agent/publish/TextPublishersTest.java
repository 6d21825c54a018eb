package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** {@link ConsolePublisher} and {@link PointsAsTable}. */
@Isolated("the default locale is the process's")
class TextPublishersTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void theConsolePrintsTheSamplesTimeAndThenOneLineAPoint() {
    Sample sample =
        new SampleBuilder()
            .with(Field.USAGE, 300)
            .with(Field.LIMIT, 1000)
            .at(1_700_000_000_000L, 250_000)
            .build();
    assertTrue(publish(new ConsolePublisher(out, true, null), sample));
    assertEquals(
        List.of(
            "# headroom sample at 1700000000000 ms since 1970",
            "container.memory.usage 300 By",
            "container.memory.working_set 300 By",
            "container.memory.available 700 By",
            "headroom.container.memory.limit{headroom.limit.scope=\"own\"} 1000 By",
            "headroom.container.memory.limit{headroom.limit.scope=\"effective\"} 1000 By",
            "headroom.container.memory.utilization{headroom.memory.basis=\"working_set\"} 0.3 1",
            "headroom.oom.headroom{headroom.estimate=\"guaranteed\"} 700 By",
            "headroom.agent.sample.duration 2.5E-4 s",
            "headroom.agent.exports{headroom.outcome=\"ok\"} 3 {export}",
            "headroom.agent.exports{headroom.outcome=\"partial\"} 0 {export}",
            "headroom.agent.exports{headroom.outcome=\"failed\"} 1 {export}"),
        lines());
  }

  @Test
  void theConsolePutsTwoAttributesBehindOneAnother() {
    publish(new ConsolePublisher(out, true, null), SampleBuilder.everythingKnown());
    assertTrue(
        lines()
            .contains(
                "jvm.memory.used{jvm.memory.type=\"heap\",jvm.memory.pool.name=\"G1 Eden Space\"}"
                    + " 1 By"),
        bytes::toString);
  }

  @Test
  void theConsoleLeavesTheStandardJvmMetricsOutWhereTheyAreNotWanted() {
    publish(new ConsolePublisher(out, false, null), SampleBuilder.everythingKnown());
    assertTrue(lines().stream().noneMatch(line -> line.startsWith("jvm.")), bytes::toString);
    assertTrue(lines().stream().anyMatch(line -> line.startsWith("headroom.jvm.gc.time{")));
  }

  @Test
  void theTableIsAlignedWithBytesInMebibytesAndSharesInPercent() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY); // the decimal separator is a point in every locale
    try {
      PointsAsTable table = new PointsAsTable(out);
      table.whole(Metric.CONTAINER_MEMORY_USAGE, 62_717_952);
      table.real(Metric.MEMORY_UTILIZATION, 0.4567, "headroom.memory.basis", "rss_swap");
      table.whole(Metric.MEMORY_EVENTS, 3, "headroom.memory.event", "oom");
      out.flush();
      List<String> lines = lines();
      assertEquals("container.memory.usage", lines.get(0).substring(0, 64).trim());
      assertEquals("62717952 By  (59.8 MiB)", lines.get(0).substring(65));
      assertEquals(
          "headroom.container.memory.utilization rss_swap", lines.get(1).substring(0, 64).trim());
      assertEquals("0.4567 1  (45.7 %)", lines.get(1).substring(65));
      assertEquals("3 {event}", lines.get(2).substring(65));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theTableHasTheCurrentVerdictOnly() {
    PointsAsTable table = new PointsAsTable(out);
    table.real(Metric.OOM_VERDICT, 0, "headroom.verdict", "fits");
    table.real(Metric.OOM_VERDICT, 1, "headroom.verdict", "growing");
    out.flush();
    assertEquals(1, lines().size());
    assertEquals("headroom.oom.verdict growing", lines().get(0).substring(0, 64).trim());
  }

  @Test
  void aNameWiderThanTheTableIsKeptWhole() {
    new PointsAsTable(out).whole(Metric.MEMORY_EVENTS, 3, "k", "v".repeat(100));
    out.flush();
    assertTrue(lines().get(0).endsWith("v".repeat(100) + " 3 {event}"));
    assertFalse(lines().get(0).contains("  "));
  }

  private static boolean publish(Publisher publisher, Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    return publisher.publish(sample, figures, 3, 1);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
