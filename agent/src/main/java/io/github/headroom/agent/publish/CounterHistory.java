package io.github.headroom.agent.publish;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Where each growing sum started and what was told of it last.
 *
 * <p>Cumulative: the kernel's value as it is; its start is the agent's, or the previous export when
 * the value fell (the process was moved to another cgroup). Delta: the growth since the previous
 * export; the first export of a series and one that fell are only remembered, since what happened
 * before the agent looked did not happen within the interval.
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

  /** A new export at this time; a clock that was set back moves the start back, never after it. */
  void begin(long epochNanos) {
    previousNanos = begun ? Math.min(nanos, epochNanos) : epochNanos;
    startNanos = begun ? Math.min(startNanos, epochNanos) : epochNanos;
    nanos = epochNanos;
    begun = true;
  }

  /** Start of the sums that also fall. */
  long start() {
    return startNanos;
  }

  /** Takes the counter's value; whether there is a point to tell. */
  boolean next(Metric metric, Object[] attributes, double value) {
    Object key = Arrays.asList(metric, Arrays.asList(attributes));
    Series of = series.get(key);
    if (of == null) {
      of = new Series();
      of.startNanos = startNanos;
      series.put(key, of);
      of.value = value;
      return tell(value, of.startNanos, !delta);
    }
    double growth = value - of.value;
    boolean fell = growth < 0;
    if (fell) {
      of.startNanos = previousNanos;
    }
    of.startNanos = Math.min(of.startNanos, nanos);
    of.value = value;
    return delta ? tell(growth, previousNanos, !fell) : tell(value, of.startNanos, true);
  }

  long pointStart() {
    return pointStart;
  }

  double pointValue() {
    return pointValue;
  }

  private boolean tell(double value, long start, boolean told) {
    pointStart = start;
    pointValue = value;
    return told;
  }
}
