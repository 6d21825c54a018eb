package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import java.util.Map;
import java.util.TreeMap;

/** The areas of an export, and the usage that they add up to. */
record PublishedLedger(double usage, Map<String, Double> areas) {

  private static final double OF_THE_USAGE = 0.03;

  static PublishedLedger of(OtlpReceiver.Export export) {
    Map<String, Double> areas = new TreeMap<>();
    double usage = Double.NaN;
    for (MetricPoint point : export.points()) {
      if (point.name().equals("headroom.memory.usage")) {
        areas.put(point.attributes().get("headroom.memory.area"), point.value());
      } else if (point.name().equals("container.memory.usage")) {
        usage = point.value();
      }
    }
    return new PublishedLedger(usage, areas);
  }

  double area(String name) {
    return areas.get(name);
  }

  /** That nothing of a still group is left out or counted twice. */
  void assertAddsUp() {
    double sum = areas.values().stream().mapToDouble(Double::doubleValue).sum();
    assertEquals(usage, sum, usage * OF_THE_USAGE, areas::toString);
    assertTrue(areas.containsKey("java_heap"), areas::toString);
  }
}
