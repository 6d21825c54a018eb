package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void everyMetricOfTheTableHasAPoint() {
    RecordedPoints recorded = exported();
    Set<String> published = new HashSet<>();
    recorded.points.keySet().forEach(key -> published.add(key.split(" ", 2)[0]));
    for (Metric metric : Metric.values()) {
      assertEquals(true, published.contains(metric.metricName()), metric::metricName);
    }
  }

  @Test
  void aSampleThatKnowsNothingGivesNoPointButItsOwnDuration() {
    assertEquals(
        Set.of("headroom.agent.sample.duration"), RecordedPoints.of(new Sample()).points.keySet());
  }

  @Test
  void anUnlimitedOrUnreadableValueGivesNoPoint() {
    SampleBuilder builder = new SampleBuilder();
    for (Field field : Field.values()) {
      builder.with(field, State.UNREADABLE);
    }
    builder.with(Field.LIMIT, State.UNLIMITED).with(Field.SWAP_LIMIT, State.UNLIMITED);
    assertEquals(
        Set.of("headroom.agent.sample.duration"),
        RecordedPoints.of(builder.build()).points.keySet());
  }

  @Test
  void aPoolWithoutALimitGivesNoPointForIt() {
    Sample sample = new SampleBuilder().otherPool("Metaspace", 1, 2).build();
    Set<String> published = RecordedPoints.of(sample).points.keySet();
    String attributes = " jvm.memory.type=non_heap jvm.memory.pool.name=Metaspace";
    assertEquals(true, published.contains("jvm.memory.used" + attributes));
    assertFalse(published.contains("jvm.memory.limit" + attributes));
    assertFalse(published.contains("jvm.memory.used_after_last_gc" + attributes));
  }

  @Test
  void aHeapWithoutPoolsIsReportedAsAWhole() {
    Sample sample =
        new SampleBuilder()
            .with(Field.HEAP_USED, 10)
            .with(Field.HEAP_COMMITTED, 20)
            .with(Field.HEAP_MAX, State.UNLIMITED)
            .build();
    RecordedPoints recorded = RecordedPoints.of(sample);
    assertEquals(10L, recorded.points.get("jvm.memory.used jvm.memory.type=heap"));
    assertEquals(20L, recorded.points.get("jvm.memory.committed jvm.memory.type=heap"));
    assertFalse(recorded.points.containsKey("jvm.memory.limit jvm.memory.type=heap"));
  }

  @Test
  void theVerdictThatHoldsIs1AndTheOthersAre0() {
    RecordedPoints recorded = everything();
    for (Verdict verdict : Verdict.values()) {
      assertEquals(
          verdict == Verdict.GROWING ? 1.0 : 0.0,
          recorded.points.get("headroom.oom.verdict headroom.verdict=" + verdict.word()));
    }
  }

  @Test
  void theCulpritIs1AndTheOtherAreasAre0() {
    RecordedPoints recorded = everything();
    for (MemoryArea area : MemoryArea.values()) {
      assertEquals(
          area == MemoryArea.DIRECT_BUFFERS ? 1.0 : 0.0,
          recorded.points.get("headroom.oom.culprit headroom.memory.area=" + area.word()));
    }
  }

  @Test
  void theTimesToTheKillAreInSeconds() {
    RecordedPoints recorded = everything();
    String name = "headroom.oom.time_to_kill headroom.bound=";
    assertEquals(20.0, recorded.points.get(name + "low"));
    assertEquals(30.0, recorded.points.get(name + "mid"));
    assertEquals(40.0, recorded.points.get(name + "high"));
  }

  @Test
  void theProbabilitiesOfAKillHaveTheirHorizons() {
    RecordedPoints recorded = everything();
    String name = "headroom.oom.kill_probability headroom.horizon=";
    assertEquals(0.75, recorded.points.get(name + "10m"));
    assertEquals(0.8125, recorded.points.get(name + "1h"));
    assertEquals(0.875, recorded.points.get(name + "24h"));
  }

  @Test
  void fitsIsAVerdictWithoutTimeAndCulprit() {
    Outlook outlook = new Outlook();
    for (int second = 0; second < 30; second++) {
      outlook.full(ForecastFigures.jvm(100).build(), second);
    }
    RecordedPoints recorded = RecordedPoints.of(new Sample(), outlook.figures());
    assertEquals(1.0, recorded.points.get("headroom.oom.verdict headroom.verdict=fits"));
    String published = recorded.points.keySet().toString();
    assertFalse(published.contains("time_to_kill") || published.contains("culprit"), published);
  }

  /** Every point of an agent that exports. */
  private static RecordedPoints exported() {
    Sample sample = SampleBuilder.everythingKnown();
    return RecordedPoints.of(
        new Observation(sample, ForecastFigures.everything(sample), "none", 3, 0, 1));
  }

  private static RecordedPoints everything() {
    Sample sample = SampleBuilder.everythingKnown();
    return RecordedPoints.of(sample, ForecastFigures.everything(sample));
  }

  @Test
  void numbersComeThroughAsTheyAre() {
    Sample sample =
        new SampleBuilder()
            .with(Field.USAGE, 300)
            .with(Field.INACTIVE_FILE, 50)
            .with(Field.LIMIT, 1000)
            .collector("Serial", 7, 1500)
            .build();
    RecordedPoints recorded = RecordedPoints.of(sample);
    assertEquals(250L, recorded.points.get("container.memory.working_set"));
    assertEquals(
        0.25,
        recorded.points.get(
            "headroom.container.memory.utilization headroom.memory.basis=working_set"));
    assertEquals(7L, recorded.points.get("headroom.jvm.gc.collections jvm.gc.name=Serial"));
    assertEquals(1.5, recorded.points.get("headroom.jvm.gc.time jvm.gc.name=Serial"));
  }

  @Test
  void anOutcomeThatHasNotHappenedIsA0ThatWasCounted() {
    RecordedPoints recorded = new RecordedPoints();
    Observation of = new Observation(new Sample(), new Figures(), null, 5, 0, 0);
    Metric.AGENT_EXPORTS.points(of, recorded);
    assertEquals(List.of(5L, 0L, 0L), List.copyOf(recorded.points.values()));
  }
}
