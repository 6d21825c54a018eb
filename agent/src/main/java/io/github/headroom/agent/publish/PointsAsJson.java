package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.Printable;

/**
 * Writes points as one JSON document: {@code {"cgroup": {"version", "path", "reason"}, "metrics":
 * [{"name", "unit", "attributes": {}, "value"}]}}.
 */
public final class PointsAsJson implements PointSink {

  private final StringBuilder metrics = new StringBuilder();

  @Override
  public void whole(Metric metric, long value, Object... attributes) {
    point(metric, Long.toString(value), attributes);
  }

  @Override
  public void real(Metric metric, double value, Object... attributes) {
    point(metric, Double.toString(value), attributes); // finite: a ratio to a limit above 0
  }

  /**
   * Returns the whole document.
   *
   * @param directory the directory that was read
   */
  public String document(String version, String directory, String reason) {
    StringBuilder json = new StringBuilder("{\"cgroup\": {\"version\": ");
    Printable.quote(json, version).append(", \"path\": ");
    Printable.quote(json, directory).append(", \"reason\": ");
    Printable.quote(json, reason).append("}, \"metrics\": [").append(metrics);
    return json.append("]}").toString();
  }

  /** Returns the points alone, as an array. */
  public String points() {
    return "[" + metrics + "]";
  }

  private void point(Metric metric, String value, Object... attributes) {
    metrics.append(metrics.length() == 0 ? "{\"name\": " : ", {\"name\": ");
    Printable.quote(metrics, metric.metricName()).append(", \"unit\": ");
    Printable.quote(metrics, metric.unit()).append(", \"attributes\": {");
    for (int i = 0; i < attributes.length; i += 2) {
      metrics.append(i == 0 ? "" : ", ");
      Printable.quote(metrics, attributes[i].toString()).append(": ");
      if (attributes[i + 1] instanceof Boolean) {
        metrics.append(attributes[i + 1]);
      } else {
        Printable.quote(metrics, attributes[i + 1].toString());
      }
    }
    metrics.append("}, \"value\": ").append(value).append('}');
  }
}
