package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory over time as SVG: the ledger's areas one upon the other, limit, working set and headroom
 * as lines, collections as strokes below, and the time that every task waited for memory.
 */
final class Chart {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 380;
  private static final int LEFT = 70;
  private static final int RIGHT = 10;
  private static final int TOP = 10;
  private static final int BOTTOM = 40;
  private static final int MOST_POINTS = 600;

  private static final String LIMIT = "#cf222e";
  private static final String WORKING_SET = "#1b1f24";
  private static final String HEADROOM = "#1a7f37";
  private static final String PRESSURE = "#bf3989";
  private static final String[] COLORS = {
    "#4e79a7", "#76b7b2", "#59a14f", "#9c755f", "#b07aa1", "#f28e2b",
    "#edc948", "#e15759", "#ff9da7", "#86bcb6", "#bab0ac", "#d3d9de"
  };

  private final StringBuilder svg = new StringBuilder();
  private final List<ChartPoint> points;
  private final double start;
  private final double end;
  private final double top;

  private Chart(List<ChartPoint> points) {
    this.points = points;
    start = points.get(0).seconds;
    end = Math.max(start + 0.001, points.get(points.size() - 1).seconds);
    long highest = 1;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      highest = Math.max(highest, Math.max(point.usage, point.workingSet));
      if (point.limit > 0 && point.limit < 20 * Math.max(1, point.usage)) {
        highest = Math.max(highest, point.limit); // a limit far away leaves no room to see
      }
    }
    top = 1.05 * highest;
  }

  static String of(List<ChartPoint> points) {
    Chart chart = new Chart(thinned(points));
    chart.draw();
    return chart.svg.toString();
  }

  /** What the colours mean. */
  static String key() {
    StringBuilder key = new StringBuilder();
    MemoryArea[] areas = MemoryArea.values();
    for (int i = 0; i < areas.length; i++) {
      key(key, COLORS[i % COLORS.length], areas[i].word());
    }
    key(key, LIMIT, "limit");
    key(key, WORKING_SET, "working set");
    key(key, HEADROOM, "headroom");
    key(key, PRESSURE, "share of time that all wait for memory");
    return key.append("strokes below: collections").toString();
  }

  private static void key(StringBuilder to, String color, String word) {
    to.append("<span><i style=\"background:").append(color).append("\"></i>");
    to.append(word).append("</span> ");
  }

  /** Not more points than a screen has; full passes above all, and the last ones. */
  private static List<ChartPoint> thinned(List<ChartPoint> points) {
    int step = points.size() / MOST_POINTS + 1;
    List<ChartPoint> thinned = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i % step == 0 || points.get(i).areas != null || i > points.size() - 50) {
        thinned.add(points.get(i));
      }
    }
    return thinned;
  }

  private void draw() {
    svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" font-size=\"14\" role=\"img\" aria-label=\"memory over time\">");
    axes();
    areas();
    collections();
    line(LIMIT, 0);
    line(WORKING_SET, 1);
    line(HEADROOM, 2);
    line(PRESSURE, 3);
    svg.append("</svg>");
  }

  private void axes() {
    double step = step(top / 6);
    for (double bytes = 0; bytes <= top; bytes += step) {
      svg.append("<line stroke=\"#d0d7de\" x1=\"").append(LEFT).append("\" x2=\"");
      svg.append(WIDTH - RIGHT).append("\" y1=\"").append(y(bytes)).append("\" y2=\"");
      svg.append(y(bytes)).append("\"/><text fill=\"#57606a\" text-anchor=\"end\" x=\"");
      svg.append(LEFT - 6).append("\" y=\"").append(y(bytes) + 4).append("\">");
      svg.append(Math.round(bytes / (1 << 20))).append(" MiB</text>");
    }
    for (int i = 0; i <= 3; i++) {
      double at = start + (end - start) * i / 3;
      svg.append("<text fill=\"#57606a\" text-anchor=\"");
      svg.append(i == 0 ? "start" : i == 3 ? "end" : "middle").append("\" x=\"").append(x(at));
      svg.append("\" y=\"").append(HEIGHT - 6).append("\">");
      svg.append(Instant.ofEpochMilli(wallClock(at)).toString(), 11, 19).append("Z</text>");
    }
  }

  /** The next larger of 1, 2, 4, ... MiB. */
  private static double step(double bytes) {
    double step = 1 << 20;
    while (step < bytes) {
      step *= 2;
    }
    return step;
  }

  private void areas() {
    int count = MemoryArea.values().length;
    List<ChartPoint> full = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).areas != null) {
        full.add(points.get(i));
      }
    }
    if (full.size() < 2) {
      return;
    }
    double[] below = new double[full.size()];
    for (int area = 0; area < count; area++) {
      StringBuilder upper = new StringBuilder();
      StringBuilder lower = new StringBuilder();
      for (int i = 0; i < full.size(); i++) {
        long[] areas = full.get(i).areas;
        double of = areas == null ? 0 : Math.max(0, areas[area]);
        point(lower, full.get(full.size() - 1 - i).seconds, below[full.size() - 1 - i]);
        point(upper, full.get(i).seconds, below[i] + of);
      }
      for (int i = 0; i < full.size(); i++) {
        long[] areas = full.get(i).areas;
        below[i] += areas == null ? 0 : Math.max(0, areas[area]);
      }
      svg.append("<polygon opacity=\".85\" fill=\"").append(COLORS[area % COLORS.length]);
      svg.append("\" points=\"").append(upper).append(lower).append("\"/>");
    }
  }

  /** A line with gaps where the figure was not known. */
  private void line(String color, int which) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      double value = value(points.get(i), which);
      if (value < 0 || value > top) {
        flush(color, path);
      } else {
        point(path, points.get(i).seconds, value);
      }
    }
    flush(color, path);
  }

  private double value(ChartPoint point, int which) {
    switch (which) {
      case 0:
        return point.limit;
      case 1:
        return point.workingSet;
      case 2:
        return point.headroom;
      default:
        return point.pressure < 0 ? -1 : point.pressure * top; // 100 % is the whole height
    }
  }

  private void flush(String color, StringBuilder path) {
    if (path.length() > 0) {
      svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(color);
      svg.append("\" points=\"").append(path).append("\"/>");
      path.setLength(0);
    }
  }

  private void collections() {
    long before = -1;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      if (before >= 0 && point.collections > before) {
        svg.append("<line stroke=\"#57606a\" x1=\"").append(x(point.seconds));
        svg.append("\" x2=\"").append(x(point.seconds)).append("\" y1=\"");
        svg.append(HEIGHT - BOTTOM).append("\" y2=\"").append(HEIGHT - BOTTOM + 8).append("\"/>");
      }
      before = point.collections;
    }
  }

  private void point(StringBuilder to, double seconds, double bytes) {
    to.append(x(seconds)).append(',').append(y(bytes)).append(' ');
  }

  /** What the wall clock showed then, by the last point before. */
  private long wallClock(double seconds) {
    ChartPoint before = points.get(0);
    for (int i = 0; i < points.size() && points.get(i).seconds <= seconds; i++) {
      before = points.get(i);
    }
    return before.epochMillis + Math.round((seconds - before.seconds) * 1000);
  }

  private double x(double seconds) {
    double share = (seconds - start) / (end - start);
    return rounded(LEFT + share * (WIDTH - LEFT - RIGHT));
  }

  private double y(double bytes) {
    return rounded(HEIGHT - BOTTOM - bytes / top * (HEIGHT - BOTTOM - TOP));
  }

  private static double rounded(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }
}
