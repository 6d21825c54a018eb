package io.github.headroom.it.evidence;

import io.github.headroom.it.parts.MetricPoint;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One export of the agent.
 *
 * @param name of its file
 * @param arrivedMillis when the receiver had it, milliseconds since the epoch
 */
public record Export(String name, long arrivedMillis, List<MetricPoint> points) {

  private static final String OOM_KILLS = "headroom.container.memory.events oom_kill";

  /** Whether the group had lost a process to the OOM killer: a child, for the JVM still exports. */
  public boolean isAfterAKill() {
    return figure(OOM_KILLS).orElse(0) > 0;
  }

  /** When the sample was taken, milliseconds since the epoch. */
  public long sampledMillis() {
    return points.get(0).timeNanos() / 1_000_000;
  }

  /**
   * The numbers of one export by their keys: the metric's name, with the values of its attributes
   * after spaces where there are any, such as {@code headroom.container.memory.limit own}.
   */
  public Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    for (MetricPoint point : points) {
      figures.put(key(point), point.value());
    }
    return figures;
  }

  /** Empty when the figure is absent. */
  public OptionalDouble figure(String key) {
    for (MetricPoint point : points) {
      if (key(point).equals(key)) {
        return OptionalDouble.of(point.value());
      }
    }
    return OptionalDouble.empty();
  }

  private static String key(MetricPoint point) {
    Map<String, String> attributes = point.attributes();
    return attributes.isEmpty()
        ? point.name()
        : point.name() + " " + String.join(" ", attributes.values());
  }
}
