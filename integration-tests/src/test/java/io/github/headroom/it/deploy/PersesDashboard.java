package io.github.headroom.it.deploy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.headroom.it.deploy.Dashboard.Labels;
import io.github.headroom.it.deploy.Dashboard.Panel;
import io.github.headroom.it.deploy.Dashboard.Row;
import io.github.headroom.it.deploy.Dashboard.Target;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a dashboard as Perses' JSON. A list of series becomes a bar chart there. */
final class PersesDashboard {

  private static final int COLUMNS = 24;

  // Perses asks for the whole range, and shows of each series the last value, however old: a
  // verdict that is past, say.
  private static final String AT_THE_END =
      " and on () (vector(time()) >= $__to / 1000 - 60 - ($__to - $__from) / 100000)";

  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  private final Labels labels;
  private final JsonObject panels = new JsonObject();
  private int x;
  private int y;
  private int rowHeight;

  private PersesDashboard(Labels labels) {
    this.labels = labels;
  }

  static JsonObject of(Dashboard dashboard, Labels labels) {
    return new PersesDashboard(labels).write(dashboard);
  }

  private JsonObject write(Dashboard dashboard) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("name", dashboard.uid() + (labels == Labels.RESOURCE ? "-service" : ""));
    metadata.addProperty("project", "headroom");
    JsonObject display = new JsonObject();
    display.addProperty("description", dashboard.description());
    display.addProperty("name", dashboard.title());
    JsonArray layouts = new JsonArray();
    dashboard.rows().forEach(row -> layouts.add(grid(row)));
    JsonObject spec = new JsonObject();
    spec.add("display", display);
    spec.addProperty("duration", dashboard.range());
    spec.add("layouts", layouts);
    spec.add("panels", panels);
    spec.addProperty("refreshInterval", "10s");
    spec.add("variables", variables());
    return kind("Dashboard", spec, metadata);
  }

  private JsonObject grid(Row row) {
    x = 0;
    y = 0;
    rowHeight = 0;
    JsonArray items = new JsonArray();
    for (Panel panel : row.panels()) {
      String id = "p" + (panels.size() + 1);
      panels.add(id, panel(panel));
      JsonObject item = place(panel);
      JsonObject content = new JsonObject();
      content.addProperty("$ref", "#/spec/panels/" + id);
      item.add("content", content);
      items.add(item);
    }
    JsonObject collapse = new JsonObject();
    collapse.addProperty("open", true);
    JsonObject display = new JsonObject();
    display.add("collapse", collapse);
    display.addProperty("title", row.title());
    JsonObject spec = new JsonObject();
    spec.add("display", display);
    spec.add("items", items);
    return kind("Grid", spec);
  }

  private JsonObject place(Panel panel) {
    if (x + panel.width() > COLUMNS) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    JsonObject place = new JsonObject();
    place.addProperty("height", panel.height());
    place.addProperty("width", panel.width());
    place.addProperty("x", x);
    place.addProperty("y", y);
    x += panel.width();
    rowHeight = Math.max(rowHeight, panel.height());
    return place;
  }

  private JsonObject panel(Panel panel) {
    JsonObject display = new JsonObject();
    display.addProperty("description", panel.description());
    display.addProperty("name", panel.title());
    JsonArray queries = new JsonArray();
    boolean now = !panel.type().equals("timeseries");
    panel.targets().forEach(target -> queries.add(query(target, now)));
    JsonObject spec = new JsonObject();
    spec.add("display", display);
    spec.add("plugin", plugin(panel));
    spec.add("queries", queries);
    return kind("Panel", spec);
  }

  private JsonObject query(Target target, boolean now) {
    JsonObject query = new JsonObject();
    String expression =
        labels
            .in(target.expr())
            .replace("$interval", "$__rate_interval")
            .replace("$range", "$__range");
    query.addProperty("query", now ? "(" + expression.strip() + ")" + AT_THE_END : expression);
    query.addProperty("seriesNameFormat", labels.inLegend(target.legend()));
    JsonObject spec = new JsonObject();
    spec.add("plugin", kind("PrometheusTimeSeriesQuery", query));
    return kind("TimeSeriesQuery", spec);
  }

  private static JsonObject plugin(Panel panel) {
    JsonObject format = new JsonObject();
    format.addProperty("unit", unit(panel.unit()));
    JsonObject spec = new JsonObject();
    switch (panel.type()) {
      case "timeseries" -> {
        JsonObject legend = new JsonObject();
        legend.addProperty("mode", "list");
        legend.addProperty("position", "bottom");
        spec.add("legend", legend);
        JsonObject axis = new JsonObject();
        axis.add("format", format);
        if (panel.min() != null) {
          axis.addProperty("min", panel.min());
        }
        if (panel.max() != null) {
          axis.addProperty("max", panel.max());
        }
        spec.add("yAxis", axis);
        JsonObject visual = new JsonObject();
        visual.addProperty("areaOpacity", panel.stack() ? 0.6 : 0);
        visual.addProperty("display", "line");
        visual.addProperty("lineWidth", 1);
        // Perses stacks all series of a panel or none: a limit beside the areas would be on top.
        if (panel.stack() && panel.unstacked().isEmpty()) {
          visual.addProperty("stack", "all");
        }
        spec.add("visual", visual);
        return kind("TimeSeriesChart", spec);
      }
      case "stat" -> {
        spec.addProperty("calculation", "last-number");
        spec.add("format", format);
        if (panel.showName()) {
          Matcher label = LABEL.matcher(panel.targets().get(0).legend());
          if (label.find()) { // in the value's place, which is 1
            spec.addProperty("metricLabel", label.group(1));
          }
        }
        if (!panel.thresholds().isEmpty()) {
          spec.add("thresholds", thresholds(panel.thresholds()));
        }
        return kind("StatChart", spec);
      }
      default -> {
        spec.addProperty("calculation", "last-number");
        spec.add("format", format);
        spec.addProperty("sort", "desc");
        return kind("BarChart", spec);
      }
    }
  }

  private static JsonObject thresholds(Map<String, Double> from) {
    JsonArray steps = new JsonArray();
    from.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            entry -> {
              JsonObject step = new JsonObject();
              step.addProperty("color", entry.getKey());
              step.addProperty("value", entry.getValue());
              steps.add(step);
            });
    JsonObject thresholds = new JsonObject();
    thresholds.add("steps", steps);
    return thresholds;
  }

  private static String unit(String grafana) {
    return switch (grafana) {
      case "percentunit" -> "percent-decimal";
      case "s" -> "seconds";
      case "bytes" -> "bytes";
      default -> "decimal";
    };
  }

  private JsonArray variables() {
    JsonArray variables = new JsonArray();
    String metric = "headroom_agent_sample_duration_seconds";
    variables.add(variable("job", "Job", labels.service, metric));
    variables.add(
        variable(
            "instance",
            "Instance",
            labels.instance,
            metric + "{" + labels.service + "=~\"$job\"}"));
    return variables;
  }

  private static JsonObject variable(String name, String title, String label, String matcher) {
    JsonArray matchers = new JsonArray();
    matchers.add(matcher);
    JsonObject values = new JsonObject();
    values.addProperty("labelName", label);
    values.add("matchers", matchers);
    JsonObject display = new JsonObject();
    display.addProperty("name", title);
    JsonObject spec = new JsonObject();
    spec.addProperty("allowAllValue", true);
    spec.addProperty("allowMultiple", true);
    spec.addProperty("customAllValue", ".+");
    spec.addProperty("defaultValue", "$__all");
    spec.add("display", display);
    spec.addProperty("name", name);
    spec.add("plugin", kind("PrometheusLabelValuesVariable", values));
    return kind("ListVariable", spec);
  }

  private static JsonObject kind(String kind, JsonObject spec) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", kind);
    json.add("spec", spec);
    return json;
  }

  private static JsonObject kind(String kind, JsonObject spec, JsonObject metadata) {
    JsonObject json = kind(kind, spec);
    json.add("metadata", metadata);
    return json;
  }
}
