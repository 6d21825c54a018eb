package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

  private static final String INTERVAL = "otel.metric.export.interval";
  private static final String INTERVAL_VARIABLE = "OTEL_METRIC_EXPORT_INTERVAL";

  @Test
  void withoutAnySourceAllDefaultsApplyAndNothingIsLogged() {
    List<String> problems = new ArrayList<>();
    Settings settings = SettingsReader.read(null, null, null, Path.of("/"), problems);

    assertEquals(List.of(), problems);
    assertFalse(settings.disabled());
    assertEquals(Settings.Exporter.OTLP, settings.exporter());
    assertEquals(OtlpSettings.Protocol.HTTP_PROTOBUF, settings.metrics().protocol());
    assertEquals("http://localhost:4318/v1/metrics", settings.metrics().endpoint());
    assertEquals(Map.of(), settings.metrics().headers());
    assertFalse(settings.metrics().gzip());
    assertEquals(10_000, settings.metrics().timeoutMillis());
    assertFalse(settings.retryDisabled());
    assertNull(settings.metrics().certificate());
    assertNull(settings.metrics().clientKey());
    assertNull(settings.metrics().clientCertificate());
    assertEquals(Settings.Temporality.CUMULATIVE, settings.temporality());
    assertEquals(10_000, settings.exportIntervalMillis());
    assertEquals("unknown_service:java", settings.serviceName());
    assertEquals(Map.of(), settings.resourceAttributes());
    assertEquals(1000, settings.sampleIntervalMillis());
    assertEquals(10_000, settings.slowIntervalMillis());
    assertEquals(AgentLog.Level.INFO, settings.logLevel());
    assertEquals(Settings.JvmMetrics.AUTO, settings.jvmMetrics());
    assertTrue(settings.files().hasTerminationMessage());
    assertNull(settings.files().terminationMessage());
    assertNull(settings.relief());
    assertNull(settings.configFile());
  }

  @ParameterizedTest
  @CsvSource({
    "auto,             true,",
    "Auto,             true,",
    "OFF,              false,",
    "/var/run/message, true, /var/run/message"
  })
  void theTerminationMessageIsAutoOffOrAPath(String value, boolean wanted, String path) {
    Reading reading = Reading.ofProperty("headroom.termination-message", value);

    assertEquals(List.of(), reading.problems());
    assertEquals(wanted, reading.settings().files().hasTerminationMessage());
    assertEquals(path, reading.settings().files().terminationMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status.json", "/", "/tmp/"})
  void aStatusFileThatIsNoAbsolutePathOfAFileIsNamed(String value) {
    Reading reading = Reading.ofArgument("status-file=" + value);

    assertEquals(
        List.of(
            "headroom.status-file (agent argument): expected an absolute path of a file, found \""
                + value
                + "\"; none is written"),
        reading.problems());
    assertNull(reading.settings().files().statusFile());
  }

  @Test
  void aTerminationMessageThatIsNoAbsolutePathIsNamed() {
    Reading reading = Reading.ofArgument("termination-message=on");

    assertEquals(
        List.of(
            "headroom.termination-message (agent argument): expected auto, off or an absolute path,"
                + " found \"on\"; auto is used"),
        reading.problems());
    assertTrue(reading.settings().files().hasTerminationMessage());
    assertNull(reading.settings().files().terminationMessage());
  }

  @Test
  void theSettingsOfThisJvmAreReadWithoutProblem() {
    List<String> problems = new ArrayList<>();
    SettingsReader.read("", null, Path.of("/"), problems);

    assertEquals(List.of(), problems);
  }

  @Test
  void theAgentArgumentWinsOverSystemProperty() {
    Reading reading = Reading.of(INTERVAL + "=1s", Map.of(INTERVAL, "2s"), Map.of());

    assertEquals(1000, reading.settings().exportIntervalMillis());
  }

  @Test
  void aSystemPropertyWinsOverTheEnvironment() {
    Reading reading = Reading.of(null, Map.of(INTERVAL, "2s"), Map.of(INTERVAL_VARIABLE, "3s"));

    assertEquals(2000, reading.settings().exportIntervalMillis());
  }

  @Test
  void anOwnSettingIsReadFromTheEnvironment() {
    Reading reading = Reading.ofEnvironment(Map.of("HEADROOM_SAMPLE_INTERVAL", "5s"));

    assertEquals(5000, reading.settings().sampleIntervalMillis());
  }

  @Test
  void anEmptyValueOfTheStrongerSourceBringsTheDefaultBack() {
    Reading reading = Reading.of(null, Map.of(INTERVAL, ""), Map.of(INTERVAL_VARIABLE, "3s"));

    assertEquals(10_000, reading.settings().exportIntervalMillis());
    assertEquals(List.of(), reading.problems());
  }

  @Test
  void aWrongValueIsNamedWithItsSourceAndTheDefaultTaken() {
    Reading reading = Reading.ofEnvironment(Map.of(INTERVAL_VARIABLE, "abc"));

    assertEquals(
        List.of(
            "otel.metric.export.interval (environment OTEL_METRIC_EXPORT_INTERVAL):"
                + " expected a duration such as 10s, found \"abc\"; 10s is used"),
        reading.problems());
  }

  @Test
  void aWrongSystemPropertyIsNamedAsOne() {
    Reading reading = Reading.ofProperty("headroom.metrics.jvm", "maybe");

    assertEquals(
        List.of(
            "headroom.metrics.jvm (system property):"
                + " expected auto, on or off, found \"maybe\"; auto is used"),
        reading.problems());
  }

  @Test
  void aWrongSettingForMetricsLeavesTheGeneralOne() {
    Reading reading =
        Reading.ofProperties(
            Map.of(
                "otel.exporter.otlp.metrics.timeout", "abc", "otel.exporter.otlp.timeout", "3s"));

    assertEquals(3000, reading.settings().metrics().timeoutMillis());
    assertEquals(
        List.of(
            "otel.exporter.otlp.metrics.timeout (system property):"
                + " expected a duration such as 10s, found \"abc\"; 3s is used"),
        reading.problems());
  }

  @ParameterizedTest
  @CsvSource({
    "headroom.sample.interval, 99ms, 100ms to 60s, 1s",
    "headroom.sample.interval, 60001, 100ms to 60s, 1s",
    "headroom.slow.interval, 999, 1s to 10m, 10s",
    "headroom.slow.interval, 11m, 1s to 10m, 10s",
    "otel.metric.export.interval, -1s, 100ms to 1d, 10s",
    "otel.metric.export.interval, 0, 100ms to 1d, 10s",
    "otel.metric.export.interval, 9223372036854775807d, 100ms to 1d, 10s",
    "otel.exporter.otlp.timeout, 999us, 1ms to 1h, 10s",
    "otel.exporter.otlp.timeout, -9223372036854775808d, 1ms to 1h, 10s",
  })
  void aDurationOutsideItsBoundsIsNamedWithThem(
      String name, String value, String bounds, String taken) {
    Reading reading = Reading.ofProperty(name, value);

    assertEquals(
        List.of(
            (name + " (system property): expected " + bounds)
                + (", found \"" + value + "\"; " + taken + " is used")),
        reading.problems());
  }

  @ParameterizedTest
  @CsvSource({
    "headroom.sample.interval, 100ms",
    "headroom.sample.interval, 60s",
    "headroom.slow.interval, 1s",
    "headroom.slow.interval, 10m",
    "otel.metric.export.interval, 1d",
    "otel.exporter.otlp.timeout, 1ms",
  })
  void aDurationOnItsBoundIsTaken(String name, String value) {
    assertEquals(List.of(), Reading.ofProperty(name, value).problems());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s", "10x", "1 0s", "10s10", "1e3", "0x10", "--5", "10ss", "٣x", "\u0000"})
  void garbageForADurationIsNamed(String value) {
    Reading reading = Reading.ofProperty(INTERVAL, value + "!");

    assertEquals(1, reading.problems().size());
    assertEquals(10_000, reading.settings().exportIntervalMillis());
  }

  @ParameterizedTest
  @CsvSource({"off, OFF", "error, ERROR", "warn, WARN", "info, INFO", "DEBUG, DEBUG"})
  void aLogLevelIsReadInAnyCase(String value, AgentLog.Level level) {
    assertEquals(level, Reading.ofProperty("headroom.log.level", value).settings().logLevel());
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "on, ON", "off, OFF"})
  void jvmMetricsAreReadByName(String value, Settings.JvmMetrics wanted) {
    assertEquals(wanted, Reading.ofProperty("headroom.metrics.jvm", value).settings().jvmMetrics());
  }

  @Test
  void theAgentIsSwitchedOffByItsOwnSetting() {
    assertTrue(Reading.ofArgument("enabled=false").settings().disabled());
  }

  @Test
  void aWrongSwitchLeavesTheAgentOn() {
    Reading reading = Reading.ofArgument("enabled=no");

    assertFalse(reading.settings().disabled());
    assertEquals(
        List.of(
            "headroom.enabled (agent argument): expected true or false, found \"no\";"
                + " true is used"),
        reading.problems());
  }

  @Test
  void aValueBeyondAnyReasonCountsAsNotSet() {
    Reading reading = Reading.ofProperty("otel.service.name", "x".repeat(40_000));

    assertEquals("unknown_service:java", reading.settings().serviceName());
    assertEquals(
        List.of(
            "otel.service.name (system property): expected at most 32768 characters, found 40000;"
                + " it counts as not set"),
        reading.problems());
  }

  @Test
  void aWrongValueIsQuotedShortOnOneLine() {
    Reading reading = Reading.ofProperty(INTERVAL, "a\r\n\u001b[31m" + "b".repeat(1000));

    String problem = reading.problems().get(0);
    assertTrue(problem.contains("found \"a\\r\\n\\u001b[31m"), problem);
    assertTrue(problem.length() < 350, problem);
  }

  @Test
  void aPropertyThatIsNoStringCountsAsNotSet() {
    Properties properties = new Properties();
    properties.put(INTERVAL, 5);
    List<String> problems = new ArrayList<>();

    Settings settings = SettingsReader.read(null, properties, Map.of(), Path.of("/"), problems);

    assertEquals(10_000, settings.exportIntervalMillis());
    assertEquals(List.of(), problems);
  }

  @Test
  void anUnknownSystemPropertyOfOursIsNamedWithTheNearest() {
    Reading reading = Reading.ofProperty("headroom.sample.intervall", "5s");

    assertEquals(
        List.of(
            "system property: \"headroom.sample.intervall\" is no setting of Headroom;"
                + " it is ignored; the nearest is headroom.sample.interval"),
        reading.problems());
  }

  @Test
  void anUnknownVariableOfOursIsNamedWithTheNearest() {
    Reading reading = Reading.ofEnvironment(Map.of("HEADROOM_LOGLEVEL", "debug"));

    assertEquals(
        List.of(
            "environment: \"HEADROOM_LOGLEVEL\" is no setting of Headroom;"
                + " it is ignored; the nearest is HEADROOM_LOG_LEVEL"),
        reading.problems());
  }

  @Test
  void whatResemblesNoSettingIsNamedWithoutANearest() {
    Reading reading = Reading.ofEnvironment(Map.of("HEADROOM_CHOCOLATE_FACTORY", "1"));

    assertEquals(
        List.of(
            "environment: \"HEADROOM_CHOCOLATE_FACTORY\" is no setting of Headroom;"
                + " it is ignored"),
        reading.problems());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEADROOM_SERVICE_HOST",
        "HEADROOM_SERVICE_PORT_HTTP",
        "HEADROOM_PORT",
        "HEADROOM_PORT_4317_TCP_ADDR",
        "HEADROOM_COLLECTOR_SERVICE_HOST"
      })
  void theServiceLinksOfKubernetesAreNoMisspelledSettings(String name) {
    assertEquals(List.of(), Reading.ofEnvironment(Map.of(name, "10.0.0.1")).problems());
  }

  @Test
  void settingsOfOtherOpenTelemetrySdksPass() {
    Reading reading = Reading.ofProperty("otel.bsp.schedule.delay", "5s");

    assertEquals(List.of(), reading.problems());
  }

  @Test
  void aThousandUnknownNamesAreLoggedInAFewLines() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      environment.put("HEADROOM_X" + i, "1");
    }

    assertEquals(5, Reading.ofEnvironment(environment).problems().size());
  }

  @Test
  void anEnvironmentThatFailsLeavesTheDefaults() {
    Map<String, String> environment =
        new HashMap<>() {
          @Override
          public String get(Object key) {
            throw new IllegalStateException("gone");
          }
        };
    List<String> problems = new ArrayList<>();

    Settings settings = SettingsReader.read(null, null, environment, Path.of("/"), problems);

    assertEquals(10_000, settings.exportIntervalMillis());
    assertEquals(
        List.of(
            "settings cannot be read (java.lang.IllegalStateException: gone);"
                + " all defaults are used"),
        problems);
  }

  @Test
  void aClientKeyWithoutCertificateIsNotUsed() {
    Reading reading = Reading.ofProperty("otel.exporter.otlp.client.key", "/k.pem");

    assertNull(reading.settings().metrics().clientKey());
    assertEquals(
        List.of(
            "otel.exporter.otlp.client.key is set without otel.exporter.otlp.client.certificate;"
                + " neither is used"),
        reading.problems());
  }

  @ParameterizedTest
  @CsvSource({
    "none, NONE",
    "console, CONSOLE",
    "logging, CONSOLE",
    "'prometheus, console', CONSOLE",
    "OTLP, OTLP"
  })
  void anExporterIsReadByName(String value, Settings.Exporter exporter) {
    Reading reading = Reading.ofProperty("otel.metrics.exporter", value);

    assertEquals(exporter, reading.settings().exporter());
    assertEquals(List.of(), reading.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus", "prometheus,jaeger", "otlp/stdout", "OTLP_HTTP, ,x"})
  void exportersThatAreNotOursExportNothingAndAreNamed(String value) {
    Reading reading = Reading.ofEnvironment(Map.of("OTEL_METRICS_EXPORTER", value));

    assertEquals(Settings.Exporter.NONE, reading.settings().exporter());
    assertEquals(
        List.of(
            "otel.metrics.exporter (environment OTEL_METRICS_EXPORTER): expected otlp, console or"
                + (" none, found \"" + value + "\"; nothing is exported, the recording and the")
                + " termination message go on"),
        reading.problems());
  }

  @Test
  void aDeclarativeConfigurationIsNotReadAndWhatHoldsIsNamed() {
    String file = "OTEL_CONFIG_FILE";
    assertEquals(
        List.of(
            "otel.config.file (environment OTEL_CONFIG_FILE): the agent does not read declarative"
                + " configuration; metrics go to http://collector:4318/v1/metrics, as set by the"
                + " other settings"),
        Reading.ofEnvironment(
                Map.of(file, "/otel.yaml", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"))
            .problems());
    assertEquals(
        List.of(
            "otel.config.file (environment OTEL_CONFIG_FILE): the agent does not read declarative"
                + " configuration; the exporter is none"),
        Reading.ofEnvironment(Map.of(file, "/otel.yaml", "OTEL_METRICS_EXPORTER", "none"))
            .problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " ,,, "})
  void onlySeparatorsAreNoExporterButTheDefault(String value) {
    assertEquals(
        Settings.Exporter.OTLP,
        Reading.ofProperty("otel.metrics.exporter", value).settings().exporter());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " ,,, "})
  void onlySeparatorsAreNoAttributesAndNoProblem(String value) {
    Reading reading = Reading.ofProperty("otel.resource.attributes", value);

    assertEquals(Map.of(), reading.settings().resourceAttributes());
    assertEquals(List.of(), reading.problems());
  }

  @Test
  void anAttributeWithoutEqualsSignIsNamedByItsPlaceAndTheOthersStay() {
    Reading reading = Reading.ofProperty("otel.resource.attributes", "a=1,nonsense,b=2");

    assertEquals(Map.of("a", "1", "b", "2"), reading.settings().resourceAttributes());
    assertEquals(
        List.of(
            "otel.resource.attributes (system property): expected key=value as entry 2;"
                + " it is ignored"),
        reading.problems());
  }

  @Test
  void aWrongSettingOfReliefIsNamedAlsoWithoutRelief() {
    Reading reading = Reading.ofProperty("headroom.relief.max-pause", "soon");

    assertEquals(1, reading.problems().size(), () -> reading.problems().toString());
    assertNull(reading.settings().relief());
  }

  @Test
  void aTrimAtTheStartIsReliefWithTheDefaultsOfTheOthers() {
    ReliefSettings relief =
        Reading.ofProperty("headroom.relief.trim-at-start", "true").settings().relief();

    assertTrue(relief != null && relief.trimsAtStart());
    assertFalse(relief.allows(ReliefSettings.Action.TRIM));
    assertEquals(500, relief.maxPauseMillis());
    assertNull(relief.leadMillis());
  }

  @Test
  void noReliefMayBeAskedForByItsWord() {
    Reading reading = Reading.ofProperty("headroom.relief", "none");

    assertEquals(List.of(), reading.problems());
    assertNull(reading.settings().relief());
  }

  @Test
  void actsOfReliefAreAListAndAnUnknownOneIsNamed() {
    List<String> problems = new ArrayList<>();
    ReliefSettings relief =
        SettingsReader.read(
                "relief=Trim\\, squeze \\,terminate,relief.terminate-lead=25s,relief.max-pause=2s",
                null,
                null,
                Path.of("/"),
                problems)
            .relief();

    assertTrue(relief != null && relief.allows(ReliefSettings.Action.TRIM));
    assertFalse(relief.allows(ReliefSettings.Action.SQUEEZE));
    assertTrue(relief.allows(ReliefSettings.Action.TERMINATE));
    assertEquals(25_000L, relief.leadMillis());
    assertEquals(2000, relief.maxPauseMillis());
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).contains("expected trim, squeeze or terminate, found \"squeze\""),
        problems::toString);
  }
}
