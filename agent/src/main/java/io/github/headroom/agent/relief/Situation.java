package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The input of the relief actions: one pass, and the heap of the seconds before it. Filled in place
 * without allocation. Sizes are bytes, times are seconds.
 */
final class Situation {

  /** A kill within this time is near. */
  private static final double NEAR_SECONDS = 120;

  /** A kill within that time is near at this probability. */
  private static final double PROBABLE = 0.5;

  /** Headroom below this share of the limit means that a kill is near. */
  private static final double SHORT = 0.1;

  private static final double BURST_SECONDS = 5;

  /** The time of the pass, on the clock of the outlook. */
  double seconds;

  /** The time since the first pass. */
  double age;

  /** Whether limit and headroom are known. Without them no action runs. */
  boolean known;

  /** The limit less the expected headroom. Reclaimable page cache is not part of it. */
  long usage;

  long limit;
  long expected;

  boolean growing;

  /** Whether the verdict is fits. */
  boolean fits;

  /** The expected and the latest time of the kill; infinite if the forecast has none. */
  double midSeconds;

  double highSeconds;

  /** The probability of a kill within {@link #NEAR_SECONDS}, from what grows. */
  double probability;

  @Nullable MemoryArea culprit;

  boolean heapKnown;
  long heapUsed;
  long heapCommitted;

  /** The largest possible heap. Valid if {@link #heapMaxKnown}. */
  long heapMax;

  boolean heapMaxKnown;

  /** The resident pages of the heap at the last full pass; its committed size if unknown. */
  long heapResident;

  /** Whether {@link #liveBytes} comes from a collection of the old generation. */
  boolean liveKnown;

  /** What the last such collection has left; what is in use if there was none. */
  long liveBytes;

  /** What the old generation uses. A collection may find all of it live. */
  long oldUsed;

  /** The growth of the heap within the last few seconds. */
  long heapRise;

  /**
   * Memory that no part of the JVM accounts for, at the last full pass. Valid if {@link
   * #nativeOtherKnown}.
   */
  long nativeOther;

  boolean nativeOtherKnown;

  private boolean begun;
  private double began;
  private final long[] usedBefore = new long[16];
  private final double[] usedAt = new double[16];
  private int next;
  private int passes;

  /** Takes in a pass. */
  void fill(Sample sample, Outlook outlook, double now) {
    if (!begun) {
      begun = true;
      began = now;
    }
    seconds = now;
    age = now - began;
    Figures latest = outlook.latest();
    known = latest.known(Figure.EFFECTIVE_LIMIT) && latest.known(Figure.HEADROOM_EXPECTED);
    limit = known ? latest.whole(Figure.EFFECTIVE_LIMIT) : 0;
    expected = known ? latest.whole(Figure.HEADROOM_EXPECTED) : 0;
    usage = limit - expected;
    fits = outlook.verdict() == Verdict.FITS;
    growing = outlook.verdict() == Verdict.GROWING;
    boolean times = outlook.hasTime();
    midSeconds = times ? outlook.midSeconds() : Double.POSITIVE_INFINITY;
    highSeconds = times ? outlook.highSeconds() : Double.POSITIVE_INFINITY;
    probability = known && times ? outlook.killProbability(NEAR_SECONDS) : 0;
    culprit = outlook.culprit();
    heap(sample, outlook.figures());
    Figures full = outlook.figures();
    nativeOtherKnown = full.known(Figure.LEDGER_NATIVE_OTHER);
    nativeOther = nativeOtherKnown ? full.whole(Figure.LEDGER_NATIVE_OTHER) : 0;
  }

  private void heap(Sample sample, Figures full) {
    heapKnown = sample.known(Field.HEAP_USED) && sample.known(Field.HEAP_COMMITTED);
    if (!heapKnown) {
      return;
    }
    heapUsed = sample.value(Field.HEAP_USED);
    heapCommitted = sample.value(Field.HEAP_COMMITTED);
    heapMaxKnown = sample.known(Field.HEAP_MAX);
    heapMax = heapMaxKnown ? sample.value(Field.HEAP_MAX) : 0;
    heapResident =
        full.known(Figure.LEDGER_JAVA_HEAP)
            ? Math.min(heapCommitted, full.whole(Figure.LEDGER_JAVA_HEAP))
            : heapCommitted;
    live(sample.heapPools());
    rise();
  }

  private void live(Rows pools) {
    liveKnown = false;
    liveBytes = heapUsed;
    oldUsed = 0;
    for (int i = 0; i < pools.size(); i++) {
      if (isOld(pools.name(i)) && pools.known(i, Sample.POOL_USED)) {
        oldUsed = pools.value(i, Sample.POOL_USED);
      }
      if (isOld(pools.name(i)) && pools.known(i, Sample.POOL_USED_AFTER_LAST_GC)) {
        long left = pools.value(i, Sample.POOL_USED_AFTER_LAST_GC);
        if (left > 0) { // some releases report 0 before the first collection
          liveKnown = true;
          liveBytes = Math.min(left, heapUsed);
        }
      }
    }
  }

  private static boolean isOld(String pool) {
    return pool.endsWith("Old Gen");
  }

  /**
   * Computes the growth since a few seconds ago, or since the first pass if that is more recent.
   */
  private void rise() {
    long then = passes == 0 ? heapUsed : usedBefore[0];
    double newest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < Math.min(passes, usedAt.length); i++) {
      if (seconds - usedAt[i] >= BURST_SECONDS && usedAt[i] > newest) {
        newest = usedAt[i];
        then = usedBefore[i];
      }
    }
    heapRise = heapUsed - then;
    passes++;
    usedBefore[next] = heapUsed;
    usedAt[next] = seconds;
    next = (next + 1) % usedAt.length;
  }

  /** Returns whether a kill is near: by the forecast, or because little headroom is left. */
  boolean isNear() {
    return known && (isForecast() || expected < SHORT * limit);
  }

  /** Returns whether a kill is near by the forecast. */
  boolean isForecast() {
    return (growing && midSeconds < NEAR_SECONDS) || probability >= PROBABLE;
  }
}
