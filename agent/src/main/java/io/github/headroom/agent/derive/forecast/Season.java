package io.github.headroom.agent.derive.forecast;

import java.nio.ByteBuffer;

/**
 * The shape of a day or of a week, and the growth from one to the next at the same time. It is the
 * seasonal slope of R. M. Hirsch, J. R. Slack and R. A. Smith, "Techniques of trend analysis for
 * monthly water quality data", Water Resources Research 18, 1982; the seasons are the slots of the
 * period. So nights, batches and a morning's load are not growth, and slow growth shows below them.
 * 3 KB for a day, 6 KB for a week.
 */
final class Season {

  /** Seconds. */
  static final double DAY = 86_400;

  /** Seconds. */
  static final double WEEK = 7 * DAY;

  /** The horizon, days. */
  static final int FARTHEST = 14;

  /** The fewest slots that were compared with the period before, as a part of all: eight hours. */
  private static final int FEWEST_OF = 3;

  /**
   * The growth must last for such a part of the slots. After one step, nine of ten slots are above
   * the period before for a fifth of the period.
   */
  private static final int LASTING_OF = 4;

  /** Nine of ten slots must have grown by this share of the median growth. */
  private static final double EVEN = 0.25;

  /** How many times a forecast has: an odd number, so that one is the median. */
  private static final int PARTS = 9;

  private final double period;
  private final int slots;

  /** Seconds. */
  private final double width;

  /** The smallest and the largest value of each slot, of its last period; bytes. */
  private final double[] low;

  private final double[] high;
  private final boolean[] known;

  /** Whether the largest value of a slot is that of an earlier process. */
  private final boolean[] inherited;

  /** The difference of the smallest value to that of the period before, bytes. */
  private final double[] grown;

  private final boolean[] compared;
  private final double[] sorted;

  /** The medians of equal parts of the sorted differences, bytes per second. */
  private final double[] parts = new double[PARTS];

  private double highestOfAll;
  private boolean begun;
  private double first;
  private long slot;
  private double lowest;
  private double highest;
  private double grownSince;

  /** For how many slots nine of ten slots have grown. */
  private int grew;

  private boolean grows;
  private double slow;
  private double middle;
  private double fast;

  private Season(double period, int slots) {
    this.period = period;
    this.slots = slots;
    width = period / slots;
    low = new double[slots];
    high = new double[slots];
    known = new boolean[slots];
    inherited = new boolean[slots];
    grown = new double[slots];
    compared = new boolean[slots];
    sorted = new double[slots];
  }

  /** A day in quarters of an hour. */
  static Season ofDay() {
    return new Season(DAY, 96);
  }

  /** A week in hours. */
  static Season ofWeek() {
    return new Season(WEEK, 168);
  }

  /**
   * Takes a value. Returns whether a slot has ended.
   *
   * @param seconds from any origin, negative too; a time that is not finite is ignored
   */
  boolean add(double seconds, double value) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      return false;
    }
    long now = (long) Math.floor(seconds / width);
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
    inherited[at] = false;
    low[at] = lowest;
    high[at] = highest;
    for (long missed = slot + 1; missed < Math.min(now, slot + slots); missed++) {
      known[at(missed)] = false;
      compared[at(missed)] = false;
    }
    slopes(now * width);
  }

  /** The position of a slot in its period; its number may be negative. */
  private int at(long slot) {
    return (int) Math.floorMod(slot, (long) slots);
  }

  private void slopes(double seconds) {
    int count = 0;
    for (int i = 0; i < slots; i++) {
      if (compared[i]) {
        sorted[count++] = grown[i];
      }
    }
    grows = false;
    if (count < slots / FEWEST_OF) {
      grew = 0;
      return;
    }
    middle = Selection.kth(sorted, count, count / 2) / period;
    slow = Selection.kth(sorted, count, count / 10) / period;
    fast = Selection.kth(sorted, count, count * 9 / 10) / period;
    for (int i = 0; i < PARTS; i++) {
      parts[i] = Selection.kth(sorted, count, (2 * i + 1) * count / (2 * PARTS)) / period;
    }
    highestOfAll = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < slots; i++) {
      highestOfAll = known[i] ? Math.max(highestOfAll, high[i]) : highestOfAll;
    }
    grew = middle > 0 && slow > EVEN * middle ? grew + 1 : 0;
    grows = grew >= slots / LASTING_OF;
    if (grew == 1) {
      grownSince = Math.max(first, seconds - period - count * width);
    }
  }

  /** Whether nine of ten slots are above the period before, and were for a quarter of it. */
  boolean grows() {
    return grows;
  }

  /** Whether the value is below all values of this slot a period ago. */
  boolean heldMore(double value) {
    return begun && known[at(slot)] && value < low[at(slot)];
  }

  /** Whether a value of this slot, a period ago, was as high: in this process or one before. */
  boolean held(double value) {
    int at = at(slot);
    return begun && (known[at] || inherited[at]) && value <= high[at];
  }

  /**
   * Writes the largest value of each known slot, for {@link #inherit}. It has at most {@code 10 + 6
   * * slots} bytes.
   *
   * @param offset is subtracted from each value, bytes
   */
  void put(double now, double offset, ByteBuffer out) {
    out.putDouble(now - slot * width);
    int countAt = out.position();
    out.putShort((short) 0);
    short count = 0;
    for (int i = 1; i <= slots; i++) {
      int at = at(slot - i);
      if (known[at] || inherited[at]) {
        out.putShort((short) i).putFloat((float) (high[at] - offset));
        count++;
      }
    }
    out.putShort(countAt, count);
  }

  /**
   * Reads what {@link #put} has written, by an earlier process of the same service. It only shows
   * how high the memory was at a time of the period, because the two processes may differ in level.
   *
   * @param seconds the time of the writing, on the clock of this process
   * @return false where it is not whole
   */
  boolean inherit(double seconds, ByteBuffer in) {
    if (in.remaining() < 10) {
      return false;
    }
    double began = seconds - in.getDouble();
    int count = in.getShort();
    if (count < 0 || count > slots || in.remaining() < 6 * count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int ago = in.getShort();
      int at = at(Math.round(began / width) - ago);
      double value = in.getFloat();
      if (!known[at]) {
        inherited[at] = true;
        high[at] = value;
      }
    }
    return true;
  }

  /** The median growth from one period to the next, bytes per second. */
  double slope() {
    return middle;
  }

  /** Nine of ten slots grow by more, bytes per second. */
  double slowSlope() {
    return slow;
  }

  /** One of ten slots grows by more, bytes per second. */
  double fastSlope() {
    return fast;
  }

  /**
   * Replaces the times in {@code into}, seconds from now, sorted: when the shape meets the end,
   * with the growth of each part of the differences.
   */
  void look(double end, double now, Times into) {
    into.clear();
    for (int i = 0; i < PARTS; i++) {
      double within = width * (i * 5 % PARTS + 0.5) / PARTS; // spread over its slot
      into.add(parts[i] > 0 ? secondsUntil(end, parts[i], now) + within : Double.POSITIVE_INFINITY);
    }
    into.sort();
  }

  /** For how long the growth was observed, seconds. */
  double seen(double now) {
    return now - grownSince;
  }

  /**
   * Seconds from now until the shape, raised by that slope, meets the end; infinite where it does
   * not within {@link #FARTHEST} days.
   */
  double secondsUntil(double end, double slope, double now) {
    int farthest = (int) Math.round(FARTHEST * DAY / width);
    double before = Math.max(0, Math.floor((end - highestOfAll) / (slope * period)) - 1);
    for (int ahead = 1 + (int) Math.min(farthest, before * slots); ahead <= farthest; ahead++) {
      int at = at(slot + ahead);
      if (known[at]) {
        double periods = 1 + (ahead - 1) / slots;
        if (high[at] + slope * period * periods >= end) {
          return Math.max(0, (slot + ahead) * width - now);
        }
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
