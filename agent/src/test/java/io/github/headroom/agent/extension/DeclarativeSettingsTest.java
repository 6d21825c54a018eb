package io.github.headroom.agent.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the settings that a declarative configuration stands for. */
class DeclarativeSettingsTest {

  private static final String EXPORTER = "otel.metrics.exporter";
  private static final String METRICS = "otel.exporter.otlp.metrics.";

  private static DeclarativeSettings of(Map<String, ?> configuration) {
    return new DeclarativeSettings(new Declared(configuration));
  }

  private static DeclarativeSettings ofReaders(List<Map<String, ?>> readers) {
    return of(Map.of("meter_provider", Map.of("readers", readers)));
  }

  private static Map<String, ?> periodic(String exporter, Map<String, ?> settings) {
    return Map.of("periodic", Map.of("interval", 5000, "exporter", Map.of(exporter, settings)));
  }

  @Test
  void whereItIsDisabledOrUnreadableThereIsNoExporterOfLogsEither() {
    assertEquals("none", of(Map.of("disabled", true)).apply("otel.logs.exporter"));
    assertEquals("none", new DeclarativeSettings(null).apply("otel.logs.exporter"));
    assertNull(of(Map.of()).apply("otel.logs.exporter"));
  }

  @Test
  void otlpOverHttp() {
    DeclarativeSettings settings =
        ofReaders(
            List.of(
                periodic(
                    "otlp_http",
                    Map.of(
                        "endpoint", "https://collector:4318/v1/metrics",
                        "compression", "gzip",
                        "timeout", 3000,
                        "temporality_preference", "low_memory",
                        "tls",
                            Map.of("ca_file", "/ca", "key_file", "/key", "cert_file", "/cert")))));

    assertEquals("otlp", settings.apply(EXPORTER));
    assertEquals("https://collector:4318/v1/metrics", settings.apply(METRICS + "endpoint"));
    assertNull(settings.apply(METRICS + "protocol"));
    assertEquals("gzip", settings.apply(METRICS + "compression"));
    assertEquals("3000", settings.apply(METRICS + "timeout"));
    assertEquals("lowmemory", settings.apply(METRICS + "temporality.preference"));
    assertEquals("/ca", settings.apply(METRICS + "certificate"));
    assertEquals("/key", settings.apply(METRICS + "client.key"));
    assertEquals("/cert", settings.apply(METRICS + "client.certificate"));
    assertEquals("5000", settings.apply("otel.metric.export.interval"));
  }

  @Test
  void otlpOverGrpc() {
    DeclarativeSettings settings =
        ofReaders(List.of(periodic("otlp_grpc", Map.of("endpoint", "http://collector:4317"))));

    assertEquals("grpc", settings.apply(METRICS + "protocol"));
    assertEquals("http://collector:4317", settings.apply(METRICS + "endpoint"));
  }

  @Test
  void theFirstVersionsNamedTheProtocolAndTheFilesBesideTheEndpoint() {
    DeclarativeSettings settings =
        ofReaders(
            List.of(
                periodic(
                    "otlp",
                    Map.of(
                        "protocol", "grpc",
                        "certificate", "/ca",
                        "client_key", "/key",
                        "client_certificate", "/cert"))));

    assertEquals("grpc", settings.apply(METRICS + "protocol"));
    assertEquals("/ca", settings.apply(METRICS + "certificate"));
    assertEquals("/key", settings.apply(METRICS + "client.key"));
    assertEquals("/cert", settings.apply(METRICS + "client.certificate"));
  }

  @Test
  void anExporterWithoutSettingsHasTheDefaults() {
    DeclarativeSettings settings =
        of(
            Map.of(
                "meter_provider",
                Map.of(
                    "readers",
                    List.of(Map.of("periodic", Map.of("exporter", Map.of("otlp_http", "")))))));

    assertEquals("otlp", settings.apply(EXPORTER));
    assertNull(settings.apply(METRICS + "endpoint"));
    assertNull(settings.apply("otel.metric.export.interval"));
  }

  @Test
  void headersOfTheListComeFirstAndSingleOnesAreEncoded() {
    DeclarativeSettings settings =
        ofReaders(
            List.of(
                periodic(
                    "otlp_http",
                    Map.of(
                        "headers_list",
                        "a=1,b=2",
                        "headers",
                        List.of(Map.of("name", "b", "value", "x,y z"), Map.of("name", "c"))))));

    assertEquals("a=1,b=2,b=x%2Cy+z", settings.apply(METRICS + "headers"));
  }

  @Test
  void theFirstOtlpReaderCounts() {
    DeclarativeSettings settings =
        ofReaders(
            List.of(
                Map.of("pull", Map.of("exporter", Map.of("prometheus/development", Map.of()))),
                periodic("console", Map.of()),
                periodic("otlp_http", Map.of("endpoint", "http://first:4318/v1/metrics")),
                periodic("otlp_http", Map.of("endpoint", "http://second:4318/v1/metrics"))));

    assertEquals("otlp", settings.apply(EXPORTER));
    assertEquals("http://first:4318/v1/metrics", settings.apply(METRICS + "endpoint"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"console", "otlp_file/development", "prometheus/development"})
  void withoutOtlpTheFirstExporterIsNamed(String exporter) {
    assertEquals(exporter, ofReaders(List.of(periodic(exporter, Map.of()))).apply(EXPORTER));
  }

  @Test
  void noMetricsMeanNoExport() {
    assertEquals("none", of(Map.of()).apply(EXPORTER));
    assertEquals("none", of(Map.of("meter_provider", "")).apply(EXPORTER));
    assertEquals("none", ofReaders(List.of(Map.of("periodic", ""))).apply(EXPORTER));
  }

  @Test
  void aDisabledSdkMeansNoExport() {
    DeclarativeSettings settings =
        of(
            Map.of(
                "disabled",
                true,
                "meter_provider",
                Map.of("readers", List.of(periodic("otlp_http", Map.of())))));

    assertEquals("none", settings.apply(EXPORTER));
  }

  @Test
  void aFileThatCannotBeReadMeansNoExport() {
    assertEquals("none", new DeclarativeSettings(null).apply(EXPORTER));
  }
}
