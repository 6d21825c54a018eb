package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpPointsTest {

  private static final long MILLIS = 1_700_000_000_000L;
  private static final long NANOS = MILLIS * 1_000_000;
  private static final Resource RESOURCE =
      Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "app"));
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create("io.github.headroom");

  private final OtlpPoints cumulative = new OtlpPoints(RESOURCE, SCOPE, new CounterHistory(false));
  private final OtlpPoints delta = new OtlpPoints(RESOURCE, SCOPE, new CounterHistory(true));

  @Test
  void everyPointOfAnExportCarriesTheSamplesTime() {
    List<MetricData> metrics = export(cumulative, SampleBuilder.everythingKnown(), MILLIS);
    assertTrue(metrics.size() > 40, () -> metrics.size() + " metrics");
    for (MetricData metric : metrics) {
      for (PointData point : metric.getData().getPoints()) {
        assertEquals(NANOS, point.getEpochNanos(), metric::getName);
      }
    }
  }

  @Test
  void everyMetricComesOnceWithResourceScopeUnitAndDescription() {
    List<MetricData> metrics = export(cumulative, SampleBuilder.everythingKnown(), MILLIS);
    assertEquals(metrics.size(), metrics.stream().map(MetricData::getName).distinct().count());
    MetricData usage = find(metrics, "container.memory.usage");
    assertSame(RESOURCE, usage.getResource());
    assertSame(SCOPE, usage.getInstrumentationScopeInfo());
    assertEquals("By", usage.getUnit());
    assertEquals("Memory charged to the container.", usage.getDescription());
  }

  @Test
  void aGaugeOfBytesIsALongGauge() {
    MetricData usage = find(once(), "container.memory.usage");
    assertEquals(MetricDataType.LONG_GAUGE, usage.getType());
    assertEquals(List.of(1000L), values(usage));
  }

  @Test
  void aGaugeOfAFractionIsADoubleGaugeWithOnePointABasis() {
    MetricData utilization = find(once(), "headroom.container.memory.utilization");
    assertEquals(MetricDataType.DOUBLE_GAUGE, utilization.getType());
    AttributeKey<String> basis = AttributeKey.stringKey("headroom.memory.basis");
    assertEquals(
        List.of("working_set", "rss_swap", "unreclaimable"),
        utilization.getDoubleGaugeData().getPoints().stream()
            .map(point -> point.getAttributes().get(basis))
            .toList());
  }

  @Test
  void aCounterIsAMonotonicCumulativeSumSinceTheFirstExport() {
    once();
    MetricData events =
        find(
            export(cumulative, SampleBuilder.everythingKnown(), MILLIS + 10_000),
            "headroom.container.memory.events");
    assertEquals(MetricDataType.LONG_SUM, events.getType());
    assertTrue(events.getLongSumData().isMonotonic());
    assertEquals(
        AggregationTemporality.CUMULATIVE, events.getLongSumData().getAggregationTemporality());
    LongPointData first = events.getLongSumData().getPoints().iterator().next();
    assertEquals(NANOS, first.getStartEpochNanos());
    assertEquals(NANOS + 10_000_000_000L, first.getEpochNanos());
  }

  @Test
  void aCounterOfSecondsIsADoubleSum() {
    MetricData time = find(once(), "headroom.jvm.gc.time");
    assertEquals(MetricDataType.DOUBLE_SUM, time.getType());
    assertTrue(time.getDoubleSumData().isMonotonic());
    assertEquals(1.5, time.getDoubleSumData().getPoints().iterator().next().getValue());
  }

  @Test
  void anUpDownCounterIsASumThatMayFall() {
    MetricData used = find(once(), "jvm.memory.used");
    assertEquals(MetricDataType.LONG_SUM, used.getType());
    assertFalse(used.getLongSumData().isMonotonic());
    assertEquals(3, used.getLongSumData().getPoints().size());
  }

  @Test
  void anAttributeThatIsABooleanStaysOne() {
    AttributeKey<Boolean> daemon = AttributeKey.booleanKey("jvm.thread.daemon");
    assertEquals(
        List.of(true, false),
        find(once(), "jvm.thread.count").getLongSumData().getPoints().stream()
            .map(point -> point.getAttributes().get(daemon))
            .toList());
  }

  @Test
  void twoAttributesAreBothThere() {
    Attributes attributes =
        find(once(), "jvm.memory.used")
            .getLongSumData()
            .getPoints()
            .iterator()
            .next()
            .getAttributes();
    assertEquals(
        Attributes.of(
            AttributeKey.stringKey("jvm.memory.type"),
            "heap",
            AttributeKey.stringKey("jvm.memory.pool.name"),
            "G1 Eden Space"),
        attributes);
  }

  @Test
  void deltaGivesNoCounterAtFirstButEveryGauge() {
    List<MetricData> metrics = export(delta, SampleBuilder.everythingKnown(), MILLIS);
    assertTrue(metrics.stream().noneMatch(m -> m.getName().endsWith(".events")));
    assertEquals(List.of(1000L), values(find(metrics, "container.memory.usage")));
  }

  @Test
  void deltaGivesTheGrowthOfACounterSinceThePreviousExport() {
    export(delta, major(10), MILLIS);
    MetricData faults = find(export(delta, major(17), MILLIS + 5_000), "container.paging.faults");
    assertEquals(AggregationTemporality.DELTA, faults.getLongSumData().getAggregationTemporality());
    LongPointData point =
        faults.getLongSumData().getPoints().stream()
            .filter(p -> p.getAttributes().toString().contains("major"))
            .findFirst()
            .orElseThrow();
    assertEquals(7, point.getValue());
    assertEquals(NANOS, point.getStartEpochNanos());
    assertEquals(NANOS + 5_000_000_000L, point.getEpochNanos());
  }

  @Test
  void deltaLeavesUpDownCountersCumulative() {
    MetricData used =
        find(export(delta, SampleBuilder.everythingKnown(), MILLIS), "jvm.memory.used");
    assertEquals(
        AggregationTemporality.CUMULATIVE, used.getLongSumData().getAggregationTemporality());
  }

  @Test
  void aSampleWithoutPointsGivesNoMetricButItsDuration() {
    List<MetricData> metrics = export(cumulative, new Sample(), MILLIS);
    assertEquals(
        List.of("headroom.agent.sample.duration"),
        metrics.stream().map(MetricData::getName).toList());
  }

  @Test
  void nothingOfAnEarlierExportStaysBehind() {
    once();
    assertEquals(1, export(cumulative, new Sample(), MILLIS + 1).size());
  }

  private List<MetricData> once() {
    return export(cumulative, SampleBuilder.everythingKnown(), MILLIS);
  }

  private static Sample major(long faults) {
    return new SampleBuilder().with(Field.PGFAULT, 1000).with(Field.PGMAJFAULT, faults).build();
  }

  private static List<MetricData> export(OtlpPoints points, Sample sample, long epochMillis) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    points.begin(epochMillis);
    Metric.all(new Observation(sample, figures), true, points);
    return points.end();
  }

  private static MetricData find(List<MetricData> metrics, String name) {
    return metrics.stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
  }

  private static List<Long> values(MetricData gauge) {
    return gauge.getLongGaugeData().getPoints().stream().map(LongPointData::getValue).toList();
  }
}
