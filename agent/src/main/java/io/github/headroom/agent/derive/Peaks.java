package io.github.headroom.agent.derive;

import java.util.Arrays;

/**
 * The highest values of some time series, in 64 slots. A slot is a minute at first. When all are
 * used, the width doubles, up to four hours. After that the oldest slot is dropped, so the history
 * reaches back eleven days and includes each day of the week. 3 KB for six series; allocates
 * nothing after construction.
 */
final class Peaks {

  private static final int SLOTS = 64;
  private static final double FIRST_WIDTH = 60;
  private static final double LAST_WIDTH = FIRST_WIDTH * 256;

  /** The longest history, seconds. */
  static final double REACH = SLOTS * LAST_WIDTH;

  /** A slot without a value is negative infinity, the identity of max. */
  private final double[][] highest;

  private double width = FIRST_WIDTH;
  private double begin;
  private double latest;
  private boolean begun;
  private int slot;

  Peaks(int series) {
    highest = new double[series][SLOTS];
    for (double[] each : highest) {
      Arrays.fill(each, Double.NEGATIVE_INFINITY);
    }
  }

  /**
   * Moves to that time.
   *
   * @param seconds a clock that never goes back, from any origin; a value that does, or that is not
   *     finite, is ignored
   */
  void at(double seconds) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds) || (begun && seconds < latest)) {
      return;
    }
    if (!begun) {
      begin = seconds;
      begun = true;
    }
    latest = seconds;
    while (seconds - begin >= SLOTS * width && width < LAST_WIDTH) {
      widen();
    }
    while (seconds - begin >= SLOTS * width) {
      forgetTheOldest();
    }
    slot = (int) ((seconds - begin) / width);
  }

  private void widen() {
    for (double[] each : highest) {
      for (int i = 0; i < SLOTS / 2; i++) {
        each[i] = Math.max(each[2 * i], each[2 * i + 1]);
      }
      Arrays.fill(each, SLOTS / 2, SLOTS, Double.NEGATIVE_INFINITY);
    }
    width *= 2;
  }

  private void forgetTheOldest() {
    for (double[] each : highest) {
      System.arraycopy(each, 1, each, 0, SLOTS - 1);
      each[SLOTS - 1] = Double.NEGATIVE_INFINITY;
    }
    begin += width;
  }

  /** Adds a value at the time that was set last. */
  void add(int series, double value) {
    highest[series][slot] = Math.max(highest[series][slot], value);
  }

  /** Seconds between the first and the last of the kept times. */
  double span() {
    return latest - begin;
  }

  boolean known(int series) {
    return highest(series) > Double.NEGATIVE_INFINITY;
  }

  /** The highest of all kept values; has a meaning where {@link #known}. */
  double highest(int series) {
    return highest(series, SLOTS);
  }

  /** The highest value of the first half of the time; negative infinity where it has no value. */
  double highestOfTheFirstHalf(int series) {
    return highest(series, (slot + 1) / 2);
  }

  private double highest(int series, int slots) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < slots; i++) {
      most = Math.max(most, highest[series][i]);
    }
    return most;
  }
}
