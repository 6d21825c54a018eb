package io.github.headroom.agent.publish;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the start and the last published value of each counter.
 *
 * <p>Cumulative: publishes the kernel's value unchanged. A counter starts with the agent, or at the
 * previous export if its value fell (the process was moved to another cgroup).
 *
 * <p>Delta: publishes the growth since the previous export. The first value of a series and a value
 * that fell are stored without a point, because that growth did not happen within the interval.
 */
final class CounterHistory {

  private static final class Series {
    long startNanos;
    double value;
  }

  private final boolean delta;
  private final Map<Object, Series> series = new HashMap<>();
  private long startNanos;
  private long nanos;
  private long previousNanos;
  private boolean begun;
  private long pointStart;
  private double pointValue;

  CounterHistory(boolean delta) {
    this.delta = delta;
  }

  boolean isDelta() {
    return delta;
  }

  /**
   * Begins a new export at this time, in ns since 1970. If the clock was set back, the start moves
   * back with it, so that no start is after its point.
   */
  void begin(long epochNanos) {
    previousNanos = begun ? Math.min(nanos, epochNanos) : epochNanos;
    startNanos = begun ? Math.min(startNanos, epochNanos) : epochNanos;
    nanos = epochNanos;
    begun = true;
  }

  /** Returns the start of the sums that may also fall, in ns since 1970. */
  long start() {
    return startNanos;
  }

  /** Takes the counter's value. Returns whether there is a point to publish. */
  boolean next(Metric metric, Object[] attributes, double value) {
    Object key = Arrays.asList(metric, Arrays.asList(attributes));
    Series of = series.get(key);
    if (of == null) {
      of = new Series();
      of.startNanos = startNanos;
      series.put(key, of);
      of.value = value;
      return point(value, of.startNanos, !delta);
    }
    double growth = value - of.value;
    boolean fell = growth < 0;
    if (fell) {
      of.startNanos = previousNanos;
    }
    of.startNanos = Math.min(of.startNanos, nanos);
    of.value = value;
    return delta ? point(growth, previousNanos, !fell) : point(value, of.startNanos, true);
  }

  long pointStart() {
    return pointStart;
  }

  double pointValue() {
    return pointValue;
  }

  private boolean point(double value, long start, boolean published) {
    pointStart = start;
    pointValue = value;
    return published;
  }
}
