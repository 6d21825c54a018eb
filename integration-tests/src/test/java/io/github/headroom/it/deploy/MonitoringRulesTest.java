package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The rules, their unit tests and their runbooks in deploy/monitoring. */
class MonitoringRulesTest {

  private static final Path MONITORING =
      Path.of(System.getProperty("headroom.deploy")).resolve("monitoring");

  private static final Path RULES = MONITORING.resolve("rules/headroom.yaml");

  private static final String RUNBOOKS =
      "https://github.com/headroom/headroom/blob/main/deploy/monitoring/runbooks/";

  private static final Pattern METRIC = Pattern.compile("\\b(?:headroom|container|jvm)_[a-z0-9_]+");

  @Test
  void promtoolAcceptsTheRules() throws Exception {
    promtool("check", "rules", "--lint=all", "--lint-fatal", RULES.toString());
  }

  @Test
  void theUnitTestsOfTheRulesPass() throws Exception {
    promtool("test", "rules", MONITORING.resolve("tests/headroom.yaml").toString());
  }

  @Test
  void everyAlertHasASeverityASummaryADescriptionAndItsRunbook() throws IOException {
    for (Map<String, Object> alert : alerts()) {
      String name = (String) alert.get("alert");
      Map<String, Object> labels = map(alert.get("labels"));
      Map<String, Object> annotations = map(alert.get("annotations"));
      assertAll(
          name,
          () -> assertTrue(Set.of("critical", "warning", "info").contains(labels.get("severity"))),
          () -> assertEquals(Set.of("summary", "description", "runbook_url"), annotations.keySet()),
          () ->
              assertEquals(
                  RUNBOOKS + name.toLowerCase(Locale.ROOT) + ".md",
                  annotations.get("runbook_url")));
    }
  }

  @Test
  void everyAlertHasARunbookOfFourSectionsAndNoRunbookIsLeftOver() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (Map<String, Object> alert : alerts()) {
      String name = (String) alert.get("alert");
      String file = name.toLowerCase(Locale.ROOT) + ".md";
      expected.add(file);
      List<String> headings =
          Files.readAllLines(MONITORING.resolve("runbooks").resolve(file)).stream()
              .filter(line -> line.startsWith("#"))
              .toList();
      assertEquals(
          List.of("# " + name, "## Meaning", "## Impact", "## Diagnosis", "## Mitigation"),
          headings);
    }
    assertEquals(expected, names(MONITORING.resolve("runbooks")));
  }

  @Test
  void everyAlertIsProvedByAUnitTestThatFiresIt() throws IOException {
    String tests = Files.readString(MONITORING.resolve("tests/headroom.yaml"));
    for (Map<String, Object> alert : alerts()) {
      String name = (String) alert.get("alert");
      assertTrue(
          tests.contains("alertname: " + name + "\n        exp_alerts:\n")
              || tests.contains("alertname=\"" + name + "\""),
          name);
    }
  }

  @Test
  void rulesAndRunbooksNameMetricsThatTheAgentPublishes() throws IOException {
    Set<String> published = DocumentedMetrics.prometheusNamesAndLabels();
    Set<String> unknown = new TreeSet<>();
    for (Map<String, Object> rule : rules()) {
      unknown.addAll(metrics((String) rule.get("expr")));
    }
    for (String runbook : names(MONITORING.resolve("runbooks"))) {
      unknown.addAll(metrics(Files.readString(MONITORING.resolve("runbooks").resolve(runbook))));
    }
    unknown.removeAll(published);
    for (MemoryArea area : MemoryArea.values()) {
      unknown.remove(area.word());
    }
    assertEquals(Set.of(), unknown);
  }

  private static Set<String> metrics(String text) {
    Matcher matcher = METRIC.matcher(text);
    return matcher.results().map(result -> result.group()).collect(Collectors.toSet());
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Lab.program("prometheus", "promtool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  private static List<Map<String, Object>> alerts() throws IOException {
    return rules().stream().filter(rule -> rule.containsKey("alert")).toList();
  }

  private static List<Map<String, Object>> rules() throws IOException {
    List<Map<String, Object>> rules = new ArrayList<>();
    Map<String, Object> file = map(new Yaml().load(Files.readString(RULES)));
    for (Object group : (List<?>) file.get("groups")) {
      for (Object rule : (List<?>) map(group).get("rules")) {
        rules.add(map(rule));
      }
    }
    return rules;
  }

  private static Map<String, Object> map(Object yaml) {
    Map<String, Object> map = new HashMap<>();
    ((Map<?, ?>) yaml).forEach((key, value) -> map.put((String) key, value));
    return map;
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
