package io.github.headroom.agent.settings;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The effect of settings in opentelemetry-sdk-extension-autoconfigure: builds the whole SDK. Its
 * exporter passes its configuration to senders that only record it.
 */
final class Autoconfigured {

  /** A strong reference: the level is lost when the logger is collected. */
  private static final Logger QUIET = Logger.getLogger("io.opentelemetry");

  static {
    QUIET.setLevel(Level.OFF);
  }

  final Map<String, String> resource = new TreeMap<>();
  final Map<String, String> headers = new TreeMap<>();
  String protocol = "";
  String endpoint = "";
  boolean gzip;
  boolean retries;
  long timeoutMillis;
  String temporality = "";
  String reader = "";

  /** Builds the SDK. Throws ConfigurationException like in an application. */
  static Autoconfigured of(Map<String, String> properties) {
    Autoconfigured made = new Autoconfigured();
    Map<String, String> all = new HashMap<>();
    all.put("otel.traces.exporter", "none");
    all.put("otel.logs.exporter", "none");
    all.putAll(properties);
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> all)
            .setComponentLoader(made.new Loader())
            .addMetricExporterCustomizer((exporter, config) -> made.noteExporter(exporter))
            .addMetricReaderCustomizer(
                (reader, config) -> {
                  made.reader = reader.toString();
                  return reader;
                })
            .addResourceCustomizer(
                (resource, config) -> {
                  resource
                      .getAttributes()
                      .forEach((key, value) -> made.noteAttribute(key, value.toString()));
                  return resource;
                })
            .build()
            .getOpenTelemetrySdk();
    sdk.close();
    return made;
  }

  private MetricExporter noteExporter(MetricExporter exporter) {
    temporality =
        temporality(
            exporter.getAggregationTemporality(InstrumentType.COUNTER),
            exporter.getAggregationTemporality(InstrumentType.OBSERVABLE_COUNTER));
    return exporter;
  }

  private static String temporality(
      AggregationTemporality counter, AggregationTemporality observableCounter) {
    if (counter == AggregationTemporality.CUMULATIVE) {
      return "cumulative";
    }
    return observableCounter == AggregationTemporality.DELTA ? "delta" : "lowmemory";
  }

  private void noteAttribute(AttributeKey<?> key, String value) {
    resource.put(key.getKey(), value);
  }

  private void note(
      String carrier,
      URI url,
      Compressor compressor,
      Duration timeout,
      Map<String, List<String>> sent,
      boolean retry) {
    protocol = carrier;
    endpoint = url.toString();
    gzip = compressor != null && compressor.getEncoding().equals("gzip");
    timeoutMillis = timeout.toMillis();
    sent.forEach((name, values) -> headers.put(name, String.join("|", values)));
    headers.remove("User-Agent");
    retries = retry;
  }

  private final class Loader implements ComponentLoader {
    @Override
    public <T> Iterable<T> load(Class<T> spi) {
      if (spi == HttpSenderProvider.class) {
        HttpSenderProvider provider =
            config -> {
              note(
                  "http/protobuf",
                  config.getEndpoint(),
                  config.getCompressor(),
                  config.getTimeout(),
                  config.getHeadersSupplier().get(),
                  config.getRetryPolicy() != null);
              return new NoHttp();
            };
        return List.of(spi.cast(provider));
      }
      if (spi == GrpcSenderProvider.class) {
        GrpcSenderProvider provider =
            config -> {
              note(
                  "grpc",
                  config.getEndpoint(),
                  config.getCompressor(),
                  config.getTimeout(),
                  config.getHeadersSupplier().get(),
                  config.getRetryPolicy() != null);
              return new NoGrpc();
            };
        return List.of(spi.cast(provider));
      }
      return ServiceLoader.load(spi);
    }
  }

  private static final class NoHttp implements HttpSender {
    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> response, Consumer<Throwable> error) {}

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static final class NoGrpc implements GrpcSender {
    @Override
    public void send(
        MessageWriter message, Consumer<GrpcResponse> response, Consumer<Throwable> error) {}

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
