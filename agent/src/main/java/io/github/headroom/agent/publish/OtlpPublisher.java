package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends samples to a collector by OpenTelemetry's OTLP exporter over our own transport. */
public final class OtlpPublisher implements Publisher {

  private final MetricExporter exporter;
  private final OtlpPoints points;
  private final boolean jvm;
  private final long timeoutMillis;

  private OtlpPublisher(
      MetricExporter exporter, OtlpPoints points, boolean jvm, long timeoutMillis) {
    this.exporter = exporter;
    this.points = points;
    this.jvm = jvm;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Builds the exporter that the settings ask for.
   *
   * @throws IOException when a certificate or key file cannot be read; the message names it
   * @throws IllegalArgumentException when a certificate or key is not one
   */
  public static OtlpPublisher create(
      Settings settings, Map<String, Object> resource, String version, boolean jvm)
      throws IOException {
    InstrumentationScopeInfo scope =
        InstrumentationScopeInfo.builder("io.github.headroom").setVersion(version).build();
    boolean delta = settings.temporality() == Settings.Temporality.DELTA;
    OtlpPoints points = new OtlpPoints(resource(resource), scope, new CounterHistory(delta));
    return new OtlpPublisher(OtlpExporters.create(settings), points, jvm, settings.timeoutMillis());
  }

  @Override
  public boolean publish(Sample sample, Figures figures, long exportsOk, long exportsFailed) {
    points.begin(sample.epochMillis());
    Points.container(figures, points);
    if (jvm) {
      Points.jvm(figures, sample, points);
    }
    Points.headroom(figures, sample, points);
    Points.exports(exportsOk, exportsFailed, points);
    CompletableResultCode result = exporter.export(points.end());
    if (!result.isDone()) {
      // Our senders answer before export() returns; this is for one that does not.
      result.join(timeoutMillis, TimeUnit.MILLISECONDS);
    }
    return result.isSuccess();
  }

  @Override
  public void shutdown() {
    exporter.shutdown();
  }

  private static Resource resource(Map<String, Object> attributes) {
    AttributesBuilder builder = Attributes.builder();
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      Object value = attribute.getValue();
      if (value instanceof Long) {
        builder.put(AttributeKey.longKey(attribute.getKey()), (Long) value);
      } else {
        builder.put(AttributeKey.stringKey(attribute.getKey()), value.toString());
      }
    }
    return Resource.getDefault().merge(Resource.create(builder.build()));
  }
}
