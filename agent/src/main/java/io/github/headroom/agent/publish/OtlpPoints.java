package io.github.headroom.agent.publish;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the points of one sample into OpenTelemetry's data, all with the time of the sample.
 *
 * <p>The data is built here and not by instruments of an SdkMeterProvider, so that one export is
 * one consistent sample and the agent needs neither aggregations nor a reader thread.
 */
final class OtlpPoints implements PointSink {

  private static final List<io.opentelemetry.sdk.metrics.data.DoubleExemplarData> NONE =
      Collections.emptyList();

  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final CounterHistory history;
  private List<MetricData> metrics = new ArrayList<>();
  private @Nullable Metric metric;
  private List<LongPointData> wholes = new ArrayList<>();
  private List<DoublePointData> reals = new ArrayList<>();
  private long nanos;

  OtlpPoints(Resource resource, InstrumentationScopeInfo scope, CounterHistory history) {
    this.resource = resource;
    this.scope = scope;
    this.history = history;
  }

  void begin(long epochMillis) {
    nanos = epochMillis * 1_000_000;
    history.begin(nanos);
    metrics = new ArrayList<>();
    metric = null;
  }

  /** Returns all metrics since {@link #begin}. */
  List<MetricData> end() {
    finishMetric();
    return metrics;
  }

  @Override
  public void whole(Metric of, long value, Object... attributes) {
    change(of);
    if (of.instrument() != Instrument.COUNTER) {
      wholes.add(LongPointData.create(history.start(), nanos, attributes(attributes), value));
    } else if (history.next(of, attributes, (double) value)) {
      wholes.add(
          LongPointData.create(
              history.pointStart(), nanos, attributes(attributes), (long) history.pointValue()));
    }
  }

  @Override
  public void real(Metric of, double value, Object... attributes) {
    change(of);
    if (of.instrument() != Instrument.COUNTER) {
      reals.add(
          DoublePointData.create(history.start(), nanos, attributes(attributes), value, NONE));
    } else if (history.next(of, attributes, value)) {
      reals.add(
          DoublePointData.create(
              history.pointStart(), nanos, attributes(attributes), history.pointValue(), NONE));
    }
  }

  private void change(Metric to) {
    if (to != metric) {
      finishMetric();
      metric = to;
    }
  }

  private void finishMetric() {
    Metric of = metric;
    if (of == null || (wholes.isEmpty() && reals.isEmpty())) {
      return;
    }
    boolean gauge = of.instrument() == Instrument.GAUGE;
    boolean monotonic = of.instrument() == Instrument.COUNTER;
    AggregationTemporality temporality =
        monotonic && history.isDelta()
            ? AggregationTemporality.DELTA
            : AggregationTemporality.CUMULATIVE;
    if (wholes.isEmpty()) {
      add(
          of,
          gauge ? MetricDataType.DOUBLE_GAUGE : MetricDataType.DOUBLE_SUM,
          gauge
              ? GaugeData.createDoubleGaugeData(reals)
              : SumData.createDoubleSumData(monotonic, temporality, reals));
      reals = new ArrayList<>();
    } else {
      add(
          of,
          gauge ? MetricDataType.LONG_GAUGE : MetricDataType.LONG_SUM,
          gauge
              ? GaugeData.createLongGaugeData(wholes)
              : SumData.createLongSumData(monotonic, temporality, wholes));
      wholes = new ArrayList<>();
    }
  }

  private void add(Metric of, MetricDataType type, Data<?> data) {
    metrics.add(new MetricPoints(resource, scope, of, type, data));
  }

  private static Attributes attributes(Object... pairs) {
    if (pairs.length == 0) {
      return Attributes.empty();
    }
    if (pairs.length == 2) {
      return pairs[1] instanceof Boolean
          ? Attributes.of(AttributeKey.booleanKey((String) pairs[0]), (Boolean) pairs[1])
          : Attributes.of(AttributeKey.stringKey((String) pairs[0]), (String) pairs[1]);
    }
    return Attributes.of(
        AttributeKey.stringKey((String) pairs[0]),
        (String) pairs[1],
        AttributeKey.stringKey((String) pairs[2]),
        (String) pairs[3]);
  }
}
