package io.github.headroom.it.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.yaml.snakeyaml.Yaml;

/**
 * A dashboard as deploy/monitoring/dashboards/NAME.yaml describes it, before it is written for a
 * tool and for a store's labels.
 */
record Dashboard(
    String uid,
    String title,
    String description,
    List<String> tags,
    String range,
    List<Annotation> annotations,
    List<Row> rows) {

  /** A mark at each time at which the expression has a value. */
  record Annotation(String name, String expr) {}

  /** Panels below one heading. */
  record Row(String title, List<Panel> panels) {}

  /** An expression, and how its series are named. */
  record Target(String expr, String legend) {}

  /**
   * One picture.
   *
   * @param type timeseries, stat or table
   * @param unit as Grafana names it
   * @param width of 24 columns
   * @param min of the axis; absent: by the values
   * @param showName whether a stat shows the series' name in place of its value
   * @param unstacked series that lie beside the stack, as a line
   * @param thresholds colour to the value from which it holds
   */
  record Panel(
      String title,
      String description,
      String type,
      String unit,
      int width,
      int height,
      Double min,
      Double max,
      boolean stack,
      boolean showName,
      List<String> unstacked,
      Map<String, Double> thresholds,
      List<Target> targets) {}

  /** How a store names the service and the instance. */
  enum Labels {
    /** Prometheus' OTLP receiver makes these of service.name and service.instance.id. */
    PROMETHEUS("job", "instance"),
    /** VictoriaMetrics and most collectors keep the resource attributes as labels. */
    RESOURCE("service_name", "service_instance_id");

    final String service;
    final String instance;

    Labels(String service, String instance) {
      this.service = service;
      this.instance = instance;
    }

    /**
     * The text with its placeholders for labels replaced; {@code $interval} and {@code $range}
     * stay.
     */
    String in(String text) {
      return text.replace("$selector", service + "=~\"$job\"," + instance + "=~\"$instance\"")
          .replace("$by", service + ", " + instance)
          .replace("$service_label", service);
    }

    String inLegend(String text) {
      return text.replace("$service", "{{" + service + "}}")
          .replace("$instance", "{{" + instance + "}}");
    }
  }

  static Dashboard read(Path file) throws IOException {
    Map<?, ?> yaml = new Yaml().load(Files.readString(file));
    return new Dashboard(
        text(yaml, "uid"),
        text(yaml, "title"),
        text(yaml, "description"),
        list(yaml, "tags", Object::toString),
        text(yaml, "range"),
        list(yaml, "annotations", a -> new Annotation(text(map(a), "name"), text(map(a), "expr"))),
        list(
            yaml,
            "rows",
            r -> new Row(text(map(r), "title"), list(map(r), "panels", Dashboard::panel))));
  }

  /** Every panel, in its order. */
  List<Panel> panels() {
    return rows.stream().flatMap(row -> row.panels().stream()).toList();
  }

  private static Panel panel(Object yaml) {
    Map<?, ?> panel = map(yaml);
    Map<String, Double> thresholds = new TreeMap<>();
    if (panel.get("thresholds") instanceof Map<?, ?> given) {
      given.forEach((colour, from) -> thresholds.put(colour.toString(), number(from)));
    }
    return new Panel(
        text(panel, "title"),
        text(panel, "description"),
        text(panel, "type"),
        text(panel, "unit"),
        ((Number) panel.get("width")).intValue(),
        panel.get("height") instanceof Number height
            ? height.intValue()
            : text(panel, "type").equals("stat") ? 4 : 8,
        panel.containsKey("min") ? number(panel.get("min")) : null,
        panel.containsKey("max") ? number(panel.get("max")) : null,
        Boolean.TRUE.equals(panel.get("stack")),
        "name".equals(panel.get("show")),
        list(panel, "unstacked", Object::toString),
        thresholds,
        list(
            panel,
            "targets",
            t -> new Target(text(map(t), "expr").strip(), text(map(t), "legend"))));
  }

  private static Map<?, ?> map(Object yaml) {
    return (Map<?, ?>) yaml;
  }

  private static String text(Map<?, ?> yaml, String key) {
    if (yaml.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("expected a text for \"" + key + "\", found " + yaml);
  }

  private static double number(Object yaml) {
    return ((Number) yaml).doubleValue();
  }

  private static <T> List<T> list(Map<?, ?> yaml, String key, Function<Object, T> each) {
    List<T> list = new ArrayList<>();
    if (yaml.get(key) instanceof List<?> given) {
      given.forEach(element -> list.add(each.apply(element)));
    }
    return list;
  }
}
