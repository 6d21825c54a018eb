package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * How fast each area grows, and how far it can: Theil-Sen slopes over the smallest values of
 * windows of 1, 2, 4, ... full ticks. 24 KB.
 */
final class AreaTrends {

  private static final int HEAP_LIVE = MemoryArea.COUNT;
  private static final int SERIES = HEAP_LIVE + 1;
  private static final int SCALES = 11;
  private static final int LENGTH = 20;

  /** Of the growth of all areas together, what is an area's noise. */
  private static final double NOTHING = 0.05;

  /** Of the whole growth, what the areas must explain for all of it to be theirs. */
  private static final double KNOWN = 0.7;

  /** A heap whose live set takes less of its growth than this is filling what it has committed. */
  private static final double LIVE_SHARE = 0.25;

  /** Of a day, how much is held against the same times of the day before, seconds. */
  private static final double SAME_TIMES = 0.75 * Days.DAY;

  private final double[][] seconds = new double[SCALES][LENGTH];
  private final double[][][] low = new double[SCALES][SERIES][LENGTH];
  private long ticks;

  private final double[] times = new double[LENGTH];
  private final double[] values = new double[LENGTH];
  private final TheilSen fit = new TheilSen();
  private final double[] rates = new double[SERIES];

  /** What the series grew by in the last two spans that were looked at: most looks are at these. */
  private final double[][] grown = new double[2][SERIES];

  /**
   * Of each the scale and its oldest bucket that lies in the span; and when they were looked at.
   */
  private final int[] grownScale = new int[2];

  private final long[] grownSince = new long[2];
  private long grownTicks = -1;
  private int grownLast;
  private final double[] rooms = new double[MemoryArea.COUNT];
  private final double[] toCeiling = new double[MemoryArea.COUNT];
  private double toCommitted;
  private double unattributed;

  /** Takes in a full tick; an area that is not known is not a number. */
  void add(Tick tick) {
    int at = slot(ticks);
    seconds[0][at] = tick.seconds();
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      low[0][i][at] = tick.known(i) ? tick.bytes(i) : Double.NaN;
    }
    low[0][HEAP_LIVE][at] = tick.heapKnown() ? tick.heapLive() : Double.NaN;
    rooms(tick);
    ticks++;
    for (int scale = 1; scale < SCALES && ticks % (1L << scale) == 0; scale++) {
      long finer = ticks >> (scale - 1);
      int one = slot(finer - 2);
      int two = slot(finer - 1);
      int into = slot((ticks >> scale) - 1);
      seconds[scale][into] = (seconds[scale - 1][one] + seconds[scale - 1][two]) / 2;
      for (int i = 0; i < SERIES; i++) {
        low[scale][i][into] = lower(low[scale - 1][i][one], low[scale - 1][i][two]);
      }
    }
  }

  /** What the area held is not known any more: from now on it means something else. */
  void forget(MemoryArea area) {
    for (int scale = 0; scale < SCALES; scale++) {
      Arrays.fill(low[scale][area.ordinal()], Double.NaN);
    }
    grownTicks = -1;
  }

  /** Of two values, one of which may not be known. */
  private static double lower(double one, double two) {
    if (Double.isNaN(one)) {
      return two;
    }
    return two < one ? two : one;
  }

  private static int slot(long bucket) {
    return (int) (bucket % LENGTH);
  }

  private void rooms(Tick tick) {
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      toCeiling[i] = tick.capped(i) ? tick.ceiling(i) - tick.bytes(i) : Double.POSITIVE_INFINITY;
    }
    int heap = MemoryArea.JAVA_HEAP.ordinal();
    toCommitted =
        tick.heapKnown() && tick.known(heap)
            ? Math.max(0, tick.heapCommitted() - tick.bytes(heap))
            : Double.POSITIVE_INFINITY;
  }

  /** Rates over the last {@code span} seconds, made to add up to {@code slope}, bytes a second. */
  void look(double now, double span, double slope) {
    System.arraycopy(grown[within(now - span)], 0, rates, 0, SERIES);
    share(slope);
  }

  /**
   * Where the rates since then are; they are others only after a full tick, or of other buckets.
   */
  private int within(double since) {
    int scale = 0;
    while (scale < SCALES - 1 && (ticks >> scale) > LENGTH && oldest(scale) > since) {
      scale++;
    }
    long buckets = ticks >> scale;
    long from = Math.max(0, buckets - LENGTH);
    while (from < buckets && seconds[scale][slot(from)] < since) {
      from++;
    }
    if (grownTicks != ticks) {
      grownTicks = ticks;
      Arrays.fill(grownScale, -1);
    }
    for (int i = 0; i < grown.length; i++) {
      if (grownScale[i] == scale && grownSince[i] == from) {
        return i;
      }
    }
    grownLast = 1 - grownLast;
    grownScale[grownLast] = scale;
    grownSince[grownLast] = from;
    for (int i = 0; i < SERIES; i++) {
      grown[grownLast][i] = rate(scale, i, from, buckets);
    }
    return grownLast;
  }

  /**
   * The same from one day to the next: what an area held at least since the same time of yesterday
   * but a quarter of a day, less that of as long a time a day before. The quarter is left out: what
   * each night adds would else lie on the border of both.
   */
  void lookAtDays(double now, double slope) {
    for (int i = 0; i < SERIES; i++) {
      rates[i] = dailyRate(i, now);
    }
    share(slope);
  }

  private double dailyRate(int series, double now) {
    double before = Double.POSITIVE_INFINITY;
    double since = Double.POSITIVE_INFINITY;
    long buckets = ticks >> (SCALES - 1);
    for (long i = Math.max(0, buckets - LENGTH); i < buckets; i++) {
      int at = slot(i);
      double ago = now - seconds[SCALES - 1][at];
      double value = low[SCALES - 1][series][at];
      if (ago < SAME_TIMES) {
        since = Math.min(since, value); // a not-a-number stays one
      } else if (ago >= Days.DAY && ago < Days.DAY + SAME_TIMES) {
        before = Math.min(before, value);
      }
    }
    double grown = (since - before) / Days.DAY;
    return Double.isNaN(grown) || Double.isInfinite(grown) ? 0 : grown;
  }

  private void share(double slope) {
    double sum = 0;
    for (int i = 0; i < SERIES; i++) {
      if (i < MemoryArea.COUNT && rates[i] > 0) {
        sum += rates[i];
      }
    }
    System.arraycopy(toCeiling, 0, rooms, 0, MemoryArea.COUNT);
    int heap = MemoryArea.JAVA_HEAP.ordinal();
    if (rates[HEAP_LIVE] <= LIVE_SHARE * rates[heap]) {
      rooms[heap] = Math.min(rooms[heap], toCommitted);
    }
    double attributed = 0;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      rates[i] = rates[i] > NOTHING * sum ? rates[i] : 0;
      attributed += rates[i];
    }
    double scale = attributed > KNOWN * slope ? slope / attributed : 1;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      rates[i] *= scale;
    }
    unattributed = Math.max(0, slope - attributed * scale);
  }

  /** Bytes a second in those buckets; 0 where it is not known. */
  private double rate(int scale, int series, long from, long until) {
    int count = 0;
    boolean moved = false;
    double[] of = low[scale][series];
    for (long i = from; i < until; i++) {
      int at = slot(i);
      if (!Double.isNaN(of[at])) {
        times[count] = seconds[scale][at];
        values[count] = of[at];
        moved |= values[count] != values[0];
        count++;
      }
    }
    return moved ? fit.slopeOf(times, values, count) : 0;
  }

  private double oldest(int scale) {
    return seconds[scale][slot(Math.max(0, (ticks >> scale) - LENGTH))];
  }

  /** The area that grows most, -1 where none is seen to, or more grows that belongs to none. */
  int fastest() {
    int found = -1;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      if (rates[i] > 0 && (found < 0 || rates[i] > rates[found])) {
        found = i;
      }
    }
    return found >= 0 && rates[found] < unattributed ? -1 : found;
  }

  double rate(MemoryArea area) {
    return rates[area.ordinal()];
  }

  /**
   * Bytes a second where all areas grow by that together, were the heap's part what its live set
   * grows by: the collector gives a heap its room in steps (G1 most of all), and between two of
   * them what is resident hardly grows, however fast what lives in it does.
   */
  double withLiveHeap(double slope) {
    return slope - rates[MemoryArea.JAVA_HEAP.ordinal()] + rates[HEAP_LIVE];
  }

  /**
   * Seconds until the areas have grown by that many bytes, each only to its own ceiling; infinite
   * where their ceilings come first. Growth that belongs to no area has no ceiling.
   */
  double secondsUntil(double bytes) {
    double left = bytes;
    double passed = 0;
    while (true) {
      double together = unattributed;
      double next = Double.POSITIVE_INFINITY;
      for (int i = 0; i < MemoryArea.COUNT; i++) {
        double full = rates[i] > 0 ? rooms[i] / rates[i] : 0;
        if (full > passed) {
          together += rates[i];
          next = Math.min(next, full);
        }
      }
      if (together <= 0) {
        return Double.POSITIVE_INFINITY;
      }
      double end = passed + left / together;
      if (end <= next) {
        return end;
      }
      left -= together * (next - passed);
      passed = next;
    }
  }
}
