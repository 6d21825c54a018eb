package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import org.jspecify.annotations.Nullable;

/** The rules that people use, on what a monitoring system scrapes every 15 seconds. */
final class Baseline implements Warner {

  enum Rule {
    /** The usual alert. */
    THRESHOLD("working_set > 90 %"),
    /** Prometheus's least squares: predict_linear(working_set[10m], 600) > limit. */
    LEAST_SQUARES("predict_linear(working_set[10m], 10m)"),
    /** Usage now and a minute ago; warns where the line meets the limit within 10 minutes. */
    TWO_POINTS("two points of usage");

    final String text;

    Rule(String text) {
      this.text = text;
    }
  }

  private static final double SCRAPE = 15;
  private static final double HORIZON = 600;
  private static final int LENGTH = 40;

  private final Rule rule;
  private final double[] seconds = new double[LENGTH];
  private final double[] values = new double[LENGTH];
  private int count;
  private double next;
  private boolean warns;
  private double mid = Double.NaN;
  private double told;
  private double now;

  Baseline(Rule rule) {
    this.rule = rule;
  }

  @Override
  public String name() {
    return rule.text;
  }

  @Override
  public void see(Observation of) {
    now = of.seconds;
    if (of.seconds < next) {
      return;
    }
    next = of.seconds + SCRAPE;
    told = of.seconds;
    mid = Double.NaN;
    if (rule == Rule.THRESHOLD) {
      warns = of.workingSet > 0.9 * of.limit;
      return;
    }
    int kept = rule == Rule.TWO_POINTS ? 5 : LENGTH;
    if (count == kept) {
      System.arraycopy(seconds, 1, seconds, 0, kept - 1);
      System.arraycopy(values, 1, values, 0, kept - 1);
      count--;
    }
    seconds[count] = of.seconds;
    values[count] = rule == Rule.TWO_POINTS ? of.usage : of.workingSet;
    count++;
    double slope = 0;
    double level = values[count - 1];
    if (count >= 2 && rule == Rule.TWO_POINTS) {
      slope = (level - values[0]) / (seconds[count - 1] - seconds[0]);
    } else if (count >= 2) {
      double meanAt = mean(seconds);
      double mean = mean(values);
      slope = leastSquares(meanAt, mean);
      level = mean + slope * (seconds[count - 1] - meanAt);
    }
    double left = Math.max(0, of.limit - level);
    warns = slope > 0 && left / slope <= HORIZON;
    if (warns) {
      mid = left / slope;
    }
  }

  private double leastSquares(double meanAt, double mean) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      products += (seconds[i] - meanAt) * (values[i] - mean);
      squares += (seconds[i] - meanAt) * (seconds[i] - meanAt);
    }
    return products / squares;
  }

  private double mean(double[] of) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += of[i];
    }
    return sum / count;
  }

  @Override
  public boolean warns() {
    return warns;
  }

  @Override
  public double mid() {
    return Math.max(0, mid - (now - told));
  }

  @Override
  public double low() {
    return Double.NaN;
  }

  @Override
  public double high() {
    return Double.NaN;
  }

  @Override
  public @Nullable MemoryArea culprit() {
    return null;
  }

  @Override
  public void restarted() {
    count = 0;
  }
}
