package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PointsTest {

  @Test
  void aSampleThatKnowsEverythingGivesEveryPointOfTheContract() throws IOException {
    RecordedPoints recorded = RecordedPoints.of(SampleBuilder.everythingKnown());
    Points.exports(3, 1, recorded);
    assertEquals(
        String.join("\n", GoldenFile.lines("/points.txt")),
        String.join("\n", recorded.points.keySet()));
  }

  @Test
  void everyMetricOfTheTableHasAPoint() {
    RecordedPoints recorded = RecordedPoints.of(SampleBuilder.everythingKnown());
    Points.exports(0, 0, recorded);
    Set<String> told = new HashSet<>();
    recorded.points.keySet().forEach(key -> told.add(key.split(" ", 2)[0]));
    for (Metric metric : Metric.values()) {
      assertEquals(true, told.contains(metric.metricName()), metric::metricName);
    }
  }

  @Test
  void aSampleThatKnowsNothingGivesNoPointButItsOwnDuration() {
    assertEquals(
        Set.of("headroom.agent.sample.duration"), RecordedPoints.of(new Sample()).points.keySet());
  }

  @Test
  void whatIsUnlimitedOrUnreadableGivesNoPoint() {
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
    Set<String> told = RecordedPoints.of(sample).points.keySet();
    String attributes = " jvm.memory.type=non_heap jvm.memory.pool.name=Metaspace";
    assertEquals(true, told.contains("jvm.memory.used" + attributes));
    assertFalse(told.contains("jvm.memory.limit" + attributes));
    assertFalse(told.contains("jvm.memory.used_after_last_gc" + attributes));
  }

  @Test
  void aHeapWithoutPoolsIsToldAsAWhole() {
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
    Points.exports(5, 0, recorded);
    assertEquals(List.of(5L, 0L), List.copyOf(recorded.points.values()));
  }
}
