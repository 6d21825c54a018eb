package io.github.headroom.it.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent in pods of a real kubelet (1.20), and what the kubelet says of them after a kill. */
class KubeletTest {

  private static final String VOLUME = "opentelemetry-auto-instrumentation-java";
  private static final int KILLED = 128 + 9;

  private static final List<String> APPLICATION =
      List.of(
          "-Xmx64m",
          "-XX:MaxDirectMemorySize=1g",
          "-XX:+UseSerialGC",
          "-cp",
          "/app/app.jar",
          "io.github.headroom.demo.victims.DirectBufferHog",
          "--rate",
          "" + (8 << 20));

  @TempDir private static Path directory;
  private static Node node;
  private static Receiver receiver;

  @BeforeAll
  static void twoPodsAreStarted() throws IOException {
    Map<String, Path> images =
        Images.write(Files.createDirectory(directory.resolve("tars")), APPLICATION);
    node = Node.start(Files.createDirectory(directory.resolve("node")), images);
    receiver = Receiver.start(node, Files.createDirectory(directory.resolve("received")));
    node.run(injected("readonly", receiver.endpoint(), true));
    node.run(injected("writable", receiver.endpoint(), false));
  }

  @AfterAll
  static void theNodeEnds() throws IOException {
    if (receiver != null) {
      receiver.close();
    }
    if (node != null) {
      node.close();
    }
  }

  /** The root file system of one is read only, that of the other has a /tmp to write to. */
  @ParameterizedTest
  @ValueSource(strings = {"readonly", "writable"})
  void aKillInAPodAsTheOperatorMakesItIsInItsStatusAndKnownToTheNextStart(String name)
      throws Exception {
    JsonObject pod = awaitKill(name);
    JsonObject terminated = lastEnd(pod);

    assertEquals("OOMKilled", terminated.get("reason").getAsString(), pod::toString);
    assertEquals(KILLED, terminated.get("exitCode").getAsInt());
    String message = terminated.get("message").getAsString();
    assertTrue(
        message.matches(
            "(?s)\\[headroom\\] [0-9.]+ MiB left of 160 MiB, verdict (growing|spike), culprit direct_buffers, .*"),
        message);
    receiver.await(
        "the kill before",
        point ->
            point.is("headroom.agent.previous_exit", Map.of("headroom.exit", "oom_kill"))
                && name.equals(point.resource().get("service.name")),
        node);
    assertRecorded(node.emptyDir(pod, VOLUME));
  }

  /** The first run's recording is on the volume, and the command line reads the kill from it. */
  private static void assertRecorded(Path volume) throws Exception {
    List<Path> recordings;
    try (Stream<Path> files = Files.list(volume.resolve("headroom-65532"))) {
      recordings = files.filter(file -> file.toString().endsWith(".headroom")).sorted().toList();
    }
    assertTrue(recordings.size() >= 2, recordings::toString);
    try (JavaProcess report =
        JavaProcess.commandLine("report", recordings.get(0).toString()).start()) {
      report.awaitExit();
      assertTrue(
          report.output().matches("(?s).*\\nended +oom_kill .*\\nculprit +direct_buffers\\n.*"),
          report::toString);
    }
  }

  private static JsonObject awaitKill(String name) {
    List<JsonObject> killed = new ArrayList<>();
    Await.until(
        "the kill",
        () -> {
          JsonObject pod = node.pod(name);
          if (pod != null && lastEnd(pod) != null) {
            killed.add(pod);
          }
          return !killed.isEmpty();
        },
        () -> node.pod(name) + "\n" + log(name) + "\n" + node);
    return killed.get(0);
  }

  private static String log(String name) {
    try {
      return node.log(name, "checkout");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static @Nullable JsonObject lastEnd(JsonObject pod) {
    JsonElement containers = pod.getAsJsonObject("status").get("containerStatuses");
    if (containers == null) {
      return null;
    }
    JsonObject container = containers.getAsJsonArray().get(0).getAsJsonObject();
    return container.getAsJsonObject("lastState").getAsJsonObject("terminated");
  }

  /**
   * What the OpenTelemetry operator makes of a pod with {@code spec.java.image} (its
   * internal/instrumentation/javaagent.go): an init container with the application's security
   * context, a volume that is mounted writable, JAVA_TOOL_OPTIONS. HEADROOM_RECORDER_DIR is not
   * set.
   */
  private static Map<String, Object> injected(String name, String endpoint, boolean readOnlyRoot) {
    Map<String, Object> restricted =
        Map.of(
            "runAsNonRoot",
            true,
            "runAsUser",
            65532,
            "readOnlyRootFilesystem",
            readOnlyRoot,
            "allowPrivilegeEscalation",
            false,
            "capabilities",
            Map.of("drop", List.of("ALL")));
    Map<String, Object> init =
        Map.of(
            "name",
            VOLUME,
            "image",
            Images.AGENT,
            "imagePullPolicy",
            "Never",
            "command",
            List.of("cp", "/javaagent.jar", "/otel-auto-instrumentation-java/javaagent.jar"),
            "securityContext",
            restricted,
            "resources",
            Map.of("limits", Map.of("memory", "32Mi")),
            "volumeMounts",
            List.of(Map.of("name", VOLUME, "mountPath", "/otel-auto-instrumentation-java")));
    String mounted = "/otel-auto-instrumentation-java-checkout";
    Map<String, Object> checkout =
        Map.of(
            "name",
            "checkout",
            "image",
            Images.CHECKOUT,
            "imagePullPolicy",
            "Never",
            "securityContext",
            restricted,
            "resources",
            Map.of("limits", Map.of("memory", "160Mi")),
            "env",
            List.of(
                variable("JAVA_TOOL_OPTIONS", " -javaagent:" + mounted + "/javaagent.jar"),
                variable("OTEL_SERVICE_NAME", name),
                variable("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
                variable("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
                Map.of(
                    "name",
                    "OTEL_RESOURCE_ATTRIBUTES_POD_NAME",
                    "valueFrom",
                    Map.of("fieldRef", Map.of("fieldPath", "metadata.name"))),
                variable(
                    "OTEL_RESOURCE_ATTRIBUTES",
                    "k8s.container.name=checkout,k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME)")),
            "volumeMounts",
            List.of(Map.of("name", VOLUME, "mountPath", mounted)));
    return Map.of(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        Map.of("name", name, "namespace", "default"),
        "spec",
        Map.of(
            // The node has no network for pods.
            "hostNetwork",
            true,
            "initContainers",
            List.of(init),
            "containers",
            List.of(checkout),
            "volumes",
            List.of(Map.of("name", VOLUME, "emptyDir", Map.of("sizeLimit", "200Mi")))));
  }

  private static Map<String, Object> variable(String name, String value) {
    return Map.of("name", name, "value", value);
  }
}
