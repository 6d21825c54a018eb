package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The chart, as the real Helm reads it. */
class HelmChartTest {

  private static final Path DEPLOY = Path.of(System.getProperty("headroom.deploy"));
  private static final Path CHART = DEPLOY.resolve("helm/headroom");
  private static final String RULES = "PrometheusRule shop-rules";
  private static final String CONTAINER = "ConfigMap shop-dashboard-container";

  @Test
  void helmFindsNothingToComplainOf() {
    LintResult result = new Helm(CHART).lint().strict().call();

    assertFalse(result.isFailed(), () -> result.getMessages().toString());
  }

  /** Else an empty list of messages would mean nothing. */
  @Test
  void helmWouldComplainOfATemplateThatIsNoYaml(@TempDir Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve("headroom").resolve(CHART.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    Files.writeString(copy.resolve("headroom/templates/broken.yaml"), "a: b: c\n");

    assertTrue(new Helm(copy.resolve("headroom")).lint().strict().call().isFailed());
  }

  @Test
  void everythingIsInstalledIntoTheReleasesNamespaceByDefault() {
    Map<String, Map<String, Object>> all = render(template());

    assertEquals(
        List.of(
            "ConfigMap shop-dashboard-container",
            "ConfigMap shop-dashboard-fleet",
            "Instrumentation shop",
            "PrometheusRule shop-rules"),
        all.keySet().stream().sorted().toList());
    all.forEach(
        (name, resource) ->
            assertEquals("observability", map(resource.get("metadata")).get("namespace"), name));
  }

  @Test
  void theInstrumentationPutsTheAgentInPlaceOfOpenTelemetrys() {
    Map<String, Object> spec = map(render(template()).get("Instrumentation shop").get("spec"));

    assertEquals(
        Map.of("endpoint", "http://collector.observability:4318"), map(spec.get("exporter")));
    assertEquals(
        "registry.example.com/headroom-agent:" + version(), map(spec.get("java")).get("image"));
    assertFalse(map(spec.get("java")).containsKey("extensions"));
  }

  @Test
  void theInstrumentationPutsTheAgentBesideOpenTelemetrys() {
    TemplateCommand template =
        template()
            .set("instrumentation.mode", "extension")
            .set("image.repository", "ghcr.io/shop/headroom-agent")
            .set("image.tag", "9.9.9");

    Map<String, Object> java =
        map(map(render(template).get("Instrumentation shop").get("spec")).get("java"));

    assertEquals(
        List.of(Map.of("image", "ghcr.io/shop/headroom-agent:9.9.9", "dir", "/extensions")),
        java.get("extensions"));
    assertFalse(java.containsKey("image"));
  }

  @Test
  void theRulesAreThoseOfMonitoringWithTheLabelsThatPrometheusLooksFor() throws IOException {
    Map<String, Object> rule =
        render(template().set("rules.labels.release", "prometheus")).get(RULES);

    assertEquals(
        new Yaml().load(Files.readString(DEPLOY.resolve("monitoring/rules/headroom.yaml"))),
        rule.get("spec"));
    assertEquals("prometheus", map(map(rule.get("metadata")).get("labels")).get("release"));
  }

  @Test
  void theDashboardsAreThoseForTheStoresLabels() throws IOException {
    assertDashboard("headroom-container-by-service-name.json", template());
    assertDashboard("headroom-container.json", template().set("dashboards.serviceLabel", "job"));
  }

  private static void assertDashboard(String file, TemplateCommand template) throws IOException {
    Map<String, Object> data = map(render(template).get(CONTAINER).get("data"));

    assertEquals(
        Files.readString(DEPLOY.resolve("monitoring/dashboards/grafana").resolve(file)),
        data.get("headroom-container.json"));
  }

  @Test
  void disabledPartsAreNotInstalled() {
    TemplateCommand none =
        template()
            .set("instrumentation.enabled", false)
            .set("rules.enabled", false)
            .set("dashboards.enabled", false);

    assertEquals(Map.of(), render(none));
  }

  @Test
  void aValueThatIsNoneOfTheChartsIsRefused() {
    TemplateCommand misspelt = template().set("instrumentation.mod", "extension");

    String reason = assertThrows(IllegalStateException.class, misspelt::call).getMessage();

    assertTrue(reason.contains("'mod' not allowed"), reason);
  }

  private static TemplateCommand template() {
    return new Helm(CHART).template().withName("shop").withNamespace("observability");
  }

  /** What the templates make, by kind and name. */
  private static Map<String, Map<String, Object>> render(TemplateCommand template) {
    Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
    List<Object> documents = new ArrayList<>();
    String text = template.call();
    new Yaml().loadAll(text == null ? "" : text).forEach(documents::add);
    for (Object document : documents) {
      if (document != null) {
        Map<String, Object> resource = map(document);
        resources.put(
            resource.get("kind") + " " + map(resource.get("metadata")).get("name"), resource);
      }
    }
    return resources;
  }

  private static String version() {
    return String.valueOf(map(yaml(CHART.resolve("Chart.yaml"))).get("appVersion"));
  }

  private static Object yaml(Path file) {
    try {
      return new Yaml().load(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
