package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory over time as SVG: the ledger's areas one upon the other, limit, working set and headroom
 * as lines, a mark where the verdict changed, collections as strokes below, and the share of time
 * in which every task waited for memory. The colours are {@link PageStyle}'s.
 */
final class Chart {

  private static final int RIGHT = 8;
  private static final int TOP = 24;
  private static final int BOTTOM = 40;
  private static final int PIXELS_BETWEEN_MARKS = 64;

  /** An area that is nowhere this share of the height is left out. */
  private static final double VISIBLE = 0.004;

  private static final long GIBIBYTE = 1L << 30;
  private static final double DAY = 86_400;

  private static final MemoryArea[] AREAS = MemoryArea.values();

  /** What a line shows: its colour, its dashes, and its name in the key. */
  private enum Line {
    LIMIT("bad", "7 5", "limit"),
    WORKING_SET("ink", "", "working set"),
    HEADROOM("good", "", "headroom"),
    PRESSURE("wait", "", "share of time in which all tasks wait for memory");

    private final String color;
    private final String dashes;
    private final String word;

    Line(String color, String dashes, String word) {
      this.color = color;
      this.dashes = dashes;
      this.word = word;
    }
  }

  private final StringBuilder svg = new StringBuilder();
  private final List<ChartPoint> points;
  private final int width;
  private final int height;
  private final int left;
  private final int ticks;
  private final double start;
  private final double end;
  private final double top;

  private Chart(List<ChartPoint> points, int width, int height, int left, int ticks) {
    this.points = points;
    this.width = width;
    this.height = height;
    this.left = left;
    this.ticks = ticks;
    start = points.get(0).seconds;
    end = Math.max(start + 0.001, points.get(points.size() - 1).seconds);
    top = top(points);
  }

  /** For a screen. */
  static String wide(List<ChartPoint> points, List<TimelineEntry> timeline) {
    return new Chart(thinned(points, 600), 960, 380, 72, 4).draw("wide", timeline);
  }

  /** For a phone. */
  static String narrow(List<ChartPoint> points, List<TimelineEntry> timeline) {
    return new Chart(thinned(points, 150), 360, 300, 60, 2).draw("narrow", timeline);
  }

  /** What the colours mean, of all that there is to see. */
  static String key(List<ChartPoint> points) {
    StringBuilder key = new StringBuilder();
    double top = top(points);
    for (int i = AREAS.length - 1; i >= 0; i--) {
      if (isVisible(points, i, top)) {
        key.append("<span><i style=\"background:").append(color(AREAS[i])).append("\"></i>");
        key.append(ReadableNames.of(AREAS[i])).append("</span>");
      }
    }
    for (Line line : Line.values()) {
      if (isDrawn(points, line, top)) {
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

  /** A limit that is far away leaves no room to see anything, and is not drawn. */
  private static double top(List<ChartPoint> points) {
    long highest = 1;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      highest = Math.max(highest, Math.max(point.usage, point.workingSet));
      if (point.limit > 0 && point.limit < 20 * Math.max(1, point.usage)) {
        highest = Math.max(highest, point.limit);
      }
    }
    return 1.03 * highest;
  }

  private static boolean isVisible(List<ChartPoint> points, int area, double top) {
    for (int i = 0; i < points.size(); i++) {
      long[] areas = points.get(i).areas;
      if (areas != null && areas[area] > VISIBLE * top) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDrawn(List<ChartPoint> points, Line line, double top) {
    for (int i = 0; i < points.size(); i++) {
      double value = value(points.get(i), line, top);
      if (value <= top && (line == Line.PRESSURE ? value > VISIBLE * top : value >= 0)) {
        return true;
      }
    }
    return false;
  }

  /** Not more points than a screen has; full passes above all, and the last ones. */
  private static List<ChartPoint> thinned(List<ChartPoint> points, int most) {
    int step = points.size() / most + 1;
    int fullStep = 1 + fullPasses(points) / most;
    List<ChartPoint> thinned = new ArrayList<>();
    int full = 0;
    for (int i = 0; i < points.size(); i++) {
      boolean isFull = points.get(i).areas != null && full++ % fullStep == 0;
      if (i % step == 0 || isFull || i > points.size() - most / 12) {
        thinned.add(points.get(i));
      }
    }
    return thinned;
  }

  private static int fullPasses(List<ChartPoint> points) {
    int full = 0;
    for (int i = 0; i < points.size(); i++) {
      full += points.get(i).areas == null ? 0 : 1;
    }
    return full;
  }

  private String draw(String name, List<TimelineEntry> timeline) {
    svg.append("<svg class=\"").append(name).append("\" viewBox=\"0 0 ").append(width);
    svg.append(' ').append(height).append("\" role=\"img\" aria-label=\"memory over time\">");
    axes();
    areas();
    collections();
    for (Line line : Line.values()) {
      if (isDrawn(points, line, top)) {
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

  /** The next larger of 1, 2, 4, ... MiB. */
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
    for (int area = 0; area < AREAS.length; area++) {
      if (isVisible(points, area, top)) {
        area(area, full, below);
      }
    }
  }

  private void area(int area, List<ChartPoint> full, double[] below) {
    StringBuilder upper = new StringBuilder();
    StringBuilder lower = new StringBuilder();
    for (int i = 0; i < full.size(); i++) {
      int back = full.size() - 1 - i;
      point(lower, full.get(back).seconds, below[back]);
      long[] areas = full.get(i).areas;
      point(upper, full.get(i).seconds, below[i] + held(areas, area));
    }
    for (int i = 0; i < full.size(); i++) {
      below[i] += held(full.get(i).areas, area);
    }
    svg.append("<polygon fill=\"").append(color(AREAS[area]));
    svg.append("\" points=\"").append(upper).append(lower).append("\"/>");
  }

  private static double held(long @Nullable [] areas, int area) {
    return areas == null ? 0 : Math.max(0, areas[area]);
  }

  /** A line with gaps where the figure was not known. */
  private void line(Line line) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      double value = value(points.get(i), line, top);
      if (value < 0 || value > top) {
        flush(line, path);
      } else {
        point(path, points.get(i).seconds, value);
      }
    }
    flush(line, path);
  }

  private static double value(ChartPoint point, Line line, double top) {
    switch (line) {
      case LIMIT:
        return point.limit;
      case WORKING_SET:
        return point.workingSet;
      case HEADROOM:
        return point.headroom;
      case PRESSURE:
      default:
        return point.pressure < 0 ? -1 : point.pressure * top; // 100 % is the whole height
    }
  }

  private void flush(Line line, StringBuilder path) {
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

  /** Where the verdict changed; the later of two that are close has the word. */
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

  /** The verdict that the entry begins with; nothing for one of a newer agent. */
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

  /** The wall clock at that time, by the last point before. */
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
