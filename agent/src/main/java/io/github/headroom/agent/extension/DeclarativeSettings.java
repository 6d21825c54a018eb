package io.github.headroom.agent.extension;

import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's declarative configuration (opentelemetry-configuration, file_format 0.3 to 1.x)
 * as values of the {@code otel.*} settings: those of the first reader of metrics whose exporter is
 * OTLP. Where there is none, the first exporter's name is the value of otel.metrics.exporter.
 */
final class DeclarativeSettings implements Function<String, @Nullable String> {

  private static final String METRICS = "otel.exporter.otlp.metrics.";
  private static final String METRICS_EXPORTER = "otel.metrics.exporter";
  private static final String NONE = "none";
  private static final String TLS = "tls.";

  /**
   * The setting below {@link #METRICS}, and the keys that the versions of the schema have for it.
   */
  private static final String[][] TEXTS = {
    {"protocol", "protocol"},
    {"endpoint", "endpoint"},
    {"compression", "compression"},
    {"certificate", "tls.ca_file", "certificate_file", "certificate"},
    {"client.key", "tls.key_file", "client_key_file", "client_key"},
    {"client.certificate", "tls.cert_file", "client_certificate_file", "client_certificate"},
  };

  private final Map<String, String> values = new HashMap<>();

  /**
   * Translates. A value of another type than the schema has is absent, and the OpenTelemetry agent
   * logs it.
   *
   * @param configuration the whole file; null: it could not be read, and nothing is exported
   */
  DeclarativeSettings(@Nullable DeclarativeConfigProperties configuration) {
    values.put(METRICS_EXPORTER, NONE);
    if (configuration == null || Boolean.TRUE.equals(configuration.getBoolean("disabled"))) {
      values.put("otel.logs.exporter", NONE);
    } else {
      DeclarativeConfigProperties meters = configuration.getStructured("meter_provider");
      readers(meters == null ? null : meters.getStructuredList("readers"));
    }
  }

  @Override
  public @Nullable String apply(String property) {
    return values.get(property);
  }

  private void readers(@Nullable List<DeclarativeConfigProperties> readers) {
    for (int i = 0; readers != null && i < readers.size(); i++) {
      for (String kind : readers.get(i).getPropertyKeys()) {
        DeclarativeConfigProperties reader = readers.get(i).getStructured(kind);
        DeclarativeConfigProperties exporter =
            reader == null ? null : reader.getStructured("exporter");
        if (reader != null && exporter != null && isOtlp(exporter)) {
          put("otel.metric.export.interval", reader.getInt("interval"));
          return;
        }
      }
    }
  }

  /** Whether the exporter is OTLP; then its settings are taken. */
  private boolean isOtlp(DeclarativeConfigProperties exporter) {
    for (String name : exporter.getPropertyKeys()) {
      if (name.equals("otlp") || name.equals("otlp_http") || name.equals("otlp_grpc")) {
        values.put(METRICS_EXPORTER, "otlp");
        DeclarativeConfigProperties settings = exporter.getStructured(name);
        if (settings != null) { // a name alone: the defaults
          take(settings);
        }
        if (name.equals("otlp_grpc")) {
          values.put(METRICS + "protocol", "grpc");
        }
        return true;
      }
      if (NONE.equals(values.get(METRICS_EXPORTER))) {
        values.put(METRICS_EXPORTER, name);
      }
    }
    return false;
  }

  private void take(DeclarativeConfigProperties exporter) {
    DeclarativeConfigProperties tls = exporter.getStructured("tls");
    for (String[] setting : TEXTS) {
      for (int i = 1; i < setting.length && !values.containsKey(METRICS + setting[0]); i++) {
        String key = setting[i];
        if (!key.startsWith(TLS)) {
          put(METRICS + setting[0], exporter.getString(key));
        } else if (tls != null) {
          put(METRICS + setting[0], tls.getString(key.substring(TLS.length())));
        }
      }
    }
    put(METRICS + "timeout", exporter.getInt("timeout"));
    put(METRICS + "headers", headers(exporter));
    String temporality = exporter.getString("temporality_preference");
    put(
        METRICS + "temporality.preference",
        "low_memory".equals(temporality) ? "lowmemory" : temporality);
  }

  private void put(String property, @Nullable Object value) {
    if (value != null) {
      values.put(property, value.toString());
    }
  }

  /** The list as it is, then the single headers, which win. */
  private static @Nullable String headers(DeclarativeConfigProperties exporter) {
    String encoded = exporter.getString("headers_list");
    StringBuilder headers = new StringBuilder(encoded == null ? "" : encoded);
    List<DeclarativeConfigProperties> single = exporter.getStructuredList("headers");
    for (int i = 0; single != null && i < single.size(); i++) {
      String name = single.get(i).getString("name");
      String value = single.get(i).getString("value");
      if (name != null && value != null) {
        headers.append(headers.length() == 0 ? "" : ",");
        headers.append(name).append('=').append(encode(value));
      }
    }
    return headers.length() == 0 ? null : headers.toString();
  }

  private static String encode(String value) {
    try {
      return URLEncoder.encode(value, "UTF-8");
    } catch (UnsupportedEncodingException e) { // every JVM has it
      throw new IllegalStateException(e);
    }
  }
}
