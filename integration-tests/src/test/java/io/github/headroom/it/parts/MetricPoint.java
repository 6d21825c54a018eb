package io.github.headroom.it.parts;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One number as OTLP carries it, with the description of its metric.
 *
 * @param instrument gauge, counter (monotonic sum) or updowncounter
 * @param temporality cumulative or delta; of a gauge, -
 * @param timeNanos since the epoch
 */
public record MetricPoint(
    String name,
    String instrument,
    String unit,
    String temporality,
    Map<String, String> attributes,
    Map<String, String> resource,
    double value,
    long timeNanos) {

  /** Every point of a request, in its order. */
  public static List<MetricPoint> of(ExportMetricsServiceRequest request) {
    List<MetricPoint> points = new ArrayList<>();
    for (ResourceMetrics resourceMetrics : request.getResourceMetricsList()) {
      Map<String, String> resource = attributes(resourceMetrics.getResource().getAttributesList());
      for (ScopeMetrics scope : resourceMetrics.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          add(points, metric, resource);
        }
      }
    }
    return points;
  }

  /** Whether this is the point of a metric with exactly these attributes. */
  public boolean is(String name, Map<String, String> attributes) {
    return this.name.equals(name) && this.attributes.equals(attributes);
  }

  private static void add(List<MetricPoint> points, Metric metric, Map<String, String> resource) {
    switch (metric.getDataCase()) {
      case GAUGE ->
          add(points, metric, "gauge", "-", metric.getGauge().getDataPointsList(), resource);
      case SUM -> {
        Sum sum = metric.getSum();
        String instrument = sum.getIsMonotonic() ? "counter" : "updowncounter";
        String temporality =
            switch (sum.getAggregationTemporality()) {
              case AGGREGATION_TEMPORALITY_CUMULATIVE -> "cumulative";
              case AGGREGATION_TEMPORALITY_DELTA -> "delta";
              default -> sum.getAggregationTemporality().name();
            };
        add(points, metric, instrument, temporality, sum.getDataPointsList(), resource);
      }
      default -> {
        // A histogram of the OpenTelemetry agent, once a collection has happened: none of ours is
        // one.
      }
    }
  }

  private static void add(
      List<MetricPoint> points,
      Metric metric,
      String instrument,
      String temporality,
      List<NumberDataPoint> numbers,
      Map<String, String> resource) {
    for (NumberDataPoint number : numbers) {
      points.add(
          new MetricPoint(
              metric.getName(),
              instrument,
              metric.getUnit(),
              temporality,
              attributes(number.getAttributesList()),
              resource,
              number.hasAsInt() ? number.getAsInt() : number.getAsDouble(),
              number.getTimeUnixNano()));
    }
  }

  private static Map<String, String> attributes(List<KeyValue> pairs) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue pair : pairs) {
      attributes.put(pair.getKey(), text(pair.getValue()));
    }
    return attributes;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      default -> value.toString();
    };
  }
}
