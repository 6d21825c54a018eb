package io.github.headroom.demo.receiver;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What one resource sent in one request.
 *
 * @param resource the resource's attributes, values as text
 * @param points its gauges and sums; histograms and summaries are passed over, Headroom sends none
 */
public record Export(SortedMap<String, String> resource, List<Point> points) {

  /**
   * Decodes an ExportMetricsServiceRequest (opentelemetry-proto, collector/metrics/v1).
   *
   * @return one element a resource; empty for an empty request, which is a valid one
   * @throws InvalidProtocolBufferException if the bytes are not such a message
   */
  public static List<Export> decode(byte[] protobuf) throws InvalidProtocolBufferException {
    List<Export> exports = new ArrayList<>();
    for (ResourceMetrics resource :
        ExportMetricsServiceRequest.parseFrom(protobuf).getResourceMetricsList()) {
      List<Point> points = new ArrayList<>();
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          addPoints(metric, points);
        }
      }
      exports.add(new Export(attributes(resource.getResource().getAttributesList()), points));
    }
    return exports;
  }

  private static void addPoints(Metric metric, List<Point> into) {
    List<NumberDataPoint> numbers =
        switch (metric.getDataCase()) {
          case GAUGE -> metric.getGauge().getDataPointsList();
          case SUM -> metric.getSum().getDataPointsList();
          default -> List.of();
        };
    for (NumberDataPoint number : numbers) {
      double value =
          switch (number.getValueCase()) {
            case AS_INT -> number.getAsInt();
            case AS_DOUBLE -> number.getAsDouble();
            case VALUE_NOT_SET -> Double.NaN;
          };
      boolean recorded =
          (number.getFlags() & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) == 0;
      if (recorded && Double.isFinite(value)) {
        into.add(
            new Point(
                metric.getName(),
                metric.getUnit(),
                attributes(number.getAttributesList()),
                TimeUnit.NANOSECONDS.toMillis(number.getTimeUnixNano()),
                value));
      }
    }
  }

  private static SortedMap<String, String> attributes(List<KeyValue> list) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (KeyValue attribute : list) {
      attributes.put(attribute.getKey(), text(attribute.getValue()));
    }
    return attributes;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.toString().strip();
    };
  }
}
