package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests of deploy/kubernetes, as kustomize makes them. */
class KubernetesManifestsTest {

  private static final Path DEPLOY = Path.of(System.getProperty("headroom.deploy"));
  private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");
  private static final Pattern TAG = Pattern.compile("headroom-agent:([0-9][0-9A-Za-z.-]*)");
  private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*)</version>$");

  @ParameterizedTest
  @ValueSource(
      strings = {"overlays/init-container", "overlays/image-volume", "examples/restricted"})
  void thePodGetsTheAgent(String directory) throws Exception {
    Map<String, Object> deployment = kustomize(directory).get("Deployment checkout");

    assertEquals(List.of(), PodCheck.findings(pod(deployment)));
  }

  /** The check finds what it is for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "command: [cp > command: [mv",
        "-javaagent:/headroom/headroom-agent.jar > -javaagent:/headroom/agent.jar",
        "/headroom/headroom-agent.jar] > /other/headroom-agent.jar]",
        "name: headroom-recordings, > name: recordings,",
        "value: /recordings > value: /data",
        "emptyDir: {sizeLimit: 48Mi} > emptyDir: {medium: Memory, sizeLimit: 48Mi}"
      })
  void aMistakeInTheManifestIsFound(String right, String wrong) throws IOException {
    String text = Files.readString(KUBERNETES.resolve("overlays/init-container/agent.yaml"));
    assertTrue(text.contains(right), right);
    Map<String, Object> deployment = PodCheck.map(new Yaml().load(text.replace(right, wrong)));
    PodCheck.list(pod(deployment).get("containers"))
        .get(0)
        .put("resources", Map.of("limits", Map.of("memory", "512Mi")));

    assertNotEquals(List.of(), PodCheck.findings(pod(deployment)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlays/operator-agent", "overlays/operator-extension"})
  void thePodNamesTheInstrumentationThatIsThere(String directory) throws Exception {
    Map<String, Map<String, Object>> all = kustomize(directory);
    Map<String, Object> template =
        PodCheck.map(PodCheck.map(all.get("Deployment checkout").get("spec")).get("template"));

    Object named =
        PodCheck.map(PodCheck.map(template.get("metadata")).get("annotations"))
            .get("instrumentation.opentelemetry.io/inject-java");

    assertTrue(all.containsKey("Instrumentation " + named), all.keySet().toString());
  }

  /** A release writes its version everywhere: release/set-version.sh. */
  @Test
  void everyImageIsOfThisVersion() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(DEPLOY.resolveSibling("pom.xml")));
    assertTrue(version.find());
    List<String> others = new ArrayList<>();
    int seen = 0;
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher tag = TAG.matcher(Files.readString(file));
        while (tag.find()) {
          seen++;
          if (!tag.group(1).equals(version.group(1))) {
            others.add(file + ": " + tag.group());
          }
        }
      }
    }
    assertEquals(List.of(), others);
    assertTrue(seen > 0, "no manifest names the image");
  }

  private static Map<String, Object> pod(Map<String, Object> deployment) {
    return PodCheck.map(
        PodCheck.map(PodCheck.map(deployment.get("spec")).get("template")).get("spec"));
  }

  /** What the directory makes, by kind and name. */
  private static Map<String, Map<String, Object>> kustomize(String directory)
      throws IOException, InterruptedException {
    Path kubectl = Lab.program("kubectl", "kubectl");
    Process process =
        new ProcessBuilder(
                kubectl.toString(), "kustomize", KUBERNETES.resolve(directory).toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    Map<String, Map<String, Object>> resources = new TreeMap<>();
    for (Object document : new Yaml().loadAll(output)) {
      Map<String, Object> resource = PodCheck.map(document);
      resources.put(
          resource.get("kind") + " " + PodCheck.map(resource.get("metadata")).get("name"),
          resource);
    }
    return resources;
  }
}
