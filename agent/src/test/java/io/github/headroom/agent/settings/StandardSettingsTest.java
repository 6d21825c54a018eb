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
 * The standard settings have the same meaning as in opentelemetry-sdk-extension-autoconfigure.
 *
 * <p>Two defaults differ on purpose, see {@link #ourDefaults}. The protocol is http/protobuf, as in
 * OpenTelemetry's specification and its Java agent; the Java SDK has kept grpc. The export interval
 * is 10 s. {@link #differences} lists the other differences.
 */
class StandardSettingsTest {

  private static final String OTLP = "otel.exporter.otlp.";
  private static final String METRICS = "otel.exporter.otlp.metrics.";
  private static final String GRPC = "grpc";

  private static final String SETTINGS =
      """
      nothing set
      general endpoint                 | otlp.endpoint=http://collector:4318
      general endpoint, trailing slash | otlp.endpoint=http://collector:4318/
      general endpoint, path           | otlp.endpoint=http://collector:4318/otlp
      general endpoint, path and slash | otlp.endpoint=https://c/otlp/
      general endpoint without port    | otlp.endpoint=https://collector
      general endpoint, IPv6           | otlp.endpoint=http://[::1]:4318
      general endpoint, IPv4           | otlp.endpoint=http://10.0.0.1:4318
      host with an underscore          | otlp.endpoint=http://otel_collector:4318
      scheme in upper case             | otlp.endpoint=HTTP://collector:4318
      port of grpc over http           | otlp.endpoint=http://collector:4317
      metrics endpoint                 | otlp.metrics.endpoint=http://collector:9090/api/otlp
      metrics endpoint without path    | otlp.metrics.endpoint=http://collector:9090
      metrics endpoint, slash          | otlp.metrics.endpoint=http://collector:9090/
      metrics endpoint, escapes        | otlp.metrics.endpoint=http://collector/a%20b
      metrics endpoint over general    \
          | otlp.endpoint=http://general:4318 \
          | otlp.metrics.endpoint=http://metrics:4318/v1/metrics
      grpc                             | otlp.protocol=grpc
      grpc for metrics                 | otlp.protocol=http/protobuf | otlp.metrics.protocol=grpc
      http for metrics                 | otlp.protocol=grpc | otlp.metrics.protocol=http/protobuf
      grpc, endpoint                   | otlp.protocol=grpc | otlp.endpoint=http://c:4317
      grpc, https                      | otlp.protocol=grpc | otlp.endpoint=https://c:4317
      grpc, slash                      | otlp.protocol=grpc | otlp.endpoint=http://c:4317/
      grpc, metrics                    | otlp.protocol=grpc | otlp.metrics.endpoint=http://c:4317
      grpc, port of http               | otlp.protocol=grpc | otlp.endpoint=http://c:4318
      one header                       | otlp.headers=api-key=abc
      headers, blanks                  | otlp.headers=' a = 1 , b=2 ,, '
      header value escaped             | otlp.headers=Authorization=Basic%20dXNlcjpw%3D%3D
      header value with =              | otlp.headers=Authorization=Basic dXNlcjpw==
      header value with a plus         | otlp.headers=a=1+2%2B3
      header value with escaped comma  | otlp.headers=a=1%2C2
      header named twice               | otlp.headers=a=1,b=2,a=3
      header without value             | otlp.headers=a=,b=2
      metrics headers replace          | otlp.headers=a=1,b=2 | otlp.metrics.headers=c=3
      metrics headers empty            | otlp.headers=a=1 | otlp.metrics.headers=''
      metrics headers only blanks      | otlp.headers=a=1 | otlp.metrics.headers=' , '
      grpc, headers                    | otlp.protocol=grpc | otlp.headers=api-key=a%20b
      gzip                             | otlp.compression=gzip
      no compression                   | otlp.compression=none
      gzip but not metrics             | otlp.compression=gzip | otlp.metrics.compression=none
      gzip for metrics                 | otlp.metrics.compression=gzip
      grpc, gzip                       | otlp.protocol=grpc | otlp.compression=gzip
      timeout, plain number            | otlp.timeout=1500
      timeout, ms                      | otlp.timeout=250ms
      timeout, s and blank             | otlp.timeout=3 s
      timeout, blanks around           | otlp.timeout=' 3s '
      timeout, m                       | otlp.timeout=2m
      timeout, h                       | otlp.timeout=1h
      timeout, us                      | otlp.timeout=2500us
      timeout, ns                      | otlp.timeout=7000000ns
      timeout, plus sign               | otlp.timeout=+5s
      timeout, metrics                 | otlp.timeout=3s | otlp.metrics.timeout=4s
      timeout, metrics empty           | otlp.timeout=3s | otlp.metrics.timeout=''
      timeout empty                    | otlp.timeout=''
      retry off                        | java.exporter.otlp.retry.disabled=true
      retry on                         | java.exporter.otlp.retry.disabled=false
      cumulative                       | otlp.metrics.temporality.preference=cumulative
      delta                            | otlp.metrics.temporality.preference=delta
      delta in upper case              | otlp.metrics.temporality.preference=DELTA
      low memory                       | otlp.metrics.temporality.preference=LowMemory
      interval, plain number           | metric.export.interval=30000
      interval, s                      | metric.export.interval=15s
      interval, d                      | metric.export.interval=1d
      interval empty                   | metric.export.interval=''
      disabled                         | sdk.disabled=true
      disabled in upper case           | sdk.disabled=TRUE
      not disabled                     | sdk.disabled=false
      disabled, nonsense               | sdk.disabled=yes
      disabled, empty                  | sdk.disabled=''
      exporter otlp                    | metrics.exporter=otlp
      exporter otlp, blanks            | metrics.exporter=' otlp , '
      exporter empty                   | metrics.exporter=''
      exporter of commas               | metrics.exporter=' , '
      exporter none                    | metrics.exporter=none
      service name                     | service.name=shop
      service name as attribute        | resource.attributes=service.name=shop
      service name over attribute      | resource.attributes=service.name=a,x=y | service.name=b
      service name is not decoded      | service.name=a%20b
      attributes                       \
          | resource.attributes=deployment.environment.name=prod,service.version=1.2
      attributes, blanks               | resource.attributes=' a = 1 ,, b=2 '
      attributes escaped               | resource.attributes=a=x%2Cy%3Dz,b=%C3%A9t%C3%A9
      attributes, plus stays           | resource.attributes=a=1+2
      attributes, bad escapes stay     | resource.attributes=a=100%,b=%2,c=%zz%20
      attributes, bad UTF-8            | resource.attributes=a=%C3%28
      attributes, non-ASCII            | resource.attributes=a=é
      attribute twice                  | resource.attributes=a=1,a=2
      attribute with =                 | resource.attributes=a=b=c
      attribute empty                  | resource.attributes=a=,b=1
      attribute disabled               \
          | resource.attributes=a=1,b=2 \
          | resource.disabled.keys=' b , c,, telemetry.sdk.name'
      service name disabled            | service.name=shop | resource.disabled.keys=service.name
      """;

  static List<Arguments> settings() {
    return cases(SETTINGS);
  }

  /**
   * Reads a table with a line per case: its name, then its settings as {@code key=value}. A key
   * omits {@code otel.}, and one of {@code otlp.} omits {@code otel.exporter.}. A value that is
   * empty or has blanks at its ends is in quotes.
   */
  private static List<Arguments> cases(String table) {
    List<Arguments> cases = new ArrayList<>();
    for (String line : table.lines().toList()) {
      String[] cells = line.split(" \\| ", -1);
      Map<String, String> given = new HashMap<>();
      for (int i = 1; i < cells.length; i++) {
        int equals = cells[i].indexOf('=');
        String key = cells[i].substring(0, equals);
        String value = cells[i].substring(equals + 1).trim();
        boolean quoted = value.startsWith("'");
        given.put(
            (key.startsWith("otlp.") ? "otel.exporter." : "otel.") + key,
            quoted ? value.substring(1, value.length() - 1) : value);
      }
      cases.add(arguments(cells[0].trim(), given));
    }
    return cases;
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
          // An empty value counts as unset in both. Over our default it would restore theirs.
          if (!value.isEmpty() || !withOurDefaults.containsKey(key)) {
            withOurDefaults.put(key, value);
          }
        });

    Map<String, Object> theirs = meaning(Autoconfigured.of(withOurDefaults));
    Map<String, Object> ours = meaning(Reading.ofProperties(given).settings());

    assertEquals(theirs, ours);
  }

  /** Our defaults that differ from the Java SDK's. */
  private static Map<String, String> ourDefaults() {
    return map(OTLP + "protocol", "http/protobuf", "otel.metric.export.interval", "10s");
  }

  private static Map<String, Object> meaning(Autoconfigured sdk) {
    Map<String, Object> meaning = new TreeMap<>();
    boolean sends = !sdk.reader.isEmpty();
    meaning.put("sends", sends);
    if (sends) {
      meaning.put("protocol", sdk.protocol);
      // For gRPC, a path of / counts as none.
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

  private static final String REFUSED =
      """
      endpoint is no URL         | otlp.endpoint=collector:4318
      endpoint of another scheme | otlp.endpoint=ftp://collector
      endpoint with a query      | otlp.endpoint=http://collector?x=y
      endpoint with a fragment   | otlp.endpoint=http://collector#x
      endpoint without host      | otlp.endpoint=http://
      endpoint with a blank      | otlp.endpoint=http://collector /x
      port is no number          | otlp.endpoint=http://collector:abc
      grpc with a path           | otlp.protocol=grpc | otlp.endpoint=http://c:4317/x
      unknown protocol           | otlp.protocol=http/json
      header without =           | otlp.headers=abc
      header without name        | otlp.headers==abc
      header with a bad escape   | otlp.headers=a=%zz
      header with half an escape | otlp.headers=a=x%2
      unknown compression        | otlp.compression=zstd
      timeout is no number       | otlp.timeout=abc
      timeout of an unknown unit | otlp.timeout=3w
      timeout with a fraction    | otlp.timeout=1.5s
      timeout beyond a long      | otlp.timeout=99999999999999999999s
      unknown temporality        | otlp.metrics.temporality.preference=sometimes
      interval is no number      | metric.export.interval=abc
      negative interval          | metric.export.interval=-5s
      unknown exporter           | metrics.exporter=carrier-pigeon
      attribute without =        | resource.attributes=abc
      key without certificate    | otlp.client.key=/k.pem
      certificate without key    | otlp.client.certificate=/c.pem
      """;

  static List<Arguments> refused() {
    return cases(REFUSED);
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

  /** Cases that we accept and autoconfigure refuses, with the reason. */
  private static final String DIFFERENCES =
      """
      empty is unset, says the specification      | otlp.endpoint=''
      empty is unset: protocol                    | otlp.protocol=''
      empty is unset: certificate                 | otlp.certificate=''
      blanks around count nowhere                 | otlp.protocol=' http/protobuf '
      case counts nowhere                         | otlp.protocol=HTTP/PROTOBUF
      an exporter for other SDKs may stand beside | metrics.exporter=prometheus,otlp
      none beside another is no reason to stop    | metrics.exporter=otlp,none
      """;

  static List<Arguments> differences() {
    return cases(DIFFERENCES);
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
