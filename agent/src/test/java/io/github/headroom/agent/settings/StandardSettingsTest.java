package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.opentelemetry.common.impl.ConfigUtil;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The standard settings mean here what opentelemetry-sdk-extension-autoconfigure makes of them.
 *
 * <p>Two defaults differ on purpose, see {@link #ourDefaults}: the protocol is http/protobuf, as
 * OpenTelemetry's specification and its Java agent have it while the Java SDK kept grpc, and the
 * export interval is 10 s. What differs beyond that stands in {@link #differences}.
 */
class StandardSettingsTest {

  private static final String OTLP = "otel.exporter.otlp.";
  private static final String METRICS = "otel.exporter.otlp.metrics.";
  private static final String GRPC = "grpc";

  static List<Arguments> settings() {
    List<Arguments> cases = new ArrayList<>();
    add(cases, "nothing set");
    add(cases, "general endpoint", OTLP + "endpoint", "http://collector:4318");
    add(cases, "general endpoint, trailing slash", OTLP + "endpoint", "http://collector:4318/");
    add(cases, "general endpoint, path", OTLP + "endpoint", "http://collector:4318/otlp");
    add(cases, "general endpoint, path and slash", OTLP + "endpoint", "https://c/otlp/");
    add(cases, "general endpoint without port", OTLP + "endpoint", "https://collector");
    add(cases, "general endpoint, IPv6", OTLP + "endpoint", "http://[::1]:4318");
    add(cases, "general endpoint, IPv4", OTLP + "endpoint", "http://10.0.0.1:4318");
    add(cases, "host with an underscore", OTLP + "endpoint", "http://otel_collector:4318");
    add(cases, "scheme in upper case", OTLP + "endpoint", "HTTP://collector:4318");
    add(cases, "port of grpc over http", OTLP + "endpoint", "http://collector:4317");
    add(cases, "metrics endpoint", METRICS + "endpoint", "http://collector:9090/api/otlp");
    add(cases, "metrics endpoint without path", METRICS + "endpoint", "http://collector:9090");
    add(cases, "metrics endpoint, slash", METRICS + "endpoint", "http://collector:9090/");
    add(cases, "metrics endpoint, escapes", METRICS + "endpoint", "http://collector/a%20b");
    add(
        cases,
        "metrics endpoint over general",
        OTLP + "endpoint",
        "http://general:4318",
        METRICS + "endpoint",
        "http://metrics:4318/v1/metrics");
    add(cases, "grpc", OTLP + "protocol", GRPC);
    add(cases, "grpc for metrics", OTLP + "protocol", "http/protobuf", METRICS + "protocol", GRPC);
    add(cases, "http for metrics", OTLP + "protocol", GRPC, METRICS + "protocol", "http/protobuf");
    add(cases, "grpc, endpoint", OTLP + "protocol", GRPC, OTLP + "endpoint", "http://c:4317");
    add(cases, "grpc, https", OTLP + "protocol", GRPC, OTLP + "endpoint", "https://c:4317");
    add(cases, "grpc, slash", OTLP + "protocol", GRPC, OTLP + "endpoint", "http://c:4317/");
    add(cases, "grpc, metrics", OTLP + "protocol", GRPC, METRICS + "endpoint", "http://c:4317");
    add(cases, "grpc, port of http", OTLP + "protocol", GRPC, OTLP + "endpoint", "http://c:4318");
    add(cases, "one header", OTLP + "headers", "api-key=abc");
    add(cases, "headers, blanks", OTLP + "headers", " a = 1 , b=2 ,, ");
    add(cases, "header value escaped", OTLP + "headers", "Authorization=Basic%20dXNlcjpw%3D%3D");
    add(cases, "header value with =", OTLP + "headers", "Authorization=Basic dXNlcjpw==");
    add(cases, "header value with a plus", OTLP + "headers", "a=1+2%2B3");
    add(cases, "header value with escaped comma", OTLP + "headers", "a=1%2C2");
    add(cases, "header named twice", OTLP + "headers", "a=1,b=2,a=3");
    add(cases, "header without value", OTLP + "headers", "a=,b=2");
    add(cases, "metrics headers replace", OTLP + "headers", "a=1,b=2", METRICS + "headers", "c=3");
    add(cases, "metrics headers empty", OTLP + "headers", "a=1", METRICS + "headers", "");
    add(cases, "metrics headers only blanks", OTLP + "headers", "a=1", METRICS + "headers", " , ");
    add(cases, "grpc, headers", OTLP + "protocol", GRPC, OTLP + "headers", "api-key=a%20b");
    add(cases, "gzip", OTLP + "compression", "gzip");
    add(cases, "no compression", OTLP + "compression", "none");
    add(
        cases,
        "gzip but not metrics",
        OTLP + "compression",
        "gzip",
        METRICS + "compression",
        "none");
    add(cases, "gzip for metrics", METRICS + "compression", "gzip");
    add(cases, "grpc, gzip", OTLP + "protocol", GRPC, OTLP + "compression", "gzip");
    add(cases, "timeout, plain number", OTLP + "timeout", "1500");
    add(cases, "timeout, ms", OTLP + "timeout", "250ms");
    add(cases, "timeout, s and blank", OTLP + "timeout", "3 s");
    add(cases, "timeout, blanks around", OTLP + "timeout", " 3s ");
    add(cases, "timeout, m", OTLP + "timeout", "2m");
    add(cases, "timeout, h", OTLP + "timeout", "1h");
    add(cases, "timeout, us", OTLP + "timeout", "2500us");
    add(cases, "timeout, ns", OTLP + "timeout", "7000000ns");
    add(cases, "timeout, plus sign", OTLP + "timeout", "+5s");
    add(cases, "timeout, metrics", OTLP + "timeout", "3s", METRICS + "timeout", "4s");
    add(cases, "timeout, metrics empty", OTLP + "timeout", "3s", METRICS + "timeout", "");
    add(cases, "timeout empty", OTLP + "timeout", "");
    add(cases, "retry off", "otel.java.exporter.otlp.retry.disabled", "true");
    add(cases, "retry on", "otel.java.exporter.otlp.retry.disabled", "false");
    add(cases, "cumulative", METRICS + "temporality.preference", "cumulative");
    add(cases, "delta", METRICS + "temporality.preference", "delta");
    add(cases, "delta in upper case", METRICS + "temporality.preference", "DELTA");
    add(cases, "low memory", METRICS + "temporality.preference", "LowMemory");
    add(cases, "interval, plain number", "otel.metric.export.interval", "30000");
    add(cases, "interval, s", "otel.metric.export.interval", "15s");
    add(cases, "interval, d", "otel.metric.export.interval", "1d");
    add(cases, "interval empty", "otel.metric.export.interval", "");
    add(cases, "disabled", "otel.sdk.disabled", "true");
    add(cases, "disabled in upper case", "otel.sdk.disabled", "TRUE");
    add(cases, "not disabled", "otel.sdk.disabled", "false");
    add(cases, "disabled, nonsense", "otel.sdk.disabled", "yes");
    add(cases, "disabled, empty", "otel.sdk.disabled", "");
    add(cases, "exporter otlp", "otel.metrics.exporter", "otlp");
    add(cases, "exporter otlp, blanks", "otel.metrics.exporter", " otlp , ");
    add(cases, "exporter empty", "otel.metrics.exporter", "");
    add(cases, "exporter of commas", "otel.metrics.exporter", " , ");
    add(cases, "exporter none", "otel.metrics.exporter", "none");
    add(cases, "service name", "otel.service.name", "shop");
    String attributes = "otel.resource.attributes";
    add(cases, "service name as attribute", attributes, "service.name=shop");
    add(
        cases,
        "service name over attribute",
        attributes,
        "service.name=a,x=y",
        "otel.service.name",
        "b");
    add(cases, "service name is not decoded", "otel.service.name", "a%20b");
    add(cases, "attributes", attributes, "deployment.environment.name=prod,service.version=1.2");
    add(cases, "attributes, blanks", attributes, " a = 1 ,, b=2 ");
    add(cases, "attributes escaped", attributes, "a=x%2Cy%3Dz,b=%C3%A9t%C3%A9");
    add(cases, "attributes, plus stays", attributes, "a=1+2");
    add(cases, "attributes, bad escapes stay", attributes, "a=100%,b=%2,c=%zz%20");
    add(cases, "attributes, bad UTF-8", attributes, "a=%C3%28");
    add(cases, "attributes, non-ASCII", attributes, "a=é");
    add(cases, "attribute twice", attributes, "a=1,a=2");
    add(cases, "attribute with =", attributes, "a=b=c");
    add(cases, "attribute empty", attributes, "a=,b=1");
    String disabled = "otel.resource.disabled.keys";
    add(
        cases,
        "attribute disabled",
        attributes,
        "a=1,b=2",
        disabled,
        " b , c,, telemetry.sdk.name");
    add(cases, "service name disabled", "otel.service.name", "shop", disabled, "service.name");
    return cases;
  }

  private static void add(List<Arguments> cases, String name, String... keysAndValues) {
    cases.add(arguments(name, map(keysAndValues)));
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void aStandardSettingMeansWhatAutoconfigureMakesOfIt(String name, Map<String, String> given) {
    Map<String, String> withOurDefaults = ourDefaults();
    given.forEach(
        (key, value) -> {
          // Empty is unset on both sides; put over the default it would bring theirs back.
          if (!value.isEmpty() || !withOurDefaults.containsKey(key)) {
            withOurDefaults.put(key, value);
          }
        });

    Map<String, Object> theirs = meaning(Autoconfigured.of(withOurDefaults));
    Map<String, Object> ours = meaning(Reading.ofProperties(given).settings());

    assertEquals(theirs, ours);
  }

  /** Where our defaults are not the Java SDK's. */
  private static Map<String, String> ourDefaults() {
    return map(OTLP + "protocol", "http/protobuf", "otel.metric.export.interval", "10s");
  }

  private static Map<String, Object> meaning(Autoconfigured sdk) {
    Map<String, Object> meaning = new TreeMap<>();
    boolean sends = !sdk.reader.isEmpty();
    meaning.put("sends", sends);
    if (sends) {
      meaning.put("protocol", sdk.protocol);
      // A path of / is no path for gRPC.
      boolean slash = sdk.protocol.equals(GRPC) && sdk.endpoint.endsWith("/");
      int length = sdk.endpoint.length();
      meaning.put("endpoint", slash ? sdk.endpoint.substring(0, length - 1) : sdk.endpoint);
      meaning.put("headers", sdk.headers);
      meaning.put("gzip", sdk.gzip);
      meaning.put("timeout", sdk.timeoutMillis);
      meaning.put("retries", sdk.retries);
      meaning.put("temporality", sdk.temporality);
      Matcher nanos = Pattern.compile("intervalNanos=(\\d+)").matcher(sdk.reader);
      assertTrue(nanos.find(), sdk.reader);
      meaning.put("interval", Long.parseLong(nanos.group(1)) / 1_000_000);
    }
    Map<String, String> resource = new TreeMap<>(sdk.resource);
    meaning.put("service.name", resource.remove("service.name"));
    resource.keySet().removeIf(key -> key.startsWith("telemetry.sdk."));
    resource.remove("service.instance.id");
    meaning.put("resource", resource);
    return meaning;
  }

  private static Map<String, Object> meaning(Settings settings) {
    Map<String, Object> meaning = new TreeMap<>();
    boolean sends = !settings.disabled() && settings.exporter() == Settings.Exporter.OTLP;
    meaning.put("sends", sends);
    if (sends) {
      boolean grpc = settings.metrics().protocol() == OtlpSettings.Protocol.GRPC;
      meaning.put("protocol", grpc ? GRPC : "http/protobuf");
      meaning.put("endpoint", settings.metrics().endpoint());
      meaning.put("headers", new TreeMap<>(settings.metrics().headers()));
      meaning.put("gzip", settings.metrics().gzip());
      meaning.put("timeout", settings.metrics().timeoutMillis());
      meaning.put("retries", !settings.retryDisabled());
      meaning.put("temporality", settings.temporality().name().toLowerCase(Locale.ROOT));
      meaning.put("interval", settings.exportIntervalMillis());
    }
    Map<String, String> resource = new TreeMap<>(settings.resourceAttributes());
    resource.put("service.name", settings.serviceName());
    resource.keySet().removeAll(settings.resourceDisabledKeys());
    meaning.put("service.name", resource.remove("service.name"));
    meaning.put("resource", resource);
    return meaning;
  }

  static List<Arguments> refused() {
    List<Arguments> cases = new ArrayList<>();
    add(cases, "endpoint is no URL", OTLP + "endpoint", "collector:4318");
    add(cases, "endpoint of another scheme", OTLP + "endpoint", "ftp://collector");
    add(cases, "endpoint with a query", OTLP + "endpoint", "http://collector?x=y");
    add(cases, "endpoint with a fragment", OTLP + "endpoint", "http://collector#x");
    add(cases, "endpoint without host", OTLP + "endpoint", "http://");
    add(cases, "endpoint with a blank", OTLP + "endpoint", "http://collector /x");
    add(cases, "port is no number", OTLP + "endpoint", "http://collector:abc");
    add(cases, "grpc with a path", OTLP + "protocol", GRPC, OTLP + "endpoint", "http://c:4317/x");
    add(cases, "unknown protocol", OTLP + "protocol", "http/json");
    add(cases, "header without =", OTLP + "headers", "abc");
    add(cases, "header without name", OTLP + "headers", "=abc");
    add(cases, "header with a bad escape", OTLP + "headers", "a=%zz");
    add(cases, "header with half an escape", OTLP + "headers", "a=x%2");
    add(cases, "unknown compression", OTLP + "compression", "zstd");
    add(cases, "timeout is no number", OTLP + "timeout", "abc");
    add(cases, "timeout of an unknown unit", OTLP + "timeout", "3w");
    add(cases, "timeout with a fraction", OTLP + "timeout", "1.5s");
    add(cases, "timeout beyond a long", OTLP + "timeout", "99999999999999999999s");
    add(cases, "unknown temporality", METRICS + "temporality.preference", "sometimes");
    add(cases, "interval is no number", "otel.metric.export.interval", "abc");
    add(cases, "negative interval", "otel.metric.export.interval", "-5s");
    add(cases, "unknown exporter", "otel.metrics.exporter", "carrier-pigeon");
    add(cases, "attribute without =", "otel.resource.attributes", "abc");
    add(cases, "key without certificate", OTLP + "client.key", "/k.pem");
    add(cases, "certificate without key", OTLP + "client.certificate", "/c.pem");
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatAutoconfigureRefusesIsNamed(String name, Map<String, String> given) {
    Map<String, String> withOurDefaults = ourDefaults();
    withOurDefaults.putAll(given);

    assertThrows(ConfigurationException.class, () -> Autoconfigured.of(withOurDefaults));
    Reading reading = Reading.ofProperties(given);
    assertEquals(1, reading.problems().size(), reading.problems()::toString);
    String named =
        given.keySet().stream().filter(reading.problems().get(0)::contains).findAny().orElse("");
    assertFalse(named.isEmpty(), reading.problems()::toString);
  }

  /** Where we take what autoconfigure refuses, with the reason. */
  static List<Arguments> differences() {
    List<Arguments> cases = new ArrayList<>();
    add(cases, "empty is unset, says the specification", OTLP + "endpoint", "");
    add(cases, "empty is unset: protocol", OTLP + "protocol", "");
    add(cases, "empty is unset: certificate", OTLP + "certificate", "");
    add(cases, "blanks around count nowhere", OTLP + "protocol", " http/protobuf ");
    add(cases, "case counts nowhere", OTLP + "protocol", "HTTP/PROTOBUF");
    add(
        cases,
        "an exporter for other SDKs may stand beside",
        "otel.metrics.exporter",
        "prometheus,otlp");
    add(cases, "none beside another is no reason to stop", "otel.metrics.exporter", "otlp,none");
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differences")
  void whatWeTakeAndAutoconfigureRefusesIsTheDefault(String name, Map<String, String> given) {
    Map<String, String> withOurDefaults = ourDefaults();
    withOurDefaults.putAll(given);

    assertThrows(ConfigurationException.class, () -> Autoconfigured.of(withOurDefaults));
    Reading reading = Reading.ofProperties(given);
    assertEquals(List.of(), reading.problems());
    assertEquals(meaning(Reading.ofProperties(Map.of()).settings()), meaning(reading.settings()));
  }

  @Test
  void aTimeoutOfZeroIsRefusedWhereAutoconfigureWaitsForEver() {
    Map<String, String> given = ourDefaults();
    given.put(OTLP + "timeout", "0");

    assertEquals(Long.MAX_VALUE / 1_000_000, Autoconfigured.of(given).timeoutMillis);
    assertEquals(10_000, Reading.ofProperties(given).settings().metrics().timeoutMillis());
  }

  @Test
  void consoleAndLoggingAreTheNamesThatAutoconfigureKnows() {
    for (String name : List.of("console", "logging")) {
      Map<String, String> given = map("otel.metrics.exporter", name);
      ConfigurationException missing =
          assertThrows(ConfigurationException.class, () -> Autoconfigured.of(given));
      assertTrue(missing.getMessage().contains("opentelemetry-exporter-logging not found"));
      assertEquals(Settings.Exporter.CONSOLE, Reading.ofProperties(given).settings().exporter());
    }
  }

  @Test
  void aCertificateForMetricsIsTakenBeforeTheGeneralOne() {
    Map<String, String> given = ourDefaults();
    given.put(OTLP + "certificate", "/nowhere/general.pem");
    given.put(METRICS + "certificate", "/nowhere/metrics.pem");

    ConfigurationException theirs =
        assertThrows(ConfigurationException.class, () -> Autoconfigured.of(given));
    assertTrue(theirs.getMessage().endsWith("/nowhere/metrics.pem"), theirs.getMessage());
    assertEquals(
        "/nowhere/metrics.pem", Reading.ofProperties(given).settings().metrics().certificate());
  }

  @Test
  void keyAndCertificateMayComeFromTheTwoKindsOfSettings() {
    Map<String, String> given = ourDefaults();
    given.put(OTLP + "client.certificate", "/nowhere/general.pem");
    given.put(METRICS + "client.key", "/nowhere/metrics.key");

    ConfigurationException theirs =
        assertThrows(ConfigurationException.class, () -> Autoconfigured.of(given));
    assertTrue(theirs.getMessage().endsWith("/nowhere/metrics.key"), theirs.getMessage());
    Settings ours = Reading.ofProperties(given).settings();
    assertEquals("/nowhere/metrics.key", ours.metrics().clientKey());
    assertEquals("/nowhere/general.pem", ours.metrics().clientCertificate());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void anEnvironmentNameIsTheOneThatAutoconfigureReads(Setting setting) {
    assertEquals(
        ConfigUtil.normalizePropertyKey(setting.property()),
        ConfigUtil.normalizeEnvironmentVariableKey(setting.environment()));
  }
}
