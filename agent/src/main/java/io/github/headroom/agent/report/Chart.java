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
  private final List<Moment> moments;
  private final double start;
  private final double end;
  private final double top;

  private Chart(List<Moment> moments) {
    this.moments = moments;
    start = moments.get(0).seconds;
    end = Math.max(start + 0.001, moments.get(moments.size() - 1).seconds);
    long highest = 1;
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      highest = Math.max(highest, Math.max(moment.usage, moment.workingSet));
      if (moment.limit > 0 && moment.limit < 20 * Math.max(1, moment.usage)) {
        highest = Math.max(highest, moment.limit); // a limit far away leaves no room to see
      }
    }
    top = 1.05 * highest;
  }

  static String of(List<Moment> moments) {
    Chart chart = new Chart(thinned(moments));
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
  private static List<Moment> thinned(List<Moment> moments) {
    int step = moments.size() / MOST_POINTS + 1;
    List<Moment> thinned = new ArrayList<>();
    for (int i = 0; i < moments.size(); i++) {
      if (i % step == 0 || moments.get(i).areas != null || i > moments.size() - 50) {
        thinned.add(moments.get(i));
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
    List<Moment> full = new ArrayList<>();
    for (int i = 0; i < moments.size(); i++) {
      if (moments.get(i).areas != null) {
        full.add(moments.get(i));
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
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < moments.size(); i++) {
      double value = value(moments.get(i), which);
      if (value < 0 || value > top) {
        flush(color, points);
      } else {
        point(points, moments.get(i).seconds, value);
      }
    }
    flush(color, points);
  }

  private double value(Moment moment, int which) {
    switch (which) {
      case 0:
        return moment.limit;
      case 1:
        return moment.workingSet;
      case 2:
        return moment.headroom;
      default:
        return moment.pressure < 0 ? -1 : moment.pressure * top; // 100 % is the whole height
    }
  }

  private void flush(String color, StringBuilder points) {
    if (points.length() > 0) {
      svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(color);
      svg.append("\" points=\"").append(points).append("\"/>");
      points.setLength(0);
    }
  }

  private void collections() {
    long before = -1;
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      if (before >= 0 && moment.collections > before) {
        svg.append("<line stroke=\"#57606a\" x1=\"").append(x(moment.seconds));
        svg.append("\" x2=\"").append(x(moment.seconds)).append("\" y1=\"");
        svg.append(HEIGHT - BOTTOM).append("\" y2=\"").append(HEIGHT - BOTTOM + 8).append("\"/>");
      }
      before = moment.collections;
    }
  }

  private void point(StringBuilder to, double seconds, double bytes) {
    to.append(x(seconds)).append(',').append(y(bytes)).append(' ');
  }

  /** What the wall clock showed then, by the last moment before. */
  private long wallClock(double seconds) {
    Moment before = moments.get(0);
    for (int i = 0; i < moments.size() && moments.get(i).seconds <= seconds; i++) {
      before = moments.get(i);
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
