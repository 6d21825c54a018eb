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
 * What the acts of relief go by: one pass, and the heap of the seconds before. Filled in place,
 * makes no garbage. Bytes and seconds.
 */
final class Situation {

  /** How far ahead a kill is near. */
  private static final double NEAR_SECONDS = 120;

  /** Of what may come within that time. */
  private static final double PROBABLE = 0.5;

  /** Share of the limit. */
  private static final double SHORT = 0.1;

  private static final double BURST_SECONDS = 5;

  /** By the clock of the outlook. */
  double seconds;

  /** Since the first pass that was looked at. */
  double age;

  /** Whether limit and headroom are known; without them nothing is done. */
  boolean known;

  /** The limit less the expected headroom: page cache that can be dropped is not in it. */
  long usage;

  long limit;
  long expected;

  boolean growing;

  /** Whether the verdict is that nothing endangers the container. */
  boolean fits;

  /** Of a kill; infinite where there are no times. */
  double midSeconds;

  double highSeconds;

  /** That a kill comes within {@link #NEAR_SECONDS}, by what is seen to grow. */
  double probability;

  @Nullable MemoryArea culprit;

  boolean heapKnown;
  long heapUsed;
  long heapCommitted;

  /** The largest that the heap may become; as much as there can be where it is not known. */
  long heapMax;

  /** Resident pages of the heap, as of the last full pass; committed where that is not known. */
  long heapResident;

  /** Whether {@link #liveBytes} is of a collection of the old generation. */
  boolean liveKnown;

  /** What the last such collection left; before one is known what is in use. */
  long liveBytes;

  /** What the old generation has in use: a collection may find all of it live. */
  long oldUsed;

  /** What the heap has taken more than a few seconds ago. */
  long heapRise;

  /** Memory that no part of the JVM accounts for, as of the last full pass; 0 if not known. */
  long nativeOther;

  private double began = Double.NaN;
  private final long[] usedBefore = new long[16];
  private final double[] usedAt = new double[16];
  private int next;
  private int passes;

  /** Takes in a pass. */
  void fill(Sample sample, Outlook outlook, double now) {
    if (Double.isNaN(began)) {
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
    nativeOther =
        full.known(Figure.LEDGER_NATIVE_OTHER) ? full.whole(Figure.LEDGER_NATIVE_OTHER) : 0;
  }

  private void heap(Sample sample, Figures full) {
    heapKnown = sample.known(Field.HEAP_USED) && sample.known(Field.HEAP_COMMITTED);
    if (!heapKnown) {
      return;
    }
    heapUsed = sample.value(Field.HEAP_USED);
    heapCommitted = sample.value(Field.HEAP_COMMITTED);
    heapMax = sample.known(Field.HEAP_MAX) ? sample.value(Field.HEAP_MAX) : Long.MAX_VALUE;
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
        if (left > 0) { // 0 before the first, on some releases
          liveKnown = true;
          liveBytes = Math.min(left, heapUsed);
        }
      }
    }
  }

  private static boolean isOld(String pool) {
    return pool.endsWith("Old Gen");
  }

  /** Above what it had some seconds ago; before that is known, above the first pass. */
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

  /** Whether a kill is near: by the forecast, or since little headroom is left. */
  boolean isNear() {
    return known && (isForecast() || expected < SHORT * limit);
  }

  /** Whether a kill is near by the forecast. */
  boolean isForecast() {
    return (growing && midSeconds < NEAR_SECONDS) || probability >= PROBABLE;
  }
}
