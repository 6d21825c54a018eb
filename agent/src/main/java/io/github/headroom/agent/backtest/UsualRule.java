package io.github.headroom.agent.backtest;

/**
 * A common rule instead of a forecast, evaluated as in Prometheus: on samples at least 5 seconds
 * apart. At a row it has the result of the last evaluation.
 */
final class UsualRule {

  private static final double SCRAPE_SECONDS = 5;

  /** A scrape that is late by less than this is in time. */
  private static final double LATE_SECONDS = 0.5;

  private static final double THRESHOLD = 0.9;

  /** More than the samples of an hour at one per 4.5 seconds. */
  private static final int LENGTH = 1024;

  final Alarm alarm;

  /**
   * Parameters of predict_linear, seconds: its range, and how far ahead it predicts; 0 for the
   * threshold.
   */
  private final double range;

  private final double ahead;
  private double[] seconds;
  private double[] values;
  private int next;
  private int count;
  private double last = Double.NEGATIVE_INFINITY;
  private boolean warns;
  private boolean evaluated;

  private UsualRule(String name, double range, double ahead, Pace pace) {
    this.alarm = new Alarm(name, pace);
    this.range = range;
    this.ahead = ahead;
    int length = range == 0 ? 0 : LENGTH;
    this.seconds = new double[length];
    this.values = new double[length];
  }

  /**
   * New rules for a new life.
   *
   * @param pace of its rows
   */
  static UsualRule[] all(Pace pace) {
    return new UsualRule[] {
      new UsualRule("working_set > 90 % of the limit", 0, 0, pace),
      new UsualRule("predict_linear(working_set[10m], 600) > limit", 600, 600, pace),
      new UsualRule("predict_linear(working_set[1h], 3600) > limit", 3600, 3600, pace)
    };
  }

  /**
   * Adds a row.
   *
   * @param workingSet bytes; NaN where it is not known
   * @param limit bytes; NaN where there is none: no rule warns then
   * @param passed seconds since the row before, which the result covers
   */
  void look(double at, double workingSet, double limit, double passed) {
    if (at - last >= SCRAPE_SECONDS - LATE_SECONDS && !Double.isNaN(workingSet)) {
      last = at;
      evaluated |= !Double.isNaN(limit);
      warns = range == 0 ? workingSet > THRESHOLD * limit : predicts(at, workingSet) > limit;
    }
    alarm.look(warns, at, passed);
  }

  /** Ends a life and drops its samples. */
  void end(End how, double at) {
    alarm.end(how, at);
    seconds = new double[0];
    values = new double[0];
  }

  /** Whether a working set and a limit were known at any row. */
  boolean evaluated() {
    return evaluated;
  }

  boolean warns() {
    return warns;
  }

  /**
   * predict_linear of Prometheus (promql/functions.go): least squares over the samples of the
   * range, without the range's start; NaN for less than two samples.
   */
  private double predicts(double at, double value) {
    seconds[next] = at;
    values[next] = value;
    next = (next + 1) % LENGTH;
    count = Math.min(count + 1, LENGTH);
    double sumTimes = 0;
    double sumValues = 0;
    double sumProducts = 0;
    double sumSquares = 0;
    int taken = 0;
    for (int back = 1; back <= count; back++) {
      int i = (next - back + LENGTH) % LENGTH;
      double time = seconds[i] - at;
      if (time <= -range) {
        break;
      }
      sumTimes += time;
      sumValues += values[i];
      sumProducts += time * values[i];
      sumSquares += time * time;
      taken++;
    }
    if (taken < 2) {
      return Double.NaN;
    }
    double covariance = sumProducts - sumTimes * sumValues / taken;
    double variance = sumSquares - sumTimes * sumTimes / taken;
    double slope = covariance / variance;
    return sumValues / taken - slope * sumTimes / taken + slope * ahead;
  }
}
