package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws memory over time as SVG: the ledger's areas stacked; limit, working set, headroom and the
 * share of time in which all tasks waited for memory as lines; a mark at each change of the
 * verdict; garbage collections as strokes below. The colours are those of {@link PageStyle}.
 */
final class Chart {

  private static final int RIGHT = 8;
  private static final int TOP = 24;
  private static final int BOTTOM = 40;
  private static final int PIXELS_BETWEEN_MARKS = 64;

  private static final long GIBIBYTE = 1L << 30;
  private static final double DAY = 86_400;

  private final StringBuilder svg = new StringBuilder();
  private final ChartData data;
  private final List<ChartPoint> points;
  private final int width;
  private final int height;
  private final int left;
  private final int ticks;
  private final double start;
  private final double end;
  private final double top;

  private Chart(ChartData data, int width, int height, int left, int ticks) {
    this.data = data;
    points = data.points();
    this.width = width;
    this.height = height;
    this.left = left;
    this.ticks = ticks;
    start = points.get(0).seconds;
    end = Math.max(start + 0.001, points.get(points.size() - 1).seconds);
    top = data.top();
  }

  /** The chart for a screen. */
  static String wide(List<ChartPoint> points, List<TimelineEntry> timeline) {
    return new Chart(new ChartData(points).thinned(600), 960, 380, 72, 4).draw("wide", timeline);
  }

  /** The chart for a phone. */
  static String narrow(List<ChartPoint> points, List<TimelineEntry> timeline) {
    return new Chart(new ChartData(points).thinned(150), 360, 300, 60, 2).draw("narrow", timeline);
  }

  /** The key of the visible areas and lines. */
  static String key(List<ChartPoint> points) {
    ChartData data = new ChartData(points);
    StringBuilder key = new StringBuilder();
    MemoryArea[] areas = MemoryArea.values();
    for (int i = areas.length - 1; i >= 0; i--) {
      if (data.isVisible(areas[i])) {
        key.append("<span><i style=\"background:").append(color(areas[i])).append("\"></i>");
        key.append(ReadableNames.of(areas[i])).append("</span>");
      }
    }
    for (ChartLine line : ChartLine.values()) {
      if (data.isVisible(line)) {
        key.append("<span><i class=\"line\" style=\"border-color:var(--").append(line.color);
        key.append(line.dashes.isEmpty() ? ")\"" : ");border-top-style:dashed\"");
        key.append("></i>").append(line.word).append("</span>");
      }
    }
    if (points.get(points.size() - 1).collections > points.get(0).collections) {
      key.append("<span><i class=\"stroke\"></i>garbage collection</span>");
    }
    return key.toString();
  }

  static String color(MemoryArea area) {
    return "var(--a" + area.ordinal() + ")";
  }

  private String draw(String name, List<TimelineEntry> timeline) {
    svg.append("<svg class=\"").append(name).append("\" viewBox=\"0 0 ").append(width);
    svg.append(' ').append(height).append("\" role=\"img\" aria-label=\"memory over time\">");
    axes();
    areas();
    collections();
    for (ChartLine line : ChartLine.values()) {
      if (data.isVisible(line)) {
        line(line);
      }
    }
    marks(timeline);
    return svg.append("</svg>").toString();
  }

  private void axes() {
    double step = step(top / 5);
    for (double bytes = 0; bytes <= top; bytes += step) {
      svg.append("<line stroke=\"var(--line)\" x1=\"").append(left).append("\" x2=\"");
      svg.append(width - RIGHT).append("\" y1=\"").append(y(bytes)).append("\" y2=\"");
      svg.append(y(bytes)).append("\"/>");
      text("end", left - 8, y(bytes) + 4, bytes(bytes));
    }
    for (int i = 0; i < ticks; i++) {
      double at = start + (end - start) * i / (ticks - 1);
      String anchor = i == 0 ? "start" : i == ticks - 1 ? "end" : "middle";
      text(anchor, x(at), height - 8, time(wallClock(at)));
    }
  }

  private void text(String anchor, double x, double y, String words) {
    svg.append("<text text-anchor=\"").append(anchor).append("\" x=\"").append(x);
    svg.append("\" y=\"").append(y).append("\">").append(words).append("</text>");
  }

  private static String bytes(double bytes) {
    if (bytes > 0 && bytes % GIBIBYTE == 0) {
      return Math.round(bytes / GIBIBYTE) + " GiB";
    }
    return bytes == 0 ? "0" : Math.round(bytes / (1 << 20)) + " MiB";
  }

  private String time(long epochMillis) {
    String clock = ReadableNames.clock(epochMillis);
    return end - start < DAY
        ? clock + "Z"
        : ReadableNames.date(epochMillis) + " " + clock.substring(0, 5) + "Z";
  }

  /** The smallest of 1, 2, 4, ... MiB that is not below that number of bytes. */
  private static double step(double bytes) {
    double step = 1 << 20;
    while (step < bytes) {
      step *= 2;
    }
    return step;
  }

  private void areas() {
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
    for (MemoryArea area : MemoryArea.values()) {
      if (data.isVisible(area)) {
        area(area, full, below);
      }
    }
  }

  private void area(MemoryArea area, List<ChartPoint> full, double[] below) {
    StringBuilder upper = new StringBuilder();
    StringBuilder lower = new StringBuilder();
    for (int i = 0; i < full.size(); i++) {
      int back = full.size() - 1 - i;
      point(lower, full.get(back).seconds, below[back]);
      point(upper, full.get(i).seconds, below[i] + ChartData.held(full.get(i), area));
    }
    for (int i = 0; i < full.size(); i++) {
      below[i] += ChartData.held(full.get(i), area);
    }
    svg.append("<polygon fill=\"").append(color(area));
    svg.append("\" points=\"").append(upper).append(lower).append("\"/>");
  }

  /** Draws a line, with gaps where the figure is not known. */
  private void line(ChartLine line) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      Double value = line.value(points.get(i), top);
      if (value == null || value > top) {
        flush(line, path);
      } else {
        point(path, points.get(i).seconds, value);
      }
    }
    flush(line, path);
  }

  private void flush(ChartLine line, StringBuilder path) {
    if (path.length() > 0) {
      svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\"");
      if (!line.dashes.isEmpty()) {
        svg.append(" stroke-dasharray=\"").append(line.dashes).append('"');
      }
      svg.append(" stroke=\"var(--").append(line.color).append(")\" points=\"");
      svg.append(path).append("\"/>");
      path.setLength(0);
    }
  }

  /** Marks the changes of the verdict. Of two close ones the later has its word. */
  private void marks(List<TimelineEntry> timeline) {
    double free = width;
    for (int i = timeline.size() - 1; i >= 0; i--) {
      TimelineEntry entry = timeline.get(i);
      String word = word(entry);
      if (!word.isEmpty() && entry.seconds >= start && x(entry.seconds) < free) {
        double x = x(entry.seconds);
        svg.append("<line stroke=\"var(--soft)\" stroke-dasharray=\"2 4\" x1=\"").append(x);
        svg.append("\" x2=\"").append(x).append("\" y1=\"").append(TOP - 8);
        svg.append("\" y2=\"").append(height - BOTTOM).append("\"/>");
        boolean atTheRight = x > width - RIGHT - PIXELS_BETWEEN_MARKS;
        text(atTheRight ? "end" : "start", x + (atTheRight ? -3 : 3), TOP - 12, word);
        free = x - PIXELS_BETWEEN_MARKS - (atTheRight ? PIXELS_BETWEEN_MARKS : 0);
      }
    }
  }

  /** The verdict of an entry; empty for another entry, and for a verdict of a newer agent. */
  private static String word(TimelineEntry entry) {
    if (entry.kind == TimelineEntry.Kind.VERDICT) {
      for (Verdict verdict : Verdict.values()) {
        if (verdict != Verdict.UNKNOWN && entry.text.startsWith(verdict.word())) {
          return verdict.word().replace('_', ' ');
        }
      }
    }
    return "";
  }

  private void collections() {
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).collections > points.get(i - 1).collections) {
        double x = x(points.get(i).seconds);
        svg.append("<line stroke=\"var(--soft)\" x1=\"").append(x).append("\" x2=\"").append(x);
        svg.append("\" y1=\"").append(height - BOTTOM).append("\" y2=\"");
        svg.append(height - BOTTOM + 8).append("\"/>");
      }
    }
  }

  private void point(StringBuilder to, double seconds, double bytes) {
    to.append(x(seconds)).append(',').append(y(bytes)).append(' ');
  }

  /** The wall clock at that time of the samples' clock, from the last point before it. */
  private long wallClock(double seconds) {
    ChartPoint before = points.get(0);
    for (int i = 0; i < points.size() && points.get(i).seconds <= seconds; i++) {
      before = points.get(i);
    }
    return before.epochMillis + Math.round((seconds - before.seconds) * 1000);
  }

  private double x(double seconds) {
    double share = (seconds - start) / (end - start);
    return rounded(left + share * (width - left - RIGHT));
  }

  private double y(double bytes) {
    return rounded(height - BOTTOM - bytes / top * (height - BOTTOM - TOP));
  }

  private static double rounded(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }
}
