package io.github.headroom.demo.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.headroom.demo.receiver.SeriesStore.Sample;
import io.github.headroom.demo.receiver.SeriesStore.Snapshot;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesStoreTest {
  private final SeriesStore store = new SeriesStore(100);

  @Test
  void nothingIsKnownBeforeTheFirstPoint() {
    assertNull(store.snapshot(0));
    assertNull(store.latest("x"));
    assertNull(store.lastMillis());
  }

  @Test
  void atCapacityTheOldestPointsGo() throws Exception {
    for (int i = 1; i <= 1000; i++) {
      add("a", new OtlpMessages(i).gauge("x", i));
    }

    List<Sample> samples = store.snapshot(0).series().get(0).samples();
    assertEquals(100, samples.size());
    assertEquals(new Sample(901, 901), samples.get(0));
    assertEquals(new Sample(1000, 1000), samples.get(99));
  }

  @Test
  void aSnapshotAfterACursorIsRightAcrossTheWrap() throws Exception {
    for (int i = 1; i <= 250; i++) {
      add("a", new OtlpMessages(i).gauge("x", i));
    }

    Snapshot snapshot = store.snapshot(248);
    assertEquals(
        List.of(new Sample(249, 249), new Sample(250, 250)), snapshot.series().get(0).samples());
    assertEquals(250, snapshot.cursor());
  }

  @Test
  void tooManySeriesAreCountedAndDropped() throws Exception {
    OtlpMessages messages = new OtlpMessages(1);
    for (int i = 0; i < SeriesStore.MAX_SERIES + 7; i++) {
      messages.gauge("x", i, "n", Integer.toString(i));
    }
    add("a", messages);

    assertEquals(SeriesStore.MAX_SERIES, store.snapshot(0).series().size());
    assertEquals(7, store.snapshot(0).dropped());
  }

  @Test
  void anotherInstanceIsShownFromItsFirstPoint() throws Exception {
    add("a", new OtlpMessages(1).gauge("x", 1));
    add("b", new OtlpMessages(2).gauge("x", 2));
    add("a", new OtlpMessages(3).gauge("x", 3));

    assertEquals(2, store.snapshot(0).instance());
    assertEquals(List.of(new Sample(2, 2)), store.snapshot(0).series().get(0).samples());
  }

  @Test
  void anInstanceLongGoneCountsAsNewWhenItComesBack() throws Exception {
    for (int i = 0; i <= SeriesStore.MAX_INSTANCES; i++) {
      add("instance " + i, new OtlpMessages(i).gauge("x", i));
    }
    add("instance 0", new OtlpMessages(99).gauge("x", 99));

    assertEquals(List.of(new Sample(99, 99)), store.snapshot(0).series().get(0).samples());
  }

  @Test
  void aSeriesThatDidNotComeLastTimeIsAbsent() throws Exception {
    add("a", new OtlpMessages(1).gauge("x", 1).gauge("y", 1));
    add("a", new OtlpMessages(2).gauge("x", 2));

    assertEquals(2, store.latest("x"));
    assertNull(store.latest("y"));
  }

  @Test
  void seriesWithAnAttributeAreSummed() throws Exception {
    add(
        "a",
        new OtlpMessages(1)
            .gauge("used", 1, "type", "heap", "pool", "eden")
            .gauge("used", 2, "type", "heap", "pool", "old")
            .gauge("used", 4, "type", "non_heap", "pool", "code"));

    assertEquals(3, store.latestSum("used", "type", "heap"));
    assertNull(store.latestSum("used", "type", "other"));
  }

  @Test
  void aPointWithoutAFiniteValueIsPassedOver() throws Exception {
    OtlpMessages messages = new OtlpMessages(1).gauge("nan", Double.NaN).gauge("x", 1);
    messages.metric(
        Metric.newBuilder()
            .setName("no value")
            .setGauge(Gauge.newBuilder().addDataPoints(messages.point()))
            .build());
    add("a", messages);

    assertEquals(1, store.snapshot(0).series().size());
  }

  private void add(String instance, OtlpMessages messages) throws Exception {
    for (Export export : Export.decode(messages.from(instance))) {
      store.add(export, 5);
    }
  }
}
