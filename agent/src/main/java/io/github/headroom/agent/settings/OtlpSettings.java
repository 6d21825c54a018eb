package io.github.headroom.agent.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one signal is sent by OTLP. The signal's own setting overrides the general one. Immutable.
 */
public final class OtlpSettings {

  /** The transport of OTLP. */
  public enum Protocol {
    HTTP_PROTOBUF,
    GRPC
  }

  private static final String[] PROTOCOLS = {"http/protobuf", "grpc"};
  private static final String[] EVENTS = {"none", "otlp"};
  private static final String[] COMPRESSIONS = {"none", "gzip"};

  private static final long DEFAULT_TIMEOUT_MILLIS = 10_000;
  private static final long HOUR_MILLIS = 3_600_000;

  private final Protocol protocol;
  private final String endpoint;
  private final Map<String, String> headers;
  private final boolean gzip;
  private final long timeoutMillis;
  private final @Nullable String certificate;
  private final @Nullable String clientKey;
  private final @Nullable String clientCertificate;
  private final Setting certificateSetting;
  private final Setting clientKeySetting;
  private final Setting clientCertificateSetting;

  /**
   * @param signal the signal's path, such as {@code v1/metrics}
   * @param own the signal's settings, in the order of the metrics' settings in {@link Setting}
   */
  private OtlpSettings(Values values, Problems problems, String signal, Setting... own) {
    protocol =
        values.choice(PROTOCOLS, own[1], Setting.OTLP_PROTOCOL) == 0
            ? Protocol.HTTP_PROTOBUF
            : Protocol.GRPC;
    endpoint = Endpoint.of(values, own[0], signal, protocol == Protocol.GRPC, problems);
    headers = Headers.of(values, own[2], problems);
    gzip = values.choice(COMPRESSIONS, own[3], Setting.OTLP_COMPRESSION) == 1;
    timeoutMillis =
        values.millis(DEFAULT_TIMEOUT_MILLIS, 1, HOUR_MILLIS, own[4], Setting.OTLP_TIMEOUT);
    certificate = values.text(own[5], Setting.OTLP_CERTIFICATE);
    certificateSetting = values.which(own[5], Setting.OTLP_CERTIFICATE);
    clientKeySetting = values.which(own[6], Setting.OTLP_CLIENT_KEY);
    clientCertificateSetting = values.which(own[7], Setting.OTLP_CLIENT_CERTIFICATE);
    String key = values.text(own[6], Setting.OTLP_CLIENT_KEY);
    String chain = values.text(own[7], Setting.OTLP_CLIENT_CERTIFICATE);
    if ((key == null) != (chain == null)) {
      Setting set = key == null ? Setting.OTLP_CLIENT_CERTIFICATE : Setting.OTLP_CLIENT_KEY;
      Setting missing = key == null ? Setting.OTLP_CLIENT_KEY : Setting.OTLP_CLIENT_CERTIFICATE;
      problems.add(set.property() + " is set without " + missing.property() + "; neither is used");
      key = null;
      chain = null;
    }
    clientKey = key;
    clientCertificate = chain;
  }

  static OtlpSettings ofMetrics(Values values, Problems problems) {
    return new OtlpSettings(
        values,
        problems,
        "v1/metrics",
        Setting.METRICS_ENDPOINT,
        Setting.METRICS_PROTOCOL,
        Setting.METRICS_HEADERS,
        Setting.METRICS_COMPRESSION,
        Setting.METRICS_TIMEOUT,
        Setting.METRICS_CERTIFICATE,
        Setting.METRICS_CLIENT_KEY,
        Setting.METRICS_CLIENT_CERTIFICATE);
  }

  /** Returns how events are sent, or null if they are not. */
  static @Nullable OtlpSettings ofEvents(Values values, Problems problems) {
    if (values.choice(EVENTS, Setting.EVENTS) == 0) {
      return null;
    }
    if ("none".equalsIgnoreCase(values.text(Setting.LOGS_EXPORTER))) {
      problems.add(
          values.name(Setting.EVENTS)
              + ": no events are sent, since "
              + values.name(Setting.LOGS_EXPORTER)
              + " is none");
      return null;
    }
    return new OtlpSettings(
        values,
        problems,
        "v1/logs",
        Setting.LOGS_ENDPOINT,
        Setting.LOGS_PROTOCOL,
        Setting.LOGS_HEADERS,
        Setting.LOGS_COMPRESSION,
        Setting.LOGS_TIMEOUT,
        Setting.LOGS_CERTIFICATE,
        Setting.LOGS_CLIENT_KEY,
        Setting.LOGS_CLIENT_CERTIFICATE);
  }

  public Protocol protocol() {
    return protocol;
  }

  /**
   * Returns the URL to send to: over HTTP with its path, for gRPC without a path. It has no
   * credentials and no query. It is a valid java.net.URI, but its getHost() may be null, because a
   * host may contain underscores.
   */
  public String endpoint() {
    return endpoint;
  }

  /**
   * Returns name to decoded value, in printable ASCII. The values are secrets and must not be
   * logged.
   */
  public Map<String, String> headers() {
    return headers;
  }

  public boolean gzip() {
    return gzip;
  }

  /** Returns the timeout of one export in ms, 1 to 3,600,000. */
  public long timeoutMillis() {
    return timeoutMillis;
  }

  /** Returns the path of the PEM file with trusted certificates; null for the JVM's trust store. */
  public @Nullable String certificate() {
    return certificate;
  }

  /**
   * Returns the path of the PEM file with the client's private key. Null if and only if there is no
   * client certificate.
   */
  public @Nullable String clientKey() {
    return clientKey;
  }

  /**
   * Returns the path of the PEM file with the client's certificate chain. Null if and only if there
   * is no client key.
   */
  public @Nullable String clientCertificate() {
    return clientCertificate;
  }

  /** Returns the setting that named {@link #certificate}. */
  public Setting certificateSetting() {
    return certificateSetting;
  }

  /** Returns the setting that named {@link #clientKey}. */
  public Setting clientKeySetting() {
    return clientKeySetting;
  }

  /** Returns the setting that named {@link #clientCertificate}. */
  public Setting clientCertificateSetting() {
    return clientCertificateSetting;
  }
}
