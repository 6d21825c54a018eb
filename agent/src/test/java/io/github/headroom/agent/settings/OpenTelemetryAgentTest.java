package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings in an extension of the OpenTelemetry agent. */
class OpenTelemetryAgentTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

  @TempDir private Path directory;

  private final Properties properties = new Properties();
  private final List<String> problems = new ArrayList<>();

  private Settings read(Map<String, String> agent, Map<String, String> environment) {
    return SettingsReader.read(null, agent::get, properties, environment, Path.of("/"), problems);
  }

  @Test
  void itsConfigurationStandsForPropertiesAndEnvironment() {
    properties.setProperty(ENDPOINT, "http://property:4318");
    Settings settings =
        read(
            Map.of(ENDPOINT, "http://agent:4318"),
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://variable:4318"));

    assertEquals("http://agent:4318/v1/metrics", settings.metrics().endpoint());
    assertEquals(List.of(), problems);
  }

  @Test
  void whatItDoesNotHaveIsNotTakenFromThem() {
    properties.setProperty("otel.metrics.exporter", "none");
    Settings settings =
        read(
            Map.of(),
            Map.of("OTEL_EXPORTER_OTLP_HEADERS", "a=b", "OTEL_CONFIG_FILE", "/etc/otel.yaml"));

    assertEquals(Settings.Exporter.OTLP, settings.exporter());
    assertEquals(Map.of(), settings.metrics().headers());
    assertEquals(List.of(), problems);
  }

  @Test
  void noEventsAreSentWithoutALogsExporter() {
    Map<String, String> wanted = Map.of("HEADROOM_EVENTS", "otlp");

    assertNull(read(Map.of("otel.logs.exporter", "none"), wanted).events());
    assertEquals(
        List.of(
            "headroom.events (environment HEADROOM_EVENTS): no events are sent, since"
                + " otel.logs.exporter (OpenTelemetry agent) is none"),
        problems);
    assertNotNull(read(Map.of("otel.logs.exporter", "otlp"), wanted).events());
    assertNotNull(read(Map.of(), wanted).events());
    assertEquals(1, problems.size());
  }

  @Test
  void ourOwnSettingsAreThoseOfPropertiesAndEnvironment() {
    properties.setProperty("headroom.sample.interval", "2s");
    Settings settings =
        read(
            Map.of("headroom.sample.interval", "3s", "headroom.slow.interval", "30s"),
            Map.of("HEADROOM_RECORDER", "off"));

    assertEquals(2000, settings.sampleIntervalMillis());
    assertEquals(10_000, settings.slowIntervalMillis());
    assertTrue(!settings.files().records());
  }

  @Test
  void ourPropertiesFileIsAskedWhereItHasNone() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("headroom.properties"),
            ENDPOINT + "=http://file:4318\notel.metric.export.interval=5s\n");
    properties.setProperty("headroom.config", file.toString());
    Settings settings = read(Map.of(ENDPOINT, "http://agent:4318"), Map.of());

    assertEquals("http://agent:4318/v1/metrics", settings.metrics().endpoint());
    assertEquals(5000, settings.exportIntervalMillis());
  }

  @Test
  void aProblemNamesItAsTheSource() {
    read(Map.of("otel.exporter.otlp.protocol", "http/json"), Map.of());

    assertEquals(
        List.of(
            "otel.exporter.otlp.protocol (OpenTelemetry agent): expected http/protobuf or grpc,"
                + " found \"http/json\"; http/protobuf is used"),
        problems);
  }
}
