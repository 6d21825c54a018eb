package io.github.headroom.agent.backtest;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** One metric of one container over time, as a store returns it. */
final class Track {

  /** Seconds for which a value counts without a later one, as in Prometheus. */
  static final double LOOKBACK_SECONDS = 300;

  /** The labels without the metric's name. */
  final Map<String, String> labels = new TreeMap<>();

  String metric = "";
  private double[] seconds = new double[256];
  private double[] values = new double[256];
  private int times;
  private int numbers;
  private int at = -1;

  /** Adds a time. The value with the same index belongs to it. */
  void addTime(double of) {
    if (times == seconds.length) {
      seconds = Arrays.copyOf(seconds, 2 * times);
    }
    seconds[times++] = of;
  }

  void addValue(double of) {
    if (numbers == values.length) {
      values = Arrays.copyOf(values, 2 * numbers);
    }
    values[numbers++] = of;
  }

  int count() {
    return Math.min(times, numbers);
  }

  double seconds(int i) {
    return seconds[i];
  }

  /** Adds the rest of the same series: a store may return it in pieces. */
  void append(Track more) {
    times = count();
    numbers = times;
    for (int i = 0; i < more.count(); i++) {
      addTime(more.seconds[i]);
      addValue(more.values[i]);
    }
  }

  /** Sorts the times. */
  void sort() {
    boolean sorted = true;
    for (int i = 1; i < count() && sorted; i++) {
      sorted = seconds[i - 1] <= seconds[i];
    }
    if (sorted) {
      return;
    }
    Map<Double, Double> inOrder = new TreeMap<>();
    for (int i = 0; i < count(); i++) {
      inOrder.put(seconds[i], values[i]);
    }
    times = 0;
    numbers = 0;
    for (Map.Entry<Double, Double> point : inOrder.entrySet()) {
      addTime(point.getKey());
      addValue(point.getValue());
    }
  }

  /**
   * The last value at or before that time, if it is not too old; NaN where there is none. Times
   * must not decrease between two calls, until {@link #rewind}.
   */
  double valueAt(double then) {
    while (at + 1 < count() && seconds[at + 1] <= then) {
      at++;
    }
    return at >= 0 && then - seconds[at] <= LOOKBACK_SECONDS ? values[at] : Double.NaN;
  }

  /**
   * The time of the first greater value, within the time for which a value counts; NaN where the
   * value does not rise. The last call of {@link #valueAt} must have been for that time.
   */
  double riseAfter(double then) {
    double before = valueAt(then);
    for (int i = at + 1; i < count() && seconds[i] - then <= LOOKBACK_SECONDS; i++) {
      if (values[i] > before) { // false for NaN: not known
        return seconds[i];
      }
    }
    return Double.NaN;
  }

  void rewind() {
    at = -1;
  }
}
