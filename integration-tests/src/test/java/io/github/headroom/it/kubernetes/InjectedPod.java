package io.github.headroom.it.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A pod as the OpenTelemetry operator makes it, and what can be changed in it. */
final class InjectedPod {

  /** The operator's volume. */
  static final String VOLUME = "opentelemetry-auto-instrumentation-java";

  private static final String VICTIMS = "io.github.headroom.demo.victims.";

  private InjectedPod() {}

  /** What a java command is given for a victim that takes 8 MiB a second. */
  static List<String> hog(String name, String... options) {
    return Stream.concat(
            Stream.of(options),
            Stream.of(
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                "/app/app.jar",
                VICTIMS + name,
                "--rate",
                "8388608"))
        .toList();
  }

  /** With a second container, {@code sidecar}, that has the agent too and takes nothing. */
  static Map<String, Object> withASidecar(Map<String, Object> pod) {
    Map<String, Object> sidecar = new TreeMap<>(container(pod));
    sidecar.put("name", "sidecar");
    sidecar.put("command", idle());
    spec(pod).put("containers", List.of(container(pod), sidecar));
    return pod;
  }

  /** Its JVM has a child that takes memory until it is killed, and lives on. */
  static Map<String, Object> losingAChild(Map<String, Object> pod) {
    return running(pod, java(hog("ChildHog")));
  }

  /** Its JVM takes a mebibyte, and no more. */
  static Map<String, Object> idle(Map<String, Object> pod) {
    return running(pod, idle());
  }

  /** The agent may end its JVM, which takes 1.3 MiB a second: longer than two minutes. */
  static Map<String, Object> relieved(Map<String, Object> pod) {
    List<String> slowly =
        hog("DirectBufferHog", "-XX:MaxDirectMemorySize=1g").stream()
            .map(argument -> argument.equals("8388608") ? "1363149" : argument)
            .toList();
    return with(limited(running(pod, java(slowly)), "256Mi"), "HEADROOM_RELIEF", "terminate");
  }

  /**
   * With {@code spec.java.extensions}: the OpenTelemetry agent in Headroom's place, and Headroom in
   * its directory of extensions. The two take more memory.
   */
  static Map<String, Object> extending(Map<String, Object> pod) {
    Map<String, Object> agent = new TreeMap<>(init(pod));
    agent.put("image", Images.OTEL_AGENT);
    Map<String, Object> extension = new TreeMap<>(init(pod));
    extension.put("name", "opentelemetry-auto-instrumentation-extension-0");
    extension.put(
        "command",
        List.of("cp", "-r", "/extensions/.", "/otel-auto-instrumentation-java/extensions"));
    spec(pod).put("initContainers", List.of(agent, extension));
    String mounted = "/otel-auto-instrumentation-java-checkout";
    String options =
        " -javaagent:" + mounted + "/javaagent.jar -Dotel.javaagent.extensions=" + mounted;
    return with(limited(pod, "320Mi"), "JAVA_TOOL_OPTIONS", options + "/extensions");
  }

  /**
   * As Elastic's webhook makes it (its patch.go) with the values in deploy: the image's own user
   * copies the jar, JAVA_TOOL_OPTIONS names it.
   */
  static Map<String, Object> attached(Map<String, Object> pod) {
    Map<String, Object> volume = Map.of("name", "elastic-apm-agent", "emptyDir", Map.of());
    List<Map<String, String>> mounts =
        List.of(Map.of("name", "elastic-apm-agent", "mountPath", "/elastic/apm/agent"));
    List<String> copy = List.of("cp", "-v", "/headroom-agent.jar", "/elastic/apm/agent");
    spec(pod).put("volumes", List.of(volume));
    spec(pod)
        .put(
            "initContainers",
            List.of(
                Map.of(
                    "name",
                    "headroom-agent",
                    "image",
                    Images.AGENT,
                    "command",
                    copy,
                    "volumeMounts",
                    mounts)));
    String agent = "-javaagent:/elastic/apm/agent/headroom-agent.jar";
    return with(changed(pod, "volumeMounts", mounts), "JAVA_TOOL_OPTIONS", agent);
  }

  private static Map<String, Object> limited(Map<String, Object> pod, String memory) {
    return changed(pod, "resources", resources(memory));
  }

  /** Without a request it would have the least share of the processors that there is. */
  private static Map<String, Object> resources(String memory) {
    return Map.of("limits", Map.of("memory", memory), "requests", Map.of("cpu", "100m"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> with(Map<String, Object> pod, String name, String value) {
    List<Map<String, Object>> variables = (List<Map<String, Object>>) container(pod).get("env");
    List<Map<String, Object>> others =
        variables.stream().filter(variable -> !name.equals(variable.get("name"))).toList();
    return changed(
        pod, "env", Stream.concat(Stream.of(variable(name, value)), others.stream()).toList());
  }

  private static List<String> java(List<String> arguments) {
    return Stream.concat(Stream.of("java"), arguments.stream()).toList();
  }

  private static List<String> idle() {
    return Stream.concat(java(hog("UnsafeHog")).stream(), Stream.of("--most", "1048576")).toList();
  }

  private static Map<String, Object> running(Map<String, Object> pod, List<String> command) {
    return changed(pod, "command", command);
  }

  private static Map<String, Object> changed(Map<String, Object> pod, String key, Object value) {
    Map<String, Object> container = new TreeMap<>(container(pod));
    container.put(key, value);
    spec(pod).put("containers", List.of(container));
    return pod;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> spec(Map<String, Object> pod) {
    return (Map<String, Object>) pod.get("spec");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> init(Map<String, Object> pod) {
    return ((List<Map<String, Object>>) spec(pod).get("initContainers")).get(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> container(Map<String, Object> pod) {
    return ((List<Map<String, Object>>) spec(pod).get("containers")).get(0);
  }

  /**
   * What the OpenTelemetry operator makes of a pod with {@code spec.java.image} (its
   * internal/instrumentation/javaagent.go): an init container with the application's security
   * context, a volume that is mounted writable, JAVA_TOOL_OPTIONS. HEADROOM_RECORDER_DIR is not
   * set.
   */
  static Map<String, Object> of(
      String name, String endpoint, boolean readOnlyRoot, boolean hostNetwork) {
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
            resources("160Mi"),
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
        Map.of("name", name, "namespace", "default", "labels", Map.of("pod", name)),
        "spec",
        new TreeMap<>(
            Map.of(
                "hostNetwork",
                hostNetwork,
                "initContainers",
                List.of(init),
                "containers",
                List.of(checkout),
                "volumes",
                List.of(Map.of("name", VOLUME, "emptyDir", Map.of("sizeLimit", "200Mi"))))));
  }

  private static Map<String, Object> variable(String name, String value) {
    return Map.of("name", name, "value", value);
  }
}
