package io.github.headroom.agent.backtest;

import java.util.Arrays;

/** The distance of rows, and the gaps between them. */
final class Pace {

  private static final int LENGTH = 31;

  /** From this multiple of the usual step on, rows are missing. */
  private static final double MISSING = 3;

  private final double[] steps = new double[LENGTH];
  private final double[] sorted = new double[LENGTH];
  private int count;

  /** The gaps, and the seconds in them. */
  int gaps;

  double gapSeconds;

  /**
   * Adds the time between two rows, seconds.
   *
   * @return whether rows are missing there
   */
  boolean add(double step) {
    double usual = seconds();
    boolean missing = !Double.isNaN(usual) && step > MISSING * usual;
    if (missing) {
      gaps++;
      gapSeconds += step - usual;
    }
    steps[count % LENGTH] = step;
    count++;
    return missing;
  }

  /** The usual step of the last rows, seconds; NaN for less than three rows. */
  double seconds() {
    int known = Math.min(count, LENGTH);
    if (known < 2) {
      return Double.NaN;
    }
    System.arraycopy(steps, 0, sorted, 0, known);
    Arrays.sort(sorted, 0, known);
    return sorted[(known - 1) / 2];
  }
}
