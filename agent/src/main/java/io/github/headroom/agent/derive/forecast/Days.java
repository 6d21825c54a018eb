package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * The shape of the day, and what each day adds to it: the growth of what is held from one day to
 * the next at the same time of day. It is the seasonal slope of R. M. Hirsch, J. R. Slack and R. A.
 * Smith, "Techniques of trend analysis for monthly water quality data", Water Resources Research
 * 18, 1982, whose seasons are the quarters of an hour of a day. Nights, batches and a morning's
 * load are no growth so, and slow growth is seen below them. 3 KB.
 */
final class Days {

  static final double DAY = 86_400;
  private static final int SLOTS = 96;
  private static final double SLOT = DAY / SLOTS;

  /** Of a day's differences to the day before, how many must be there: eight hours. */
  private static final int FEWEST = 32;

  /**
   * For how many quarters of an hour it must have grown. One step makes nine of ten times hold more
   * than the day before for a fifth of a day.
   */
  private static final int LASTING = 24;

  /** Of the day's growth in the middle, what nine of ten times have grown by at least. */
  private static final double EVEN = 0.25;

  private static final int PARTS = 9;

  /** Further ahead nothing is looked for, days. */
  static final int FARTHEST = 14;

  private final double[] low = new double[SLOTS];
  private final double[] high = new double[SLOTS];
  private final double[] grown = new double[SLOTS];
  private final double[] sorted = new double[SLOTS];

  /** What is likely to be added in a day: the middles of equal parts of the day's differences. */
  private final double[] parts = new double[PARTS];

  private double highestOfAll;
  private double first = Double.NaN;
  private long slot = Long.MIN_VALUE;
  private double lowest;
  private double highest;
  private double grownSince;

  /** For how many quarters of an hour nine of ten times have held more than the day before. */
  private int grew;

  private boolean grows;
  private double slow;
  private double middle;
  private double fast;

  Days() {
    Arrays.fill(low, Double.NaN);
    Arrays.fill(grown, Double.NaN);
  }

  /**
   * Takes a value in; whether a quarter of an hour has ended with it.
   *
   * @param seconds from any origin, before it too; one that is not finite is passed over
   */
  boolean add(double seconds, double value) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      return false;
    }
    if (Double.isNaN(first)) {
      first = seconds;
    }
    long now = (long) Math.floor(seconds / SLOT);
    boolean ended = now != slot && slot != Long.MIN_VALUE;
    if (ended) {
      end(now);
    }
    if (now != slot) {
      slot = now;
      lowest = value;
      highest = value;
    }
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    return ended;
  }

  private void end(long now) {
    int at = at(slot);
    grown[at] = lowest - low[at];
    low[at] = lowest;
    high[at] = highest;
    for (long missed = slot + 1; missed < Math.min(now, slot + SLOTS); missed++) {
      low[at(missed)] = Double.NaN;
      grown[at(missed)] = Double.NaN;
    }
    slopes(now * SLOT);
  }

  /** Where a quarter of an hour lies in its day; there are some before the clock's origin. */
  private static int at(long slot) {
    return (int) Math.floorMod(slot, (long) SLOTS);
  }

  private void slopes(double seconds) {
    int count = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (!Double.isNaN(grown[i])) {
        sorted[count++] = grown[i];
      }
    }
    grows = false;
    if (count < FEWEST) {
      grew = 0;
      return;
    }
    middle = Selection.kth(sorted, count, count / 2) / DAY;
    slow = Selection.kth(sorted, count, count / 10) / DAY;
    fast = Selection.kth(sorted, count, count * 9 / 10) / DAY;
    for (int i = 0; i < PARTS; i++) {
      parts[i] = Selection.kth(sorted, count, (2 * i + 1) * count / (2 * PARTS)) / DAY;
    }
    highestOfAll = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < SLOTS; i++) {
      highestOfAll = high[i] > highestOfAll ? high[i] : highestOfAll; // not where it is unknown
    }
    grew = middle > 0 && slow > EVEN * middle ? grew + 1 : 0;
    grows = grew >= LASTING;
    if (grew == 1) {
      grownSince = Math.max(first, seconds - DAY - count * SLOT);
    }
  }

  /** Whether nine of ten times of the day hold more than the day before, and have for hours. */
  boolean grows() {
    return grows;
  }

  /** Whether it was more, at any moment of this quarter of an hour yesterday. */
  boolean heldMoreYesterday(double value) {
    return value < low[at(slot)]; // not a number where yesterday is not known
  }

  /** Bytes a second, from one day to the next. */
  double slope() {
    return middle;
  }

  double slowSlope() {
    return slow;
  }

  double fastSlope() {
    return fast;
  }

  /** How far the middle four fifths of the times of day lie apart in their growth, bytes. */
  double uneven() {
    return (fast - slow) * DAY;
  }

  /**
   * Takes times in, seconds from now, in their order: when the day's shape meets the end, as fast
   * as each part of the day's times has grown against the day before.
   */
  void look(double end, double now, Times into) {
    into.clear();
    for (int i = 0; i < PARTS; i++) {
      double within = SLOT * (i * 5 % PARTS + 0.5) / PARTS; // at any time of its quarter
      into.add(parts[i] > 0 ? secondsUntil(end, parts[i], now) + within : Double.POSITIVE_INFINITY);
    }
    into.sort();
  }

  /** How long it has been seen to grow, seconds. */
  double seen(double now) {
    return now - grownSince;
  }

  /**
   * Seconds from now until a day's shape, with that slope below it, meets the end; infinite where
   * it does not within {@link #FARTHEST} days.
   */
  double secondsUntil(double end, double slope, double now) {
    double before = Math.max(0, Math.floor((end - highestOfAll) / (slope * DAY)) - 1);
    for (int ahead = 1 + ((int) Math.min(FARTHEST, before)) * SLOTS;
        ahead <= FARTHEST * SLOTS;
        ahead++) {
      int at = at(slot + ahead);
      if (!Double.isNaN(low[at])) {
        double days = 1 + (ahead - 1) / SLOTS;
        if (high[at] + slope * DAY * days >= end) {
          return Math.max(0, (slot + ahead) * SLOT - now);
        }
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
