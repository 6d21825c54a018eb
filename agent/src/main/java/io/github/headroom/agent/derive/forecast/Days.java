package io.github.headroom.agent.derive.forecast;

/**
 * The shape of the day, and the growth from one day to the next at the same time of day. It is the
 * seasonal slope of R. M. Hirsch, J. R. Slack and R. A. Smith, "Techniques of trend analysis for
 * monthly water quality data", Water Resources Research 18, 1982; the seasons are the quarters of
 * an hour of a day. So nights, batches and a morning's load are not growth, and slow growth shows
 * below them. 3 KB.
 */
final class Days {

  static final double DAY = 86_400;
  private static final int SLOTS = 96;
  private static final double SLOT = DAY / SLOTS;

  /** The fewest differences to the day before, of the quarters of an hour: eight hours. */
  private static final int FEWEST = 32;

  /**
   * The growth must last for so many quarters of an hour. After one step, nine of ten times of the
   * day are above the day before for a fifth of a day.
   */
  private static final int LASTING = 24;

  /** Nine of ten times of the day must have grown by this share of the median growth. */
  private static final double EVEN = 0.25;

  private static final int PARTS = 9;

  /** The horizon, days. */
  static final int FARTHEST = 14;

  /** The smallest and the largest value of each quarter of an hour, of its last day; bytes. */
  private final double[] low = new double[SLOTS];

  private final double[] high = new double[SLOTS];
  private final boolean[] known = new boolean[SLOTS];

  /** The difference of the smallest value to that of the day before, bytes. */
  private final double[] grown = new double[SLOTS];

  private final boolean[] compared = new boolean[SLOTS];
  private final double[] sorted = new double[SLOTS];

  /** The medians of equal parts of the sorted differences, bytes per second. */
  private final double[] parts = new double[PARTS];

  private double highestOfAll;
  private boolean begun;
  private double first;
  private long slot;
  private double lowest;
  private double highest;
  private double grownSince;

  /** For how many quarters of an hour nine of ten times of the day have grown. */
  private int grew;

  private boolean grows;
  private double slow;
  private double middle;
  private double fast;

  /**
   * Takes a value. Returns whether a quarter of an hour has ended.
   *
   * @param seconds from any origin, negative too; a time that is not finite is ignored
   */
  boolean add(double seconds, double value) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      return false;
    }
    long now = (long) Math.floor(seconds / SLOT);
    boolean ended = begun && now != slot;
    if (ended) {
      end(now);
    }
    first = begun ? first : seconds;
    if (ended || !begun) {
      slot = now;
      lowest = value;
      highest = value;
    }
    begun = true;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    return ended;
  }

  private void end(long now) {
    int at = at(slot);
    grown[at] = lowest - low[at];
    compared[at] = known[at];
    known[at] = true;
    low[at] = lowest;
    high[at] = highest;
    for (long missed = slot + 1; missed < Math.min(now, slot + SLOTS); missed++) {
      known[at(missed)] = false;
      compared[at(missed)] = false;
    }
    slopes(now * SLOT);
  }

  /** The position of a quarter of an hour in its day; its number may be negative. */
  private static int at(long slot) {
    return (int) Math.floorMod(slot, (long) SLOTS);
  }

  private void slopes(double seconds) {
    int count = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (compared[i]) {
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
      highestOfAll = Math.max(highestOfAll, high[i]);
    }
    grew = middle > 0 && slow > EVEN * middle ? grew + 1 : 0;
    grows = grew >= LASTING;
    if (grew == 1) {
      grownSince = Math.max(first, seconds - DAY - count * SLOT);
    }
  }

  /** Whether nine of ten times of the day are above the day before, and were for hours. */
  boolean grows() {
    return grows;
  }

  /** Whether the value is below all values of this quarter of an hour yesterday. */
  boolean heldMoreYesterday(double value) {
    return begun && known[at(slot)] && value < low[at(slot)];
  }

  /** The median growth from one day to the next, bytes per second. */
  double slope() {
    return middle;
  }

  /** Nine of ten times of the day grow by more, bytes per second. */
  double slowSlope() {
    return slow;
  }

  /** One of ten times of the day grows by more, bytes per second. */
  double fastSlope() {
    return fast;
  }

  /**
   * Replaces the times in {@code into}, seconds from now, sorted: when the day's shape meets the
   * end, with the growth of each part of the day's differences.
   */
  void look(double end, double now, Times into) {
    into.clear();
    for (int i = 0; i < PARTS; i++) {
      double within = SLOT * (i * 5 % PARTS + 0.5) / PARTS; // spread over its quarter of an hour
      into.add(parts[i] > 0 ? secondsUntil(end, parts[i], now) + within : Double.POSITIVE_INFINITY);
    }
    into.sort();
  }

  /** For how long the growth was observed, seconds. */
  double seen(double now) {
    return now - grownSince;
  }

  /**
   * Seconds from now until the day's shape, raised by that slope, meets the end; infinite where it
   * does not within {@link #FARTHEST} days.
   */
  double secondsUntil(double end, double slope, double now) {
    double before = Math.max(0, Math.floor((end - highestOfAll) / (slope * DAY)) - 1);
    for (int ahead = 1 + ((int) Math.min(FARTHEST, before)) * SLOTS;
        ahead <= FARTHEST * SLOTS;
        ahead++) {
      int at = at(slot + ahead);
      if (known[at]) {
        double days = 1 + (ahead - 1) / SLOTS;
        if (high[at] + slope * DAY * days >= end) {
          return Math.max(0, (slot + ahead) * SLOT - now);
        }
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
