package io.github.headroom.agent.publish;

import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Creates OpenTelemetry's exporters from the standard settings. */
final class OtlpExporters {

  private OtlpExporters() {}

  /**
   * @param senders the transport to the endpoint of the settings
   */
  static MetricExporter create(Settings settings, OwnSenders senders) {
    return settings.metrics().protocol() == OtlpSettings.Protocol.GRPC
        ? grpc(settings, senders)
        : http(settings, senders);
  }

  private static MetricExporter http(Settings settings, OwnSenders senders) {
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(senders.endpointForBuilder())
            .setTimeout(settings.metrics().timeoutMillis(), TimeUnit.MILLISECONDS)
            .setCompression(settings.metrics().gzip() ? "gzip" : "none")
            .setMeterProvider(new SilentMeterProvider())
            // This mode needs 40 classes fewer than the reusing mode. One export in 10 s makes
            // little garbage.
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setComponentLoader(senders);
    for (Map.Entry<String, String> header : settings.metrics().headers().entrySet()) {
      builder.addHeader(header.getKey(), header.getValue());
    }
    if (settings.retryDisabled()) {
      builder.setRetryPolicy(null);
    }
    return builder.build();
  }

  private static MetricExporter grpc(Settings settings, OwnSenders senders) {
    OtlpGrpcMetricExporterBuilder builder =
        OtlpGrpcMetricExporter.builder()
            .setEndpoint(senders.endpointForBuilder())
            .setTimeout(settings.metrics().timeoutMillis(), TimeUnit.MILLISECONDS)
            .setCompression(settings.metrics().gzip() ? "gzip" : "none")
            .setMeterProvider(new SilentMeterProvider())
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setComponentLoader(senders);
    for (Map.Entry<String, String> header : settings.metrics().headers().entrySet()) {
      builder.addHeader(header.getKey(), header.getValue());
    }
    if (settings.retryDisabled()) {
      builder.setRetryPolicy(null);
    }
    return builder.build();
  }
}
