package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * The smallest values of each memory area, and of what the heap holds, over 1, 2, 4, ... full
 * ticks, and how fast they grow. 24 KB.
 */
final class AreaHistory {

  /** The number of the series of what the heap holds; those before it are the areas. */
  static final int HEAP_LIVE = MemoryArea.COUNT;

  /** The areas and what the heap holds. */
  static final int SERIES = HEAP_LIVE + 1;

  /** The longest span is 57 hours, at one full tick per 10 seconds: two days are compared. */
  private static final int SCALES = 11;

  /** Buckets of each scale: the fewest points of a line ({@link Points#FEWEST}). */
  private static final int LENGTH = 20;

  /** The part of a day that is compared with the same part of the day before, seconds. */
  private static final double COMPARED = 0.75 * Season.DAY;

  private final double[][] seconds = new double[SCALES][LENGTH];
  private final double[][][] low = new double[SCALES][SERIES][LENGTH];

  /** A bit for each series whose value is known. */
  private final int[][] known = new int[SCALES][LENGTH];

  private long ticks;

  /**
   * The rates over the last two spans that were asked for: most questions are about these. {@link
   * #cachedScale} and {@link #cachedFrom} are the scale and the oldest bucket of each.
   */
  private final double[][] cached = new double[2][SERIES];

  private final boolean[] isCached = new boolean[2];
  private final int[] cachedScale = new int[2];
  private final long[] cachedFrom = new long[2];
  private int cachedLast;

  private final double[] times = new double[LENGTH];
  private final double[] values = new double[LENGTH];
  private final TheilSen fit = new TheilSen();

  /** Takes a full tick. */
  void add(Tick tick) {
    int at = slot(ticks);
    seconds[0][at] = tick.seconds();
    known[0][at] = 0;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      if (tick.known(i)) {
        set(i, at, tick.bytes(i));
      }
    }
    if (tick.heapKnown()) {
      set(HEAP_LIVE, at, tick.heapLive());
    }
    ticks++;
    for (int scale = 1; scale < SCALES && ticks % (1L << scale) == 0; scale++) {
      long finer = ticks >> (scale - 1);
      merge(scale, slot((ticks >> scale) - 1), slot(finer - 2), slot(finer - 1));
    }
    Arrays.fill(isCached, false);
  }

  private void set(int series, int at, double bytes) {
    low[0][series][at] = bytes;
    known[0][at] |= 1 << series;
  }

  /** Makes a bucket of two of the next finer scale. */
  private void merge(int scale, int into, int one, int two) {
    seconds[scale][into] = (seconds[scale - 1][one] + seconds[scale - 1][two]) / 2;
    known[scale][into] = known[scale - 1][one] | known[scale - 1][two];
    for (int i = 0; i < SERIES; i++) {
      double[] of = low[scale - 1][i];
      boolean isSecond =
          isKnown(scale - 1, i, two) && !(isKnown(scale - 1, i, one) && of[one] <= of[two]);
      low[scale][i][into] = isSecond ? of[two] : of[one];
    }
  }

  private boolean isKnown(int scale, int series, int at) {
    return (known[scale][at] & 1 << series) != 0;
  }

  /** Forgets an area: from now on its name has another meaning. */
  void forget(MemoryArea area) {
    for (int[] of : known) {
      for (int i = 0; i < LENGTH; i++) {
        of[i] &= ~(1 << area.ordinal());
      }
    }
    Arrays.fill(isCached, false);
  }

  private static int slot(long bucket) {
    return (int) (bucket % LENGTH);
  }

  /**
   * Copies the growth of each series since that time, in bytes per second: the slope of Theil and
   * Sen. It is 0 for a series that is not known.
   */
  void copyRates(double since, double[] into) {
    int scale = 0;
    while (scale < SCALES - 1 && (ticks >> scale) > LENGTH && oldest(scale) > since) {
      scale++;
    }
    long buckets = ticks >> scale;
    long from = Math.max(0, buckets - LENGTH);
    while (from < buckets && seconds[scale][slot(from)] < since) {
      from++;
    }
    System.arraycopy(cached[cache(scale, from, buckets)], 0, into, 0, SERIES);
  }

  private double oldest(int scale) {
    return seconds[scale][slot(Math.max(0, (ticks >> scale) - LENGTH))];
  }

  /** Which of the two caches has the rates over those buckets. */
  private int cache(int scale, long from, long until) {
    for (int i = 0; i < cached.length; i++) {
      if (isCached[i] && cachedScale[i] == scale && cachedFrom[i] == from) {
        return i;
      }
    }
    cachedLast = 1 - cachedLast;
    isCached[cachedLast] = true;
    cachedScale[cachedLast] = scale;
    cachedFrom[cachedLast] = from;
    for (int i = 0; i < SERIES; i++) {
      cached[cachedLast][i] = rate(scale, i, from, until);
    }
    return cachedLast;
  }

  private double rate(int scale, int series, long from, long until) {
    int count = 0;
    boolean moved = false;
    for (long i = from; i < until; i++) {
      int at = slot(i);
      if (isKnown(scale, series, at)) {
        times[count] = seconds[scale][at];
        values[count] = low[scale][series][at];
        moved |= values[count] != values[0];
        count++;
      }
    }
    return moved ? fit.slopeOf(times, values, count) : 0;
  }

  /**
   * Copies the growth from one day to the next: the smallest value of the last {@link #COMPARED}
   * seconds less that of the same time a day before. A quarter of the day is left out, because what
   * each night adds would lie on the border of both parts.
   */
  void copyDailyRates(double now, double[] into) {
    for (int i = 0; i < SERIES; i++) {
      into[i] = dailyRate(i, now);
    }
  }

  private double dailyRate(int series, double now) {
    double before = Double.POSITIVE_INFINITY;
    double since = Double.POSITIVE_INFINITY;
    int coarsest = SCALES - 1;
    long buckets = ticks >> coarsest;
    for (long i = Math.max(0, buckets - LENGTH); i < buckets; i++) {
      int at = slot(i);
      double ago = now - seconds[coarsest][at];
      boolean isSince = ago < COMPARED;
      boolean isBefore = ago >= Season.DAY && ago < Season.DAY + COMPARED;
      if ((isSince || isBefore) && !isKnown(coarsest, series, at)) {
        return 0;
      }
      since = isSince ? Math.min(since, low[coarsest][series][at]) : since;
      before = isBefore ? Math.min(before, low[coarsest][series][at]) : before;
    }
    boolean isCompared = !Double.isInfinite(since) && !Double.isInfinite(before);
    return isCompared ? (since - before) / Season.DAY : 0;
  }
}
