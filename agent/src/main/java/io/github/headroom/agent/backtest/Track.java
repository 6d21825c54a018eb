package io.github.headroom.agent.backtest;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** One metric of one container over time, as a store gives it. */
final class Track {

  /** For how long a value counts where there is no later one: as long as for Prometheus. */
  static final double LOOKBACK_SECONDS = 300;

  /** Without the metric's name. */
  final Map<String, String> labels = new TreeMap<>();

  String metric = "";
  private double[] seconds = new double[256];
  private double[] values = new double[256];
  private int times;
  private int numbers;
  private int at = -1;

  /** Adds a time; the value with the same place among the values belongs to it. */
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

  /** Takes in the rest of the same series: a store may give it in pieces. */
  void append(Track more) {
    times = count();
    numbers = times;
    for (int i = 0; i < more.count(); i++) {
      addTime(more.seconds[i]);
      addValue(more.values[i]);
    }
  }

  /** Puts the times in their order. */
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
   * The last value that is not after then, nor too old; not a number where there is none. Each call
   * is for a later time than the one before, until {@link #rewind}.
   */
  double valueAt(double then) {
    while (at + 1 < count() && seconds[at + 1] <= then) {
      at++;
    }
    return at >= 0 && then - seconds[at] <= LOOKBACK_SECONDS ? values[at] : Double.NaN;
  }

  /**
   * When it first has a greater value than then, at most as long after it as a value counts; not a
   * number where it does not rise. The last call of {@link #valueAt} was for then.
   */
  double riseAfter(double then) {
    double before = valueAt(then);
    for (int i = at + 1; i < count() && seconds[i] - then <= LOOKBACK_SECONDS; i++) {
      if (values[i] > before) { // not a number: not known
        return seconds[i];
      }
    }
    return Double.NaN;
  }

  void rewind() {
    at = -1;
  }
}
