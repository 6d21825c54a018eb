package io.github.headroom.it.deploy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.headroom.it.deploy.Dashboard.Annotation;
import io.github.headroom.it.deploy.Dashboard.Labels;
import io.github.headroom.it.deploy.Dashboard.Panel;
import io.github.headroom.it.deploy.Dashboard.Row;
import io.github.headroom.it.deploy.Dashboard.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes a dashboard as Grafana's JSON (schema version 39: Grafana 10 and later read it). */
final class GrafanaDashboard {

  private static final int SCHEMA = 39;
  private static final int COLUMNS = 24;

  private final Labels labels;
  private final JsonArray panels = new JsonArray();
  private int nextId = 1;
  private int x;
  private int y;
  private int rowHeight;

  private GrafanaDashboard(Labels labels) {
    this.labels = labels;
  }

  static JsonObject of(Dashboard dashboard, Labels labels) {
    return new GrafanaDashboard(labels).write(dashboard);
  }

  private JsonObject write(Dashboard dashboard) {
    JsonObject json = new JsonObject();
    json.add("annotations", annotations(dashboard));
    json.addProperty("description", dashboard.description());
    json.addProperty("editable", false);
    json.addProperty("graphTooltip", 1);
    for (Row row : dashboard.rows()) {
      row(row);
    }
    json.add("panels", panels);
    json.addProperty("refresh", "10s");
    json.addProperty("schemaVersion", SCHEMA);
    json.add("tags", strings(dashboard.tags()));
    json.add("templating", variables());
    JsonObject time = new JsonObject();
    time.addProperty("from", "now-" + dashboard.range());
    time.addProperty("to", "now");
    json.add("time", time);
    json.addProperty("timezone", "browser");
    json.addProperty("title", dashboard.title());
    json.addProperty("uid", dashboard.uid() + (labels == Labels.RESOURCE ? "-service" : ""));
    return json;
  }

  private JsonObject annotations(Dashboard dashboard) {
    JsonArray list = new JsonArray();
    for (Annotation annotation : dashboard.annotations()) {
      JsonObject json = new JsonObject();
      json.add("datasource", datasource());
      json.addProperty("enable", true);
      json.addProperty("expr", query(annotation.expr()));
      json.addProperty("iconColor", annotation.name().contains("OOM") ? "red" : "blue");
      json.addProperty("name", annotation.name());
      json.addProperty("titleFormat", annotation.name());
      list.add(json);
    }
    JsonObject annotations = new JsonObject();
    annotations.add("list", list);
    return annotations;
  }

  private void row(Row row) {
    nextLine();
    JsonObject json = new JsonObject();
    json.addProperty("collapsed", false);
    json.add("gridPos", place(COLUMNS, 1));
    json.addProperty("id", nextId++);
    json.add("panels", new JsonArray());
    json.addProperty("title", row.title());
    json.addProperty("type", "row");
    panels.add(json);
    row.panels().forEach(this::panel);
  }

  private void panel(Panel panel) {
    JsonObject json = new JsonObject();
    json.add("datasource", datasource());
    json.addProperty("description", panel.description());
    json.add("fieldConfig", fieldConfig(panel));
    json.add("gridPos", place(panel.width(), panel.height()));
    json.addProperty("id", nextId++);
    json.add("options", options(panel));
    JsonArray targets = new JsonArray();
    for (Target target : panel.targets()) {
      targets.add(target(panel, target, (char) ('A' + targets.size())));
    }
    json.add("targets", targets);
    json.addProperty("title", panel.title());
    if (panel.type().equals("table")) {
      json.add("transformations", tableOfSeries(panel));
    }
    json.addProperty("type", panel.type());
    panels.add(json);
  }

  private JsonObject target(Panel panel, Target target, char refId) {
    JsonObject json = new JsonObject();
    json.add("datasource", datasource());
    json.addProperty("expr", query(target.expr()));
    if (panel.type().equals("table")) {
      json.addProperty("format", "table");
    }
    json.addProperty("instant", !panel.type().equals("timeseries"));
    json.addProperty("legendFormat", labels.inLegend(target.legend()));
    json.addProperty("range", panel.type().equals("timeseries"));
    json.addProperty("refId", String.valueOf(refId));
    return json;
  }

  private JsonObject fieldConfig(Panel panel) {
    JsonObject defaults = new JsonObject();
    JsonObject colour = new JsonObject();
    colour.addProperty("mode", panel.thresholds().isEmpty() ? "palette-classic" : "thresholds");
    defaults.add("color", colour);
    if (panel.type().equals("timeseries")) {
      defaults.add("custom", lines(panel));
    }
    if (panel.max() != null) {
      defaults.addProperty("max", panel.max());
    }
    if (panel.min() != null) {
      defaults.addProperty("min", panel.min());
    }
    if (!panel.thresholds().isEmpty()) {
      defaults.add("thresholds", thresholds(panel.thresholds()));
    }
    defaults.addProperty("unit", panel.unit());
    JsonArray overrides = new JsonArray();
    panel.unstacked().forEach(name -> overrides.add(besideTheStack(name)));
    JsonObject config = new JsonObject();
    config.add("defaults", defaults);
    config.add("overrides", overrides);
    return config;
  }

  private static JsonObject lines(Panel panel) {
    JsonObject custom = new JsonObject();
    custom.addProperty("fillOpacity", panel.stack() ? 60 : 0);
    custom.addProperty("lineWidth", 1);
    custom.addProperty("showPoints", "never");
    JsonObject stacking = new JsonObject();
    stacking.addProperty("group", "A");
    stacking.addProperty("mode", panel.stack() ? "normal" : "none");
    custom.add("stacking", stacking);
    return custom;
  }

  private static JsonObject thresholds(Map<String, Double> from) {
    JsonArray steps = new JsonArray();
    from.entrySet().stream()
        .sorted(Comparator.comparingDouble(Map.Entry::getValue))
        .forEach(
            entry -> {
              JsonObject step = new JsonObject();
              step.addProperty("color", entry.getKey());
              // The first step holds from minus infinity on, which Grafana spells null.
              step.addProperty("value", steps.isEmpty() ? null : entry.getValue());
              steps.add(step);
            });
    JsonObject thresholds = new JsonObject();
    thresholds.addProperty("mode", "absolute");
    thresholds.add("steps", steps);
    return thresholds;
  }

  private static JsonObject besideTheStack(String series) {
    JsonObject matcher = new JsonObject();
    matcher.addProperty("id", "byName");
    matcher.addProperty("options", series);
    JsonObject stacking = new JsonObject();
    stacking.addProperty("group", "A");
    stacking.addProperty("mode", "none");
    JsonObject red = new JsonObject();
    red.addProperty("fixedColor", "red");
    red.addProperty("mode", "fixed");
    JsonArray properties = new JsonArray();
    properties.add(property("custom.stacking", stacking));
    properties.add(property("custom.fillOpacity", new JsonPrimitive(0)));
    properties.add(property("custom.lineWidth", new JsonPrimitive(2)));
    properties.add(property("color", red));
    JsonObject override = new JsonObject();
    override.add("matcher", matcher);
    override.add("properties", properties);
    return override;
  }

  private static JsonObject property(String id, JsonElement value) {
    JsonObject property = new JsonObject();
    property.addProperty("id", id);
    property.add("value", value);
    return property;
  }

  private static JsonObject options(Panel panel) {
    JsonObject options = new JsonObject();
    switch (panel.type()) {
      case "stat" -> {
        options.addProperty("colorMode", panel.thresholds().isEmpty() ? "none" : "background");
        options.addProperty("graphMode", "none");
        JsonObject reduce = new JsonObject();
        reduce.add("calcs", strings(List.of("lastNotNull")));
        options.add("reduceOptions", reduce);
        options.addProperty("textMode", panel.showName() ? "name" : "value");
      }
      case "timeseries" -> {
        JsonObject legend = new JsonObject();
        legend.add("calcs", strings(List.of("lastNotNull", "max")));
        legend.addProperty("displayMode", "table");
        legend.addProperty("placement", "right");
        options.add("legend", legend);
        JsonObject tooltip = new JsonObject();
        tooltip.addProperty("mode", "multi");
        tooltip.addProperty("sort", "desc");
        options.add("tooltip", tooltip);
      }
      default -> options.addProperty("showHeader", true);
    }
    return options;
  }

  /** A list has no use for the time of the query. */
  private static JsonArray tableOfSeries(Panel panel) {
    JsonObject exclude = new JsonObject();
    exclude.addProperty("Time", true);
    JsonObject rename = new JsonObject();
    rename.addProperty("Value", panel.title());
    JsonObject options = new JsonObject();
    options.add("excludeByName", exclude);
    options.add("renameByName", rename);
    JsonObject organize = new JsonObject();
    organize.addProperty("id", "organize");
    organize.add("options", options);
    JsonArray transformations = new JsonArray();
    transformations.add(organize);
    return transformations;
  }

  private JsonObject variables() {
    JsonObject source = new JsonObject();
    source.addProperty("label", "Data Source");
    source.addProperty("name", "datasource");
    source.addProperty("query", "prometheus");
    source.addProperty("type", "datasource");
    JsonArray list = new JsonArray();
    list.add(source);
    String metric = "headroom_agent_sample_duration_seconds";
    list.add(variable("job", "Job", "label_values(" + metric + ", " + labels.service + ")"));
    list.add(
        variable(
            "instance",
            "Instance",
            "label_values("
                + metric
                + "{"
                + labels.service
                + "=~\"$job\"}, "
                + labels.instance
                + ")"));
    JsonObject templating = new JsonObject();
    templating.add("list", list);
    return templating;
  }

  private JsonObject variable(String name, String label, String query) {
    JsonObject variable = new JsonObject();
    variable.addProperty("allValue", ".+");
    JsonObject current = new JsonObject();
    current.add("text", strings(List.of("All")));
    current.add("value", strings(List.of("$__all")));
    variable.add("current", current);
    variable.add("datasource", datasource());
    variable.addProperty("includeAll", true);
    variable.addProperty("label", label);
    variable.addProperty("multi", true);
    variable.addProperty("name", name);
    variable.addProperty("query", query);
    variable.addProperty("refresh", 2); // on every change of the time range
    variable.addProperty("sort", 1);
    variable.addProperty("type", "query");
    return variable;
  }

  private String query(String expr) {
    return labels.in(expr).replace("$interval", "$__rate_interval").replace("$range", "$__range");
  }

  private JsonObject place(int width, int height) {
    if (x + width > COLUMNS) {
      nextLine();
    }
    JsonObject place = new JsonObject();
    place.addProperty("h", height);
    place.addProperty("w", width);
    place.addProperty("x", x);
    place.addProperty("y", y);
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return place;
  }

  private void nextLine() {
    x = 0;
    y += rowHeight;
    rowHeight = 0;
  }

  private static JsonObject datasource() {
    JsonObject datasource = new JsonObject();
    datasource.addProperty("type", "prometheus");
    datasource.addProperty("uid", "${datasource}");
    return datasource;
  }

  private static JsonArray strings(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
