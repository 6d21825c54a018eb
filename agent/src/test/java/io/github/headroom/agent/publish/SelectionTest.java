package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

  private static final int MOST_ESSENTIAL = 64;

  private final CapturedLog captured = new CapturedLog();

  /**
   * Everything is known about a JVM that grows: G1 has three heap pools, NMT is on. There is no
   * relief.
   */
  private static Observation everything() {
    return new Observation(sample(), ForecastFigures.growing(sample()), "none", 1, 1, 1);
  }

  private static Sample sample() {
    SampleBuilder builder =
        new SampleBuilder(SampleBuilder.everythingKnown())
            .heapPool("G1 Survivor Space", 1, 2, 3, 4)
            .heapPool("G1 Old Gen", 1, 2, 3, 4)
            .buffer("mapped", 1, 2, 3);
    for (Field field : Field.values()) {
      if (field.name().startsWith("RELIEF_")) {
        builder.with(field, State.ABSENT);
      }
    }
    return builder.build();
  }

  @Test
  void theEssentialSetIsAtMost64SeriesWithAllVerdictsAndTheCulprit() {
    Set<String> series = exported("", true);

    assertTrue(series.size() <= MOST_ESSENTIAL, () -> series.size() + " series: " + series);
    assertEquals(6, count(series, "headroom.oom.verdict"));
    assertEquals(11, count(series, "headroom.oom.culprit"));
    assertEquals(3, count(series, "headroom.oom.kill_probability"));
    assertEquals(12, count(series, "headroom.memory.usage"));
  }

  @Test
  void aSeriesWithoutInformationOfItsOwnIsNotEssential() {
    Set<String> series = exported("", true);
    assertEquals(
        Set.of(
            "jvm.memory.used_after_last_gc jvm.memory.type=heap"
                + " jvm.memory.pool.name=G1 Old Gen"),
        Set.copyOf(
            series.stream().filter(each -> each.startsWith("jvm.memory.used_after")).toList()));
    for (String without :
        Set.of(
            "headroom.oom.culprit headroom.memory.area=file_cache",
            "headroom.oom.promised headroom.memory.area=thread_stacks",
            "headroom.oom.headroom headroom.estimate=optimistic",
            "headroom.container.memory.utilization headroom.memory.basis=rss_swap")) {
      assertFalse(series.contains(without), without);
      assertTrue(exported("metrics=full", true).contains(without), without);
    }
  }

  @Test
  void itIsAtMost64SeriesOfAJvmWhoseRightSizeIsKnown() {
    Observation fitting =
        new Observation(sample(), ForecastFigures.fitting(sample()), "none", 1, 1, 1);
    Set<String> series = exported(fitting, "", true);

    assertTrue(series.size() <= MOST_ESSENTIAL, () -> series.size() + " series: " + series);
    assertEquals(1, count(series, "headroom.sizing.limit"));
    assertEquals(1, count(series, "headroom.sizing.max_heap"));
    assertEquals(1, count(series, "headroom.sizing.span"));
  }

  @Test
  void essentialIsTheDefault() {
    assertEquals(exported("", true), exported("metrics=essential", true));
  }

  @Test
  void theFullSetIsEverySeries() {
    assertEquals(RecordedPoints.of(everything()).points.keySet(), exported("metrics=full", true));
  }

  @Test
  void anIncludedMetricComesWithAllItsSeries() {
    Set<String> series = exported("metrics.include=headroom.container.memory.events", true);

    assertEquals(6, count(series, "headroom.container.memory.events"));
    series.removeAll(exported("", true));
    assertEquals(4, series.size(), series::toString);
  }

  @Test
  void patternsAreSeparatedByCommas() {
    Set<String> series = exported("metrics.include=jvm.thread.* \\, jvm.class.count", true);

    series.removeAll(exported("", true));
    assertEquals(
        Set.of(
            "jvm.thread.count jvm.thread.daemon=true",
            "jvm.thread.count jvm.thread.daemon=false",
            "jvm.class.count"),
        series);
    assertEquals("", captured.text());
  }

  @Test
  void excludeWinsOverIncludeAndOverTheSet() {
    Set<String> series =
        exported("metrics=full,metrics.include=jvm.class.count,metrics.exclude=jvm.*", true);

    assertEquals(0, series.stream().filter(name -> name.startsWith("jvm.")).count());
    assertEquals(1, count(series, "process.memory.usage"));
  }

  @Test
  void jvmThatTheOpenTelemetryAgentPublishesIsNotIncludedEither() {
    Set<String> series = exported("metrics=full,metrics.include=jvm.*", false);

    assertFalse(series.stream().anyMatch(name -> name.startsWith("jvm.")), series::toString);
    assertTrue(series.stream().anyMatch(name -> name.startsWith("headroom.jvm.gc.time")));
  }

  @Test
  void aPatternThatMatchesNoMetricIsWarnedOfOnceWithItsSetting() {
    exported("metrics.include=jvm.*\\,heap.*\\,other,metrics.exclude=*.typo", true);
    exported("metrics.include=heap.*", true);

    assertEquals(
        List.of(
            "[headroom] WARN headroom.metrics.include: no metric has the name \"heap.*\";"
                + " it is ignored",
            "[headroom] WARN headroom.metrics.exclude: no metric has the name \"*.typo\";"
                + " it is ignored"),
        captured.lines());
  }

  @Test
  void aListOfNothingIsNoPattern() {
    assertEquals(exported("", true), exported("metrics.include= \\, ,metrics.exclude=\\,", true));
    assertEquals("", captured.text());
  }

  @ParameterizedTest
  @CsvSource({
    "jvm.class.count, jvm.class.count, true",
    "jvm.class, jvm.class.count, false",
    "class.count, jvm.class.count, false",
    "jvm.*, jvm.class.count, true",
    "*count, jvm.class.count, true",
    "*.class.*, jvm.class.count, true",
    "jvm*s*count, jvm.class.count, true",
    "*, jvm.class.count, true",
    "jvm.class.count*, jvm.class.count, true",
    "**, jvm.class.count, true",
    "jvm.*.limit, jvm.class.count, false",
    "jvm?class.count, jvm.class.count, false",
    "JVM.*, jvm.class.count, false",
    "'', jvm.class.count, false",
  })
  void aPatternMatchesTheWholeName(String pattern, String name, boolean matches) {
    assertEquals(matches, Selection.matches(pattern, name));
  }

  private Set<String> exported(String argument, boolean jvm) {
    return exported(everything(), argument, jvm);
  }

  private Set<String> exported(Observation of, String argument, boolean jvm) {
    List<String> problems = new ArrayList<>();
    Settings settings =
        SettingsReader.read(argument, new Properties(), null, Path.of("/"), problems);
    assertEquals(List.of(), problems);
    RecordedPoints recorded = new RecordedPoints();
    new Selection(settings, jvm, captured.log()).points(of, recorded);
    return new LinkedHashSet<>(recorded.points.keySet());
  }

  private static long count(Set<String> series, String metric) {
    return series.stream().filter(name -> name.split(" ", 2)[0].equals(metric)).count();
  }
}
