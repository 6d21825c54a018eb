package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric.DataCase;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint.ValueCase;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's own classes read what is written, and write the same. */
class OtlpPointsTest {

  private static final long MILLIS = 1_700_000_000_000L;
  private static final long NANOS = MILLIS * 1_000_000;

  /** Of each type, one that is empty, and a name that is not ASCII. */
  private static final Map<String, Object> RESOURCE =
      OtlpAttributes.resource(
          Map.of(
              "text",
              "a \u2192 b",
              "empty",
              "",
              "long",
              -1L,
              "zero",
              0L,
              "double",
              0.5,
              "flag",
              false,
              "texts",
              List.of("a", ""),
              "longs",
              List.of(1L),
              "doubles",
              List.of(0.0),
              "flags",
              List.of(true)),
          Set.of(),
          "1.2");

  private final OtlpPoints cumulative = points(new CounterHistory(false));
  private final OtlpPoints delta = points(new CounterHistory(true));

  private static OtlpPoints points(CounterHistory history) {
    return new OtlpPoints(OtlpAttributes.message(RESOURCE), "1.2", history);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSdkWritesTheSame(boolean ofGrowth) throws IOException {
    OtlpPoints points = points(new CounterHistory(ofGrowth));
    SdkPoints theirs = new SdkPoints(RESOURCE, "1.2", new CounterHistory(ofGrowth));
    for (int export = 0; export < 2; export++) {
      Sample sample = SampleBuilder.everythingKnown();
      export(points, sample, MILLIS + export);
      assertArrayEquals(sorted(theirs(theirs, sample, MILLIS + export)), sorted(ours(points)));
    }
  }

  /** The SDK sorts the attributes of a point. */
  private static byte[] sorted(byte[] request) throws IOException {
    ExportMetricsServiceRequest.Builder read =
        ExportMetricsServiceRequest.parseFrom(request).toBuilder();
    assertArrayEquals(request, read.build().toByteArray()); // each field once, in order
    for (io.opentelemetry.proto.metrics.v1.Metric.Builder metric :
        read.getResourceMetricsBuilder(0).getScopeMetricsBuilder(0).getMetricsBuilderList()) {
      for (NumberDataPoint.Builder point :
          metric.hasGauge()
              ? metric.getGaugeBuilder().getDataPointsBuilderList()
              : metric.getSumBuilder().getDataPointsBuilderList()) {
        List<KeyValue> attributes = new ArrayList<>(point.getAttributesList());
        attributes.sort(Comparator.comparing(KeyValue::getKey));
        point.clearAttributes().addAllAttributes(attributes);
      }
    }
    return read.build().toByteArray();
  }

  @Test
  void everyPointOfAnExportCarriesTheSamplesTime() {
    List<io.opentelemetry.proto.metrics.v1.Metric> metrics = once();
    assertTrue(metrics.size() > 40, () -> metrics.size() + " metrics");
    for (io.opentelemetry.proto.metrics.v1.Metric metric : metrics) {
      for (NumberDataPoint point : pointsOf(metric)) {
        assertEquals(NANOS, point.getTimeUnixNano(), metric::getName);
      }
    }
  }

  @Test
  void everyMetricComesOnceWithItsUnitAndDescription() {
    List<io.opentelemetry.proto.metrics.v1.Metric> metrics = once();
    assertEquals(
        metrics.size(), metrics.stream().map(metric -> metric.getName()).distinct().count());
    assertEquals(metrics.size(), cumulative.metrics());
    io.opentelemetry.proto.metrics.v1.Metric usage = find(metrics, "container.memory.usage");
    assertEquals("By", usage.getUnit());
    assertEquals("Memory charged to the container.", usage.getDescription());
  }

  @Test
  void aGaugeOfBytesHasWholeNumbers() {
    io.opentelemetry.proto.metrics.v1.Metric usage = find(once(), "container.memory.usage");
    assertEquals(DataCase.GAUGE, usage.getDataCase());
    assertEquals(ValueCase.AS_INT, pointsOf(usage).get(0).getValueCase());
    assertEquals(1000, pointsOf(usage).get(0).getAsInt());
  }

  @Test
  void aGaugeOfAFractionHasOnePointABasis() {
    io.opentelemetry.proto.metrics.v1.Metric utilization =
        find(once(), "headroom.container.memory.utilization");
    assertEquals(DataCase.GAUGE, utilization.getDataCase());
    assertEquals(
        List.of("working_set", "rss_swap", "unreclaimable"),
        pointsOf(utilization).stream()
            .map(point -> point.getAttributes(0).getValue().getStringValue())
            .toList());
    assertEquals(ValueCase.AS_DOUBLE, pointsOf(utilization).get(0).getValueCase());
  }

  @Test
  void aCounterIsAMonotonicCumulativeSumSinceTheFirstExport() {
    once();
    io.opentelemetry.proto.metrics.v1.Metric events =
        find(
            export(cumulative, SampleBuilder.everythingKnown(), MILLIS + 10_000),
            "headroom.container.memory.events");
    assertTrue(events.getSum().getIsMonotonic());
    assertEquals(
        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
        events.getSum().getAggregationTemporality());
    NumberDataPoint first = pointsOf(events).get(0);
    assertEquals(NANOS, first.getStartTimeUnixNano());
    assertEquals(NANOS + 10_000_000_000L, first.getTimeUnixNano());
  }

  @Test
  void aCounterOfSecondsIsASumOfFractions() {
    io.opentelemetry.proto.metrics.v1.Metric time = find(once(), "headroom.jvm.gc.time");
    assertTrue(time.getSum().getIsMonotonic());
    assertEquals(1.5, pointsOf(time).get(0).getAsDouble());
  }

  @Test
  void anUpDownCounterIsASumThatMayFall() {
    io.opentelemetry.proto.metrics.v1.Metric used = find(once(), "jvm.memory.used");
    assertEquals(DataCase.SUM, used.getDataCase());
    assertFalse(used.getSum().getIsMonotonic());
    assertEquals(3, pointsOf(used).size());
  }

  @Test
  void anAttributeThatIsABooleanStaysOne() {
    assertEquals(
        List.of(true, false),
        pointsOf(find(once(), "jvm.thread.count")).stream()
            .map(point -> point.getAttributes(0).getValue().getBoolValue())
            .toList());
  }

  @Test
  void twoAttributesAreBothThere() {
    assertEquals(
        List.of(
            keyValue("jvm.memory.type", "heap"), keyValue("jvm.memory.pool.name", "G1 Eden Space")),
        pointsOf(find(once(), "jvm.memory.used")).get(0).getAttributesList());
  }

  @Test
  void deltaGivesNoCounterAtFirstButEveryGauge() {
    List<io.opentelemetry.proto.metrics.v1.Metric> metrics =
        export(delta, SampleBuilder.everythingKnown(), MILLIS);
    assertTrue(metrics.stream().noneMatch(metric -> metric.getName().endsWith(".events")));
    assertEquals(1000, pointsOf(find(metrics, "container.memory.usage")).get(0).getAsInt());
  }

  @Test
  void deltaGivesTheGrowthOfACounterSinceThePreviousExport() {
    export(delta, major(10), MILLIS);
    io.opentelemetry.proto.metrics.v1.Metric faults =
        find(export(delta, major(17), MILLIS + 5_000), "container.paging.faults");
    assertEquals(
        AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA,
        faults.getSum().getAggregationTemporality());
    NumberDataPoint point =
        pointsOf(faults).stream()
            .filter(p -> p.getAttributes(0).getValue().getStringValue().equals("major"))
            .findFirst()
            .orElseThrow();
    assertEquals(7, point.getAsInt());
    assertEquals(NANOS, point.getStartTimeUnixNano());
    assertEquals(NANOS + 5_000_000_000L, point.getTimeUnixNano());
  }

  @Test
  void deltaLeavesUpDownCountersCumulative() {
    assertEquals(
        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
        find(export(delta, SampleBuilder.everythingKnown(), MILLIS), "jvm.memory.used")
            .getSum()
            .getAggregationTemporality());
  }

  @Test
  void aSampleWithoutPointsGivesNoMetricButItsDuration() {
    assertEquals(
        List.of("headroom.agent.sample.duration"),
        export(cumulative, new Sample(), MILLIS).stream().map(metric -> metric.getName()).toList());
  }

  @Test
  void nothingOfAnEarlierExportStaysBehind() {
    once();
    assertEquals(1, export(cumulative, new Sample(), MILLIS + 1).size());
  }

  @Test
  void withoutAPointNothingIsWritten() throws IOException {
    cumulative.begin(MILLIS);
    cumulative.end();
    assertEquals(0, ours(cumulative).length);
  }

  private List<io.opentelemetry.proto.metrics.v1.Metric> once() {
    return export(cumulative, SampleBuilder.everythingKnown(), MILLIS);
  }

  private static Sample major(long faults) {
    return new SampleBuilder().with(Field.PGFAULT, 1000).with(Field.PGMAJFAULT, faults).build();
  }

  private static List<io.opentelemetry.proto.metrics.v1.Metric> export(
      OtlpPoints points, Sample sample, long epochMillis) {
    points.begin(epochMillis);
    Metric.all(observation(sample), true, points);
    points.end();
    try {
      ScopeMetrics scope =
          ExportMetricsServiceRequest.parseFrom(ours(points))
              .getResourceMetrics(0)
              .getScopeMetrics(0);
      assertEquals("io.github.headroom", scope.getScope().getName());
      return scope.getMetricsList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Observation observation(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    return new Observation(sample, figures);
  }

  private static byte[] ours(OtlpPoints points) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    points.writeTo(request);
    return request.toByteArray();
  }

  private static byte[] theirs(SdkPoints points, Sample sample, long epochMillis)
      throws IOException {
    points.begin(epochMillis);
    Metric.all(observation(sample), true, points);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    MetricsRequestMarshaler.create(points.end()).writeBinaryTo(request);
    return request.toByteArray();
  }

  private static KeyValue keyValue(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static List<NumberDataPoint> pointsOf(io.opentelemetry.proto.metrics.v1.Metric metric) {
    return metric.hasGauge()
        ? metric.getGauge().getDataPointsList()
        : metric.getSum().getDataPointsList();
  }

  private static io.opentelemetry.proto.metrics.v1.Metric find(
      List<io.opentelemetry.proto.metrics.v1.Metric> metrics, String name) {
    return metrics.stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
  }
}
