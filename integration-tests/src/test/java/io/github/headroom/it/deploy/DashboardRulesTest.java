package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.headroom.it.parts.Lab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What grafana/dashboard-linter asks of a dashboard, and that each panel asks for metrics that the
 * agent publishes.
 */
class DashboardRulesTest {

  private static final Pattern NAME =
      Pattern.compile("\\b(?:headroom|container|jvm|process|system)_[a-z0-9_]+");

  /** Units that Grafana knows, of those that the dashboards use. */
  private static final Set<String> UNITS = Set.of("bytes", "percentunit", "s", "short", "none");

  @TestFactory
  Stream<DynamicTest> grafana() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<Path, JsonObject> file : DashboardsDocumentTest.all().entrySet()) {
      if (file.getKey().getParent().endsWith("grafana")) {
        String name = file.getKey().getFileName().toString();
        JsonObject json = file.getValue();
        boolean resource = name.contains("by-service-name");
        tests.add(
            DynamicTest.dynamicTest(name + " has its variables", () -> variables(json, resource)));
        tests.add(DynamicTest.dynamicTest(name + " has panels in order", () -> panels(json)));
        tests.add(
            DynamicTest.dynamicTest(name + " has sound queries", () -> queries(json, resource)));
        tests.add(DynamicTest.dynamicTest(name + " is parsed by promtool", () -> promtool(json)));
      }
    }
    return tests.stream();
  }

  /**
   * template-datasource, template-job, template-instance, template-on-time-change-reload,
   * uneditable.
   */
  private static void variables(JsonObject json, boolean resource) {
    assertFalse(json.get("editable").getAsBoolean());
    JsonArray list = json.getAsJsonObject("templating").getAsJsonArray("list");
    JsonObject source = list.get(0).getAsJsonObject();
    assertEquals("datasource", source.get("name").getAsString());
    assertEquals("Data Source", source.get("label").getAsString());
    assertEquals("prometheus", source.get("query").getAsString());
    String[] names = {"job", "instance"};
    String[] labels = resource ? new String[] {"service_name", "service_instance_id"} : names;
    for (int i = 0; i < names.length; i++) {
      JsonObject variable = list.get(i + 1).getAsJsonObject();
      assertEquals(names[i], variable.get("name").getAsString());
      assertTrue(variable.get("multi").getAsBoolean());
      assertEquals(".+", variable.get("allValue").getAsString());
      assertEquals(2, variable.get("refresh").getAsInt());
      assertEquals("${datasource}", uid(variable));
      String query = variable.get("query").getAsString();
      assertTrue(
          query.startsWith("label_values(") && query.endsWith(", " + labels[i] + ")"), query);
    }
  }

  /** panel-datasource, panel-title-description, panel-units, panel-no-targets. */
  private static void panels(JsonObject json) {
    Set<Integer> ids = new TreeSet<>();
    for (JsonObject panel : panelsOf(json)) {
      assertTrue(ids.add(panel.get("id").getAsInt()), panel::toString);
      assertFalse(panel.get("title").getAsString().isBlank());
      if (panel.get("type").getAsString().equals("row")) {
        continue;
      }
      assertEquals("${datasource}", uid(panel));
      assertFalse(panel.get("description").getAsString().isBlank());
      JsonObject defaults = panel.getAsJsonObject("fieldConfig").getAsJsonObject("defaults");
      assertTrue(UNITS.contains(defaults.get("unit").getAsString()), panel::toString);
      assertFalse(panel.getAsJsonArray("targets").isEmpty());
    }
  }

  /** target-job, target-instance, target-rate-interval, target-counter-agg; names and labels. */
  private static void queries(JsonObject json, boolean resource) throws Exception {
    Set<String> published = DocumentedMetrics.prometheusNamesAndLabels();
    String job = resource ? "service_name=~\"$job\"" : "job=~\"$job\"";
    String instance = resource ? "service_instance_id=~\"$instance\"" : "instance=~\"$instance\"";
    Set<String> unknown = new TreeSet<>();
    for (String query : queriesOf(json)) {
      assertTrue(query.contains(job) && query.contains(instance), query);
      assertEquals(
          query.contains("rate(") || query.contains("increase("),
          query.contains("[$__rate_interval]"),
          query);
      assertTrue(
          !query.contains("_total{") || query.contains("sum") || query.contains("max"), query);
      NAME.matcher(query).results().forEach(name -> unknown.add(name.group()));
    }
    unknown.removeAll(published);
    assertEquals(Set.of(), unknown);
  }

  private static void promtool(JsonObject json) throws Exception {
    Path promtool = Lab.program("prometheus", "promtool");
    for (String query : queriesOf(json)) {
      String expression =
          query
              .replace("$__rate_interval", "1m")
              .replace("$__range", "1h")
              .replace("$job", ".+")
              .replace("$instance", ".+");
      Process process =
          new ProcessBuilder(promtool.toString(), "--experimental", "promql", "format", expression)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> expression + ": " + output);
    }
  }

  private static String uid(JsonObject json) {
    return json.getAsJsonObject("datasource").get("uid").getAsString();
  }

  private static List<JsonObject> panelsOf(JsonObject json) {
    List<JsonObject> panels = new ArrayList<>();
    json.getAsJsonArray("panels").forEach(panel -> panels.add(panel.getAsJsonObject()));
    return panels;
  }

  private static List<String> queriesOf(JsonObject json) {
    List<String> queries = new ArrayList<>();
    for (JsonObject panel : panelsOf(json)) {
      if (panel.has("targets")) {
        for (JsonElement target : panel.getAsJsonArray("targets")) {
          queries.add(target.getAsJsonObject().get("expr").getAsString());
        }
      }
    }
    return queries;
  }
}
