package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceAttributesTest {

  private static final String UUID_TEXT = "8b0c1b2e-3c1f-4a4e-9a43-0d1f5f0e7c11";

  @TempDir Path root;

  private final Properties jvm = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aJvmOnLinux() throws IOException {
    write("proc/sys/kernel/hostname", "shop-7d9c\n");
    write("proc/sys/kernel/random/uuid", UUID_TEXT + "\n");
    write("proc/self/stat", "4711 (java) S 1 4711 4711 0 -1 4194560 10266\n");
    jvm.setProperty("os.name", "Linux");
    jvm.setProperty("os.version", "6.1.0-13-amd64");
    jvm.setProperty("os.arch", "amd64");
    jvm.setProperty("java.runtime.name", "OpenJDK Runtime Environment");
    jvm.setProperty("java.runtime.version", "17.0.15+6");
    jvm.setProperty("java.vm.vendor", "Debian");
    jvm.setProperty("java.vm.name", "OpenJDK 64-Bit Server VM");
    jvm.setProperty("java.vm.version", "17.0.15+6-Debian");
  }

  @Test
  void theResourceOfTheOpenTelemetryAgentStaysAsItIs() {
    Map<String, Object> theirs =
        Map.of("service.instance.id", "one", "process.command_args", List.of("java", "Shop"));

    assertEquals(theirs, ResourceAttributes.shared(theirs, root));
  }

  @Test
  void aResourceWithoutAnInstanceGetsOne() {
    assertEquals(
        Map.of("service.name", "shop", "service.instance.id", UUID_TEXT),
        ResourceAttributes.shared(Map.of("service.name", "shop"), root));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static Settings settings(String attributes, String name) {
    Map<String, String> environment =
        Map.of("OTEL_RESOURCE_ATTRIBUTES", attributes, "OTEL_SERVICE_NAME", name);
    return SettingsReader.read(
        null, new Properties(), environment, Path.of("/"), new ArrayList<>());
  }

  private Map<String, Object> attributes() {
    return ResourceAttributes.of(settings("", ""), jvm, environment, root, null);
  }

  private Map<String, Object> attributes(String given, String name) {
    return ResourceAttributes.of(settings(given, name), jvm, environment, root, null);
  }

  @Test
  void everyKnownFigureIsReportedInOrder() {
    environment.put("K8S_POD_NAME", "shop-7d9c");
    environment.put("K8S_NAMESPACE_NAME", "prod");
    environment.put("K8S_NODE_NAME", "node-1");
    environment.put("K8S_CONTAINER_NAME", "app");

    Map<String, Object> attributes =
        ResourceAttributes.of(settings("team=a", "shop"), jvm, environment, root, "0123abcd");

    List<String> published = new ArrayList<>();
    attributes.forEach((key, value) -> published.add(key + "=" + value));
    assertEquals(
        List.of(
            "service.name=shop",
            "service.instance.id=" + UUID_TEXT,
            "container.id=0123abcd",
            "k8s.pod.name=shop-7d9c",
            "k8s.namespace.name=prod",
            "k8s.node.name=node-1",
            "k8s.container.name=app",
            "host.name=shop-7d9c",
            "host.arch=amd64",
            "os.type=linux",
            "os.description=Linux 6.1.0-13-amd64",
            "process.pid=4711",
            "process.runtime.name=OpenJDK Runtime Environment",
            "process.runtime.version=17.0.15+6",
            "process.runtime.description=Debian OpenJDK 64-Bit Server VM 17.0.15+6-Debian",
            "telemetry.distro.name=headroom-agent",
            "team=a"),
        published);
  }

  @Test
  void thePidIsANumber() {
    assertEquals(4711L, attributes().get("process.pid"));
  }

  @Test
  void settingsOverrideDetectedAttributes() {
    Map<String, Object> attributes = attributes("host.name=mine,k8s.pod.name=p", "");

    assertEquals("mine", attributes.get("host.name"));
    assertEquals("p", attributes.get("k8s.pod.name"));
  }

  @Test
  void theServiceNameWinsOverTheAttribute() {
    assertEquals("b", attributes("service.name=a", "b").get("service.name"));
  }

  @Test
  void theServiceNameMayComeAsAnAttribute() {
    assertEquals("a", attributes("service.name=a", "").get("service.name"));
  }

  @Test
  void anInstanceIdThatWasGivenIsKept() {
    assertEquals("7", attributes("service.instance.id=7", "").get("service.instance.id"));
  }

  @Test
  void withoutTheKernelsUuidTheInstanceIdIsStillARandomOne() throws IOException {
    Files.delete(root.resolve("proc/sys/kernel/random/uuid"));

    String first = (String) attributes().get("service.instance.id");
    assertEquals(first, UUID.fromString(first).toString());
    assertNotEquals(first, attributes().get("service.instance.id"));
  }

  @Test
  void aTruncatedUuidIsNotTaken() throws IOException {
    write("proc/sys/kernel/random/uuid", "8b0c1b2e-3c1f\n");

    assertEquals(36, ((String) attributes().get("service.instance.id")).length());
  }

  @Test
  void withoutTheKernelsHostNameTheVariableIsTaken() throws IOException {
    Files.delete(root.resolve("proc/sys/kernel/hostname"));
    environment.put("HOSTNAME", "from-environment");

    assertEquals("from-environment", attributes().get("host.name"));
  }

  @Test
  void anUnknownHostNameIsAbsent() throws IOException {
    write("proc/sys/kernel/hostname", "\n");

    assertFalse(attributes().containsKey("host.name"));
  }

  @Test
  void anEmptyVariableOfTheDownwardApiIsAbsent() {
    environment.put("K8S_POD_NAME", "");

    assertFalse(attributes().containsKey("k8s.pod.name"));
  }

  @Test
  void aMissingStatLeavesThePidOut() throws IOException {
    Files.delete(root.resolve("proc/self/stat"));

    assertFalse(attributes().containsKey("process.pid"));
  }

  @Test
  void aGarbledStatLeavesThePidOut() throws IOException {
    for (String stat : List.of("", "4711", "x (java)", " (java)", "99999999999999999999 (java)")) {
      write("proc/self/stat", stat);

      assertFalse(attributes().containsKey("process.pid"), stat);
    }
  }

  @Test
  void withoutSystemPropertiesTheirSettingsAreAbsent() {
    jvm.clear();

    Map<String, Object> attributes = attributes();

    assertFalse(attributes.containsKey("os.type"));
    assertFalse(attributes.containsKey("process.runtime.description"));
    assertEquals(4711L, attributes.get("process.pid"));
  }

  @Test
  void anArmIsSpelledAsTheConventionHasIt() {
    jvm.setProperty("os.arch", "aarch64");

    assertEquals("arm64", attributes().get("host.arch"));
  }

  @Test
  void thePidOfThisJvmIsItsOwn() {
    Map<String, Object> attributes = ResourceAttributes.of(settings("", ""), Path.of("/"), null);

    assertEquals(ProcessHandle.current().pid(), attributes.get("process.pid"));
  }

  @Test
  void disabledKeysAreNotSentWhoeverGaveThem() {
    Map<String, Object> given = Map.of("a", 1L, "host.name", "h", "service.name", "shop");
    Set<String> disabled = Set.of("host.name", "service.name", "telemetry.sdk.name");

    assertEquals(
        Set.of("a", "telemetry.sdk.language", "telemetry.sdk.version"),
        OtlpAttributes.resource(given, disabled, "1").keySet());
  }
}
