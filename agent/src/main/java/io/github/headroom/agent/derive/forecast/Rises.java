package io.github.headroom.agent.derive.forecast;

/**
 * Rises that came back: jobs, batches, reports, a day's load. One more rise of a kind is no news; a
 * rise that goes further than all of its kind is. A rise is over when half of it was given back.
 *
 * <p>Rises are detected at each size from 1 MiB on, and from the lowest value within a minute, a
 * quarter of an hour, hours and days: a job begins at the level of now, not at the level of the
 * night. They are kept by speed: the three largest of each speed, for {@link #KEPT_DAYS} after the
 * last of their kind. 5 KB.
 */
final class Rises {

  /** Sizes are powers of two, bytes; this is the exponent of the smallest. */
  private static final int SMALLEST = 20;

  /** The largest size is 512 GiB. */
  private static final int SIZES = 20;

  /** A lowest value is kept for so long while nothing rises from it, seconds. */
  private static final double[] MEMORIES = {60, 900, 4 * 3600, 2 * Season.DAY};

  private static final int SERIES = SIZES * MEMORIES.length;

  /** Speeds are powers of two, bytes per second: up to 16 GiB. */
  private static final int SPEEDS = 34;

  /** Rises of each speed: a day has more than one job of a kind. */
  private static final int KEPT = 3;

  /**
   * Longer than a week: what comes every week is kept until it comes again. A start comes once and
   * is forgotten, so that a leak of its speed is news.
   */
  private static final int KEPT_DAYS = 8;

  /** Two rises of one kind differ in speed by up to so many powers of two. */
  private static final int NEAR = 2;

  /** The next rise of a kind may be larger by this factor: of four, the last is largest in one. */
  static final double LARGER = 1.15;

  /** A shorter rise counts as one of this length: full passes see many rises as one step. */
  static final double SHORTEST_SECONDS = 5;

  private final double[] low = new double[SERIES];

  /** When a rise began, seconds: the last time that the value was near the low. */
  private final double[] lowAt = new double[SERIES];

  private final double[] begunAt = new double[SERIES];
  private final double[] high = new double[SERIES];
  private final double[] highAt = new double[SERIES];

  /** When the last kept rise of each size had its highest value: a rise is kept once. */
  private final double[] keptAt = new double[SIZES];

  private final double[][] largest = new double[SPEEDS][KEPT];

  /** When the last rise that came nearly as far as each of them had its highest value. */
  private final double[][] lastAt = new double[SPEEDS][KEPT];

  private double now;
  private boolean begun;

  /** Takes a value. */
  void add(double seconds, double value) {
    now = seconds;
    for (int i = 0; i < MEMORIES.length; i++) {
      for (int j = 0; j < SIZES; j++) {
        add(i * SIZES + j, j, MEMORIES[i], seconds, value);
      }
    }
    begun = true;
  }

  private void add(int i, int ofSize, double memory, double seconds, double value) {
    double size = 1L << (SMALLEST + ofSize);
    if (!begun || value < low[i]) {
      begin(i, seconds, value);
    } else if (value > high[i]) {
      high[i] = value;
      highAt[i] = seconds;
    }
    double risen = high[i] - low[i];
    if (risen >= 2 * size || seconds - Math.max(begunAt[i], highAt[i]) > memory) {
      begin(i, seconds, value); // it is of a larger size, or it has stayed
    } else if (risen < size) {
      if (seconds - begunAt[i] > memory) {
        begin(i, seconds, value);
      } else if (value <= low[i] + size / 4) {
        lowAt[i] = seconds;
      }
    } else if (value <= high[i] - risen / 2) {
      if (keptAt[ofSize] != highAt[i]) {
        keptAt[ofSize] = highAt[i];
        keep(risen, speed(i), highAt[i]);
      }
      begin(i, seconds, value);
    }
  }

  private void begin(int series, double seconds, double value) {
    low[series] = value;
    lowAt[series] = seconds;
    begunAt[series] = seconds;
    high[series] = value;
    highAt[series] = seconds;
  }

  private void keep(double risen, double speed, double seconds) {
    int power = power(speed);
    double[] of = largest[power];
    double[] at = lastAt[power];
    double smaller = risen;
    double smallerAt = seconds;
    for (int i = 0; i < KEPT; i++) {
      double here = isKept(power, i) ? of[i] : 0;
      double hereAt = here <= risen * LARGER ? seconds : at[i];
      if (smaller > here) {
        of[i] = smaller;
        at[i] = smallerAt;
        smaller = here;
        smallerAt = hereAt;
      } else {
        at[i] = hereAt;
      }
    }
  }

  private boolean isKept(int power, int i) {
    return largest[power][i] > 0 && now - lastAt[power][i] <= KEPT_DAYS * Season.DAY;
  }

  private double speed(int series) {
    return (high[series] - low[series])
        / Math.max(SHORTEST_SECONDS, highAt[series] - lowAt[series]);
  }

  private static int power(double speed) {
    return Math.max(0, Math.min(SPEEDS - 1, Math.getExponent(speed)));
  }

  /** The number of rises of about that speed that came that far, or nearly, and came back. */
  int alike(double bytes, double bytesASecond) {
    return count(bytes / LARGER, bytesASecond);
  }

  /** The number of rises of about that speed that came that far and came back. */
  int count(double bytes, double bytesASecond) {
    int count = 0;
    int power = power(bytesASecond);
    for (int i = Math.max(0, power - NEAR); i <= Math.min(SPEEDS - 1, power + NEAR); i++) {
      for (int j = 0; j < KEPT; j++) {
        count += largest[i][j] >= bytes && isKept(i, j) ? 1 : 0;
      }
    }
    return count;
  }
}
