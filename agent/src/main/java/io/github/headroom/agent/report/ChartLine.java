package io.github.headroom.agent.report;

import org.jspecify.annotations.Nullable;

/** A line of the chart: its colour, its dashes, its name in the key, and its values. */
enum ChartLine {
  LIMIT("bad", "7 5", "limit"),
  WORKING_SET("ink", "", "working set"),
  HEADROOM("good", "", "headroom"),
  PRESSURE("wait", "", "share of time in which all tasks wait for memory");

  final String color;
  final String dashes;
  final String word;

  ChartLine(String color, String dashes, String word) {
    this.color = color;
    this.dashes = dashes;
    this.word = word;
  }

  /**
   * The height of the line at a point, in bytes; null where the figure is not known.
   *
   * @param top of the chart, bytes: a pressure of 100 % has this height
   */
  @Nullable Double value(ChartPoint point, double top) {
    switch (this) {
      case LIMIT:
        return bytes(point.limit);
      case WORKING_SET:
        return bytes(point.workingSet);
      case HEADROOM:
        return bytes(point.headroom);
      case PRESSURE:
      default:
        return point.pressure == null ? null : point.pressure * top;
    }
  }

  private static @Nullable Double bytes(@Nullable Long bytes) {
    return bytes == null ? null : (double) bytes;
  }
}
