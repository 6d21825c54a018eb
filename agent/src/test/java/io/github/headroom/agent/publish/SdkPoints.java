package io.github.headroom.agent.publish;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The points of one sample as OpenTelemetry's SDK has them, for its own marshaller. */
final class SdkPoints implements PointSink {

  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final CounterHistory history;
  private List<MetricData> metrics = new ArrayList<>();
  private @Nullable Metric metric;
  private List<LongPointData> wholes = new ArrayList<>();
  private List<DoublePointData> reals = new ArrayList<>();
  private long nanos;

  SdkPoints(Map<String, Object> resource, String version, CounterHistory history) {
    AttributesBuilder attributes = Attributes.builder();
    resource.forEach((key, value) -> put(attributes, key, value));
    this.resource = Resource.create(attributes.build());
    this.scope = InstrumentationScopeInfo.builder("io.github.headroom").setVersion(version).build();
    this.history = history;
  }

  @SuppressWarnings("unchecked") // a list's elements have one type
  private static void put(AttributesBuilder to, String key, Object value) {
    if (value instanceof Long number) {
      to.put(key, number);
    } else if (value instanceof Boolean flag) {
      to.put(key, flag);
    } else if (value instanceof Double number) {
      to.put(key, number);
    } else if (value instanceof List<?> list && list.get(0) instanceof Long) {
      to.put(AttributeKey.longArrayKey(key), (List<Long>) list);
    } else if (value instanceof List<?> list && list.get(0) instanceof Boolean) {
      to.put(AttributeKey.booleanArrayKey(key), (List<Boolean>) list);
    } else if (value instanceof List<?> list && list.get(0) instanceof Double) {
      to.put(AttributeKey.doubleArrayKey(key), (List<Double>) list);
    } else if (value instanceof List<?> list) {
      to.put(AttributeKey.stringArrayKey(key), (List<String>) list);
    } else {
      to.put(key, value.toString());
    }
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
          DoublePointData.create(history.start(), nanos, attributes(attributes), value, List.of()));
    } else if (history.next(of, attributes, value)) {
      reals.add(
          DoublePointData.create(
              history.pointStart(),
              nanos,
              attributes(attributes),
              history.pointValue(),
              List.of()));
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
    metrics.add(new Points(resource, scope, of, type, data));
  }

  private record Points(
      Resource getResource,
      InstrumentationScopeInfo getInstrumentationScopeInfo,
      Metric metric,
      MetricDataType getType,
      Data<?> getData)
      implements MetricData {

    @Override
    public Resource getResource() {
      return getResource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
      return getInstrumentationScopeInfo;
    }

    @Override
    public String getName() {
      return metric.metricName();
    }

    @Override
    public String getDescription() {
      return metric.description();
    }

    @Override
    public String getUnit() {
      return metric.unit();
    }

    @Override
    public MetricDataType getType() {
      return getType;
    }

    @Override
    public Data<?> getData() {
      return getData;
    }
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
