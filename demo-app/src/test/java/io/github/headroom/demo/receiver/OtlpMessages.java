package io.github.headroom.demo.receiver;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Requests as an OTLP exporter makes them. */
public final class OtlpMessages {
  private final ScopeMetrics.Builder metrics = ScopeMetrics.newBuilder();
  private final long timeMillis;

  public OtlpMessages(long timeMillis) {
    this.timeMillis = timeMillis;
  }

  /** Adds a gauge; attributes are key, value, key, value. */
  public OtlpMessages gauge(String name, long value, String... attributes) {
    return add(name, point().setAsInt(value), attributes);
  }

  public OtlpMessages gauge(String name, double value) {
    return add(name, point().setAsDouble(value));
  }

  public OtlpMessages metric(Metric metric) {
    metrics.addMetrics(metric);
    return this;
  }

  public NumberDataPoint.Builder point() {
    return NumberDataPoint.newBuilder().setTimeUnixNano(TimeUnit.MILLISECONDS.toNanos(timeMillis));
  }

  public byte[] from(String instance) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.instance.id", instance))
                        .addAttributes(attribute("service.name", "shop")))
                .addScopeMetrics(metrics))
        .build()
        .toByteArray();
  }

  public static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private OtlpMessages add(String name, NumberDataPoint.Builder point, String... attributes) {
    for (int i = 0; i < attributes.length; i += 2) {
      point.addAttributes(attribute(attributes[i], attributes[i + 1]));
    }
    return metric(
        Metric.newBuilder()
            .setName(name)
            .setUnit("By")
            .setGauge(Gauge.newBuilder().addDataPoints(point))
            .build());
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
