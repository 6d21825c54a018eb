package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.Printable;
import java.io.PrintStream;

/** Prints points as aligned lines for a person. */
public final class PointsAsTable implements PointSink {

  private static final int NAME_WIDTH = 64;

  private final PrintStream out;

  public PointsAsTable(PrintStream out) {
    this.out = out;
  }

  @Override
  public void whole(Metric metric, long value, Object... attributes) {
    String humane = metric.unit().equals("By") ? "  (" + mebibytes(value) + " MiB)" : "";
    line(metric, value + " " + metric.unit() + humane, attributes);
  }

  @Override
  public void real(Metric metric, double value, Object... attributes) {
    if (value == 0 && (metric == Metric.OOM_VERDICT || metric == Metric.OOM_CULPRIT)) {
      return; // print only the one that is 1
    }
    String humane =
        metric.unit().equals("1") ? "  (" + Math.round(value * 1000) / 10.0 + " %)" : "";
    line(metric, value + " " + metric.unit() + humane, attributes);
  }

  private void line(Metric metric, String value, Object... attributes) {
    StringBuilder line = new StringBuilder(metric.metricName());
    for (int i = 1; i < attributes.length; i += 2) {
      line.append(' ').append(Printable.piece(attributes[i].toString()));
    }
    while (line.length() < NAME_WIDTH) {
      line.append(' ');
    }
    out.println(line.append(' ').append(value));
  }

  /** Returns the bytes in MiB with one decimal, without the unit. */
  public static String mebibytes(long bytes) {
    return String.valueOf(Math.round(bytes / 104857.6) / 10.0);
  }
}
