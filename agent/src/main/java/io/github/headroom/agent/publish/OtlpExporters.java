package io.github.headroom.agent.publish;

import io.github.headroom.agent.settings.Settings;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's exporters, set up as the standard settings say. */
final class OtlpExporters {

  private OtlpExporters() {}

  /**
   * @param senders for the settings' endpoint
   */
  static MetricExporter create(Settings settings, OwnSenders senders) throws IOException {
    PemFiles pem = new PemFiles(settings);
    return settings.protocol() == Settings.Protocol.GRPC
        ? grpc(settings, pem, senders)
        : http(settings, pem, senders);
  }

  private static MetricExporter http(Settings settings, PemFiles pem, OwnSenders senders) {
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(senders.endpointForBuilder())
            .setTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setMeterProvider(new SilentMeterProvider())
            // Fewer classes by 40 than the reusing mode, and one export in 10 s makes little
            // garbage.
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setComponentLoader(senders);
    for (Map.Entry<String, String> header : settings.headers().entrySet()) {
      builder.addHeader(header.getKey(), header.getValue());
    }
    if (pem.trusted != null) {
      builder.setTrustedCertificates(pem.trusted);
    }
    if (pem.key != null && pem.chain != null) {
      builder.setClientTls(pem.key, pem.chain);
    }
    if (settings.retryDisabled()) {
      builder.setRetryPolicy(null);
    }
    return builder.build();
  }

  private static MetricExporter grpc(Settings settings, PemFiles pem, OwnSenders senders) {
    OtlpGrpcMetricExporterBuilder builder =
        OtlpGrpcMetricExporter.builder()
            .setEndpoint(senders.endpointForBuilder())
            .setTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setMeterProvider(new SilentMeterProvider())
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setComponentLoader(senders);
    for (Map.Entry<String, String> header : settings.headers().entrySet()) {
      builder.addHeader(header.getKey(), header.getValue());
    }
    if (pem.trusted != null) {
      builder.setTrustedCertificates(pem.trusted);
    }
    if (pem.key != null && pem.chain != null) {
      builder.setClientTls(pem.key, pem.chain);
    }
    if (settings.retryDisabled()) {
      builder.setRetryPolicy(null);
    }
    return builder.build();
  }

  /** What the certificate settings name, read; null where a setting is not given. */
  private static final class PemFiles {
    final byte @Nullable [] trusted;
    final byte @Nullable [] key;
    final byte @Nullable [] chain;

    PemFiles(Settings settings) throws IOException {
      trusted = read("otel.exporter.otlp.certificate", settings.certificate());
      key = read("otel.exporter.otlp.client.key", settings.clientKey());
      chain = read("otel.exporter.otlp.client.certificate", settings.clientCertificate());
    }
  }

  private static byte @Nullable [] read(String setting, @Nullable String file) throws IOException {
    if (file == null) {
      return null;
    }
    try {
      return Files.readAllBytes(Paths.get(file));
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          setting + ": " + file + " cannot be read (" + e + "); nothing is exported", e);
    }
  }
}
