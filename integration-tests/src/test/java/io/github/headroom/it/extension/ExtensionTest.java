package io.github.headroom.it.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtelCollector;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Headroom takes from the OpenTelemetry agent whose extension it is. */
@Execution(ExecutionMode.CONCURRENT)
class ExtensionTest {

  private static final String ATTACHED_ALREADY =
      "[headroom] WARN attached already; this second attach changes nothing";

  @TempDir private Path directory;

  static List<Integer> javas() {
    return List.of(8, 17, Jdks.EARLY);
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource("javas")
  void itExportsWhereTheOpenTelemetryAgentDoesAndAsThatOne(int feature) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            idle(receiver)
                .java(Jdks.java(feature))
                .environment("OTEL_EXPORTER_OTLP_HEADERS", "tenant=a%2Cb")
                .environment("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
                .environment("OTEL_SERVICE_NAME", "shop")
                .environment("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=lab")
                .start()) {
      Extended.awaitBoth(receiver, jvm);
      assertFalse(Extended.ours(receiver).isEmpty(), jvm::toString);
      OtlpReceiver.Export ours = Extended.ours(receiver).get(0);
      assertEquals("/v1/metrics", ours.path());
      assertEquals("a,b", ours.headers().get("tenant"));
      assertEquals("gzip", ours.headers().get("content-encoding"));
      Map<String, String> resource = resource(ours);
      assertEquals(resource(Extended.theirs(receiver).get(0)), resource);
      assertEquals("shop", resource.get("service.name"));
      assertEquals("lab", resource.get("deployment.environment.name"));
      assertEquals(Set.of("container", "headroom", "process"), firstWords(ours));
      assertEquals(0, jvm.endInput().awaitExit(Await.BOUND), jvm::toString);
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals(List.of(), Extended.warnings(jvm));
    }
  }

  @Test
  void itTakesGrpcFromTheOpenTelemetryAgent() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        OtelCollector collector = OtelCollector.start(receiver);
        JavaProcess jvm =
            idle(receiver)
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("grpc"))
                .environment("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
                .start()) {
      Extended.awaitBoth(receiver, jvm);
      assertFalse(Extended.ours(receiver).isEmpty(), jvm::toString);
    }
  }

  @Test
  void itTakesTheOpenTelemetryAgentsPropertiesFile() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      Path file =
          Files.writeString(
              directory.resolve("otel.properties"),
              "otel.exporter.otlp.endpoint="
                  + receiver.endpoint()
                  + "\notel.metric.export.interval=1000\notel.service.name=from-the-file\n");
      try (JavaProcess jvm =
          Extended.by(JavaProcess.running(Idle.class))
              .environment("OTEL_JAVAAGENT_CONFIGURATION_FILE", file.toString())
              .start()) {
        Extended.awaitBoth(receiver, jvm);
        assertFalse(Extended.ours(receiver).isEmpty(), jvm::toString);
        OtlpReceiver.Export ours = Extended.ours(receiver).get(0);
        assertEquals("from-the-file", resource(ours).get("service.name"));
      }
    }
  }

  @Test
  void itTakesDeclarativeConfigurationAndNoVariableBesideIt() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      Path file =
          Files.writeString(
              directory.resolve("otel.yaml"),
              """
              file_format: "1.0"
              resource:
                attributes: [{name: service.name, value: declared}]
                detection/development: {detectors: [{service: }, {host: }]}
              meter_provider:
                readers:
                  - periodic:
                      interval: 1000
                      exporter:
                        otlp_http:
                          endpoint: %s/declared/v1/metrics
                          headers: [{name: tenant, value: "a,b"}]
                          timeout: 5000
              """
                  .formatted(receiver.endpoint()));
      try (JavaProcess jvm =
          idle(receiver)
              .environment("OTEL_CONFIG_FILE", file.toString())
              .environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
              .environment("OTEL_EXPORTER_OTLP_HEADERS", "other=header")
              .environment("OTEL_SERVICE_NAME", "other")
              .start()) {
        Extended.awaitBoth(receiver, jvm);
        assertFalse(Extended.ours(receiver).isEmpty(), jvm::toString);
        OtlpReceiver.Export ours = Extended.ours(receiver).get(0);
        assertEquals("/declared/v1/metrics", ours.path());
        assertEquals("a,b", ours.headers().get("tenant"));
        assertFalse(ours.headers().containsKey("other"), ours::toString);
        assertEquals("declared", resource(ours).get("service.name"));
        assertEquals(resource(Extended.theirs(receiver).get(0)), resource(ours));
        assertEquals(List.of(), Extended.warnings(jvm));
        assertFalse(jvm.errors().contains("Ignoring value"), jvm::toString);
      }
    }
  }

  /** The OpenTelemetry agent goes on without it, and so does the application. */
  @Test
  void declarativeConfigurationWithoutOtlpMetricsExportsNothing() throws Exception {
    Path file =
        Files.writeString(directory.resolve("otel.yaml"), "file_format: \"1.0\"\ndisabled: true\n");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = idle(receiver).environment("OTEL_CONFIG_FILE", file.toString()).start()) {
      awaitRecording(jvm);
      assertEquals(0, jvm.endInput().awaitExit(Await.BOUND), jvm::toString);
      assertEquals(List.of(), receiver.exports());
      assertEquals(List.of(), Extended.warnings(jvm));
    }
  }

  @Test
  void aDisabledSdkIsNotExportedByButRecorded() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = idle(receiver).environment("OTEL_SDK_DISABLED", "true").start()) {
      awaitRecording(jvm);
      assertEquals(0, jvm.endInput().awaitExit(Await.BOUND), jvm::toString);
      assertEquals(List.of(), receiver.exports());
      assertEquals(List.of(), Extended.warnings(jvm));
    }
  }

  /** A disabled OpenTelemetry agent loads no extension. */
  @Test
  void aDisabledOpenTelemetryAgentStartsNothing() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = idle(receiver).environment("OTEL_JAVAAGENT_ENABLED", "false").start()) {
      jvm.awaitOutput("ready");
      assertEquals(0, jvm.endInput().awaitExit(Await.BOUND), jvm::toString);
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals(List.of(), Extended.warnings(jvm));
      assertFalse(Files.exists(recordings()), jvm::toString);
    }
  }

  @Test
  void itsOwnSettingsAreThoseOfPropertiesAndEnvironment() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = idle(receiver).options("-Dheadroom.enabled=false").start()) {
      Await.until(
          "the OpenTelemetry agent's metrics",
          () -> Extended.theirs(receiver).size() > 2,
          jvm::toString);
      assertEquals(List.of(), Extended.ours(receiver));
    }
  }

  @Test
  void besideItselfAsJavaagentOneAgentRunsAndLogsIt() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = idle(receiver).agent().start()) {
      Extended.awaitBoth(receiver, jvm);
      assertOne(receiver, jvm, List.of(ATTACHED_ALREADY));
    }
  }

  @Test
  void afterItselfAsJavaagentOneAgentRunsAndLogsIt() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            to(receiver, Extended.by(JavaProcess.running(Idle.class).agent())).start()) {
      Extended.awaitBoth(receiver, jvm);
      assertOne(receiver, jvm, List.of(ATTACHED_ALREADY));
    }
  }

  /** The OpenTelemetry agent takes one class of a name, however many jars have it. */
  @Test
  void givenTwiceItIsOne() throws Exception {
    Path jars = Files.createDirectory(directory.resolve("jars"));
    Files.copy(JavaProcess.agentJar(), jars.resolve("first.jar"));
    Files.copy(JavaProcess.agentJar(), jars.resolve("second.jar"));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            to(receiver, Extended.by(JavaProcess.running(Idle.class), jars)).start()) {
      Extended.awaitBoth(receiver, jvm);
      assertOne(receiver, jvm, List.of());
    }
  }

  @Test
  void attachedToTheSameJvmLaterOneAgentRunsAndLogsIt() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = idle(receiver).start()) {
      Extended.awaitBoth(receiver, jvm);
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).start()) {
        assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
      }
      assertOne(receiver, jvm, List.of(ATTACHED_ALREADY));
    }
  }

  private void assertOne(OtlpReceiver receiver, JavaProcess jvm, List<String> warnings)
      throws IOException {
    int before = Extended.ours(receiver).size();
    Await.until("more exports", () -> Extended.ours(receiver).size() > before + 2, jvm::toString);
    assertEquals(warnings, Extended.warnings(jvm), jvm::toString);
    assertEquals(1, files(recordings()).size(), jvm::toString);
    assertEquals(0, jvm.endInput().awaitExit(Await.BOUND), jvm::toString);
    assertEquals("ready\ndone\n", jvm.output());
  }

  private JavaProcess.Builder idle(OtlpReceiver receiver) {
    return to(receiver, Extended.by(JavaProcess.running(Idle.class)));
  }

  private JavaProcess.Builder to(OtlpReceiver receiver, JavaProcess.Builder builder) {
    return builder
        .exportingTo(receiver.endpoint())
        .environment("HEADROOM_RECORDER_DIR", recordings().toString());
  }

  private Path recordings() {
    return directory.resolve("recordings");
  }

  private void awaitRecording(JavaProcess jvm) {
    Await.until(
        "a recording",
        () -> Files.isDirectory(recordings()) && !files(recordings()).isEmpty(),
        jvm::toString);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Map<String, String> resource(OtlpReceiver.Export export) {
    return export.points().get(0).resource();
  }

  /** What the metrics' names begin with. */
  private static Set<String> firstWords(OtlpReceiver.Export export) {
    return export.points().stream()
        .map(MetricPoint::name)
        .map(name -> name.substring(0, name.indexOf('.')))
        .collect(Collectors.toSet());
  }
}
