package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The points of a chart: its height in bytes, and which areas and lines are visible. */
final class ChartData {

  /** An area or a pressure below this share of the height is left out. */
  private static final double VISIBLE = 0.004;

  private final List<ChartPoint> points;
  private final double top;

  ChartData(List<ChartPoint> points) {
    this.points = points;
    this.top = top(points);
  }

  List<ChartPoint> points() {
    return points;
  }

  /** Bytes at the top of the chart, above 0. */
  double top() {
    return top;
  }

  /** A limit of 20 times the usage would flatten the chart. It is not drawn. */
  private static double top(List<ChartPoint> points) {
    long highest = 1;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      long usage = orNothing(point.usage);
      long limit = orNothing(point.limit);
      highest = Math.max(highest, Math.max(usage, orNothing(point.workingSet)));
      if (limit < 20 * Math.max(1, usage)) {
        highest = Math.max(highest, limit);
      }
    }
    return 1.03 * highest;
  }

  private static long orNothing(@Nullable Long bytes) {
    return bytes == null ? 0 : bytes;
  }

  /** Bytes of the area at a point; 0 where they are not known. */
  static double held(ChartPoint point, MemoryArea area) {
    Map<MemoryArea, Long> areas = point.areas;
    return areas == null ? 0 : orNothing(areas.get(area));
  }

  boolean isVisible(MemoryArea area) {
    for (int i = 0; i < points.size(); i++) {
      if (held(points.get(i), area) > VISIBLE * top) {
        return true;
      }
    }
    return false;
  }

  boolean isVisible(ChartLine line) {
    for (int i = 0; i < points.size(); i++) {
      Double value = line.value(points.get(i), top);
      if (value != null && value <= top && (line != ChartLine.PRESSURE || value > VISIBLE * top)) {
        return true;
      }
    }
    return false;
  }

  /** At most about that many points; full passes and the last points are preferred. */
  ChartData thinned(int most) {
    int step = points.size() / most + 1;
    int fullStep = 1 + fullPasses() / most;
    List<ChartPoint> thinned = new ArrayList<>();
    int full = 0;
    for (int i = 0; i < points.size(); i++) {
      boolean isFull = points.get(i).areas != null && full++ % fullStep == 0;
      if (i % step == 0 || isFull || i > points.size() - most / 12) {
        thinned.add(points.get(i));
      }
    }
    return new ChartData(thinned);
  }

  private int fullPasses() {
    int full = 0;
    for (int i = 0; i < points.size(); i++) {
      full += points.get(i).areas == null ? 0 : 1;
    }
    return full;
  }
}
