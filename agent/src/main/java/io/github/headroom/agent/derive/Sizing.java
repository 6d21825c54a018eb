package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;

/**
 * Derives sizes from observation: the smallest limit of the own cgroup that would have been enough,
 * and the largest heap that fits the effective limit, each with a margin.
 *
 * <p>It uses the highest values of two parts. The part beside the heap is what reclaim cannot free
 * of the own cgroup, plus its swap, plus page cache where tasks waited for pages that they had
 * lost. The heap counts with its size, or with the size that HotSpot gives to such a live set,
 * whichever is less ({@link #HEAP_OF_LIVE_SET}). So a heap that is larger than necessary does not
 * raise the limit, and the limit requires the heap of {@link Figure#SIZING_HEAP}. A part whose peak
 * is higher in the second half of the time than in the first is assumed to grow on at that rate for
 * a day. Where less than a day was seen, it is assumed to grow by the same amount with each
 * doubling of the time.
 *
 * <p>The result does not depend on the limit, and a change of the limit does not reset it. 5 KB;
 * allocates nothing after construction.
 */
public final class Sizing {

  /** There is no advice before this many seconds of observation. */
  public static final double SHORTEST_SECONDS = 3600;

  /** Seconds of history: observations older than eleven days are dropped. */
  public static final double MEMORY_SECONDS = Peaks.REACH;

  /** The margin after a day or more, a fraction. Measured, see docs/sizing.md. */
  static final double MARGIN = 0.15;

  /**
   * The additional margin after one hour, a fraction. It falls with each doubling of the time, to 0
   * after a day.
   */
  static final double MARGIN_OF_THE_UNSEEN = 0.2;

  private static final double DAY = 86_400;

  /** From one hour to a day. */
  private static final double LONGEST_DOUBLINGS = Math.log(DAY / SHORTEST_SECONDS) / Math.log(2);

  /**
   * The heap that HotSpot chooses for a live set, as a factor: an old generation that is 40 % free
   * after a collection (default of MinHeapFreeRatio) and a young generation of half its size
   * (default of NewRatio).
   */
  static final double HEAP_OF_LIVE_SET = 1.5 / 0.6;

  /**
   * The fraction of time that tasks must wait for memory before the page cache counts as needed.
   */
  private static final double WAITS = 0.01;

  // The series.
  private static final int ALL = 0;
  private static final int BESIDE_HEAP = 1;
  private static final int HEAP = 2;

  /** Has a value where a collection has shown the live set of every pool. */
  private static final int LIVE_SET = 3;

  /** A pool counts in full where no collection has shown its live set. */
  private static final int LIVE_AT_MOST = 4;

  /** What neighbours hold of the effective limit. */
  private static final int OTHERS = 5;

  private final Peaks peaks = new Peaks(6);

  private final LiveSet liveSet = new LiveSet();

  /** Counters of the last full pass; have a meaning where {@link #waitIsKnown}. */
  private long refaults;

  private double waited;
  private double waitedAt;
  private boolean waitIsKnown;
  private long reread;

  public Sizing() {}

  /**
   * Adds a sample and its figures.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   * @param full whether a full pass took the sample
   */
  public void add(Sample sample, Figures figures, double seconds, boolean full) {
    peaks.at(seconds);
    if (!Levels.known(sample, 0, Sample.ANCESTOR_USAGE) || !Reclaimable.isKnown(sample, 0)) {
      return;
    }
    if (full) {
      lookAtRereading(sample, seconds);
    }
    long need = sample.value(Field.USAGE) - Reclaimable.now(sample, 0) + reread;
    need += figures.known(Figure.SWAP) ? figures.whole(Figure.SWAP) : 0;
    peaks.add(ALL, (double) need);
    if (full && figures.known(Figure.LEDGER_JAVA_HEAP) && Ledger.heapIsCharged(sample)) {
      long heap = Math.min(need, figures.whole(Figure.LEDGER_JAVA_HEAP));
      peaks.add(HEAP, (double) heap);
      peaks.add(BESIDE_HEAP, (double) (need - heap));
      liveSet(sample);
      others(figures);
    }
  }

  /**
   * Counts page cache as needed where, since the last full pass, tasks waited for memory and the
   * group read lost pages again. The kernel counts the wait for such pages as memory pressure
   * (psi_memstall_enter, mm/filemap.c). The active list is then needed. Page cache does not count
   * where one of the two is not known (v1).
   */
  private void lookAtRereading(Sample sample, double seconds) {
    reread = 0;
    if (!sample.known(Field.REFAULTS_FILE)
        || !sample.known(Field.PRESSURE_SOME_TOTAL)
        || !sample.known(Field.ACTIVE_FILE)) {
      waitIsKnown = false;
      return;
    }
    long refaultsNow = sample.value(Field.REFAULTS_FILE);
    double waitedNow = sample.value(Field.PRESSURE_SOME_TOTAL) / 1e6;
    if (waitIsKnown
        && refaultsNow > refaults
        && waitedNow - waited > WAITS * (seconds - waitedAt)) {
      reread = sample.value(Field.ACTIVE_FILE);
    }
    refaults = refaultsNow;
    waited = waitedNow;
    waitedAt = seconds;
    waitIsKnown = true;
  }

  private void liveSet(Sample sample) {
    if (!liveSet.look(sample.heapPools())) {
      return;
    }
    peaks.add(LIVE_AT_MOST, (double) liveSet.bytes());
    if (liveSet.isShown()) {
      peaks.add(LIVE_SET, (double) liveSet.bytes());
    }
  }

  private void others(Figures figures) {
    if (figures.known(Figure.LARGEST_HEAP) && figures.known(Figure.EFFECTIVE_LIMIT)) {
      long room = figures.whole(Figure.LARGEST_HEAP) + figures.whole(Figure.DEMAND_BESIDE_HEAP);
      peaks.add(OTHERS, Math.max(0.0, (double) (figures.whole(Figure.EFFECTIVE_LIMIT) - room)));
    }
  }

  /**
   * Sets the advice in the figures of a full pass. Sets nothing in the first hour.
   *
   * @param growing whether usage grows without a visible end: no size fits that
   */
  public void advise(Sample sample, Figures figures, boolean growing) {
    if (!peaks.known(ALL)) {
      return;
    }
    double span = peaks.span();
    if (span < SHORTEST_SECONDS || growing) {
      return;
    }
    figures.set(Figure.SIZING_SPAN, span);
    double doublings = Math.max(0, Math.log(DAY / span) / Math.log(2));
    double margin = 1 + MARGIN + MARGIN_OF_THE_UNSEEN * doublings / LONGEST_DOUBLINGS;
    double ahead = span < DAY ? 2 + doublings : 2 * DAY / span;
    if (!peaks.known(HEAP) || !figures.known(Figure.PROMISED_JAVA_HEAP)) {
      figures.set(Figure.SIZING_LIMIT, need(ALL, margin, ahead));
      return;
    }
    double promised = figures.whole(Figure.PROMISED_JAVA_HEAP);
    long heap = Math.round(Math.min(promised, heap(margin, ahead)));
    long beside = need(BESIDE_HEAP, margin, ahead);
    // Usage between full passes may be higher. The heap's excess over its live set does not count.
    double spare = Math.max(0, peaks.highest(HEAP) - heapNow());
    long all = Math.round(margin * (peaks.highest(ALL) - spare));
    figures.set(Figure.SIZING_HEAP, heap);
    figures.set(Figure.SIZING_LIMIT, Math.max(beside + heap, all));
    if (figures.known(Figure.EFFECTIVE_LIMIT)
        && !Levels.machineBinds(sample, figures.whole(Figure.EFFECTIVE_LIMIT))) {
      largest(sample, figures, beside);
    }
  }

  private long need(int series, double margin, double ahead) {
    double highest = peaks.highest(series);
    return Math.round(
        margin * highest + ahead * grown(highest, peaks.highestOfTheFirstHalf(series)));
  }

  private double heap(double margin, double ahead) {
    return margin * heapNow() + ahead * grown(heapNow(), heapOfTheFirstHalf());
  }

  /** Growth is not known, and taken as 0, where the first half has no value. */
  private static double grown(double highest, double ofTheFirstHalf) {
    return ofTheFirstHalf > 0 ? Math.max(0, highest - ofTheFirstHalf) : 0;
  }

  /** Bytes of the heap, at most the size that its live set requires. */
  private double heapNow() {
    int live = liveSetSeries();
    return peaks.known(live)
        ? Math.min(peaks.highest(HEAP), HEAP_OF_LIVE_SET * peaks.highest(live))
        : peaks.highest(HEAP);
  }

  private int liveSetSeries() {
    return liveSet.isShown() ? LIVE_SET : LIVE_AT_MOST;
  }

  private double heapOfTheFirstHalf() {
    double held = peaks.highestOfTheFirstHalf(HEAP);
    double live = peaks.highestOfTheFirstHalf(liveSetSeries());
    return live > 0 ? Math.min(held, HEAP_OF_LIVE_SET * live) : held;
  }

  /**
   * Sets the largest heap that fits. A heap beyond its observed size also needs larger tables of
   * the collector. Unset where there is no room for more than the live set.
   */
  private void largest(Sample sample, Figures figures, long beside) {
    double others = peaks.known(OTHERS) ? peaks.highest(OTHERS) : 0;
    double room = Math.max(0, figures.whole(Figure.EFFECTIVE_LIMIT) - others - beside);
    double held = peaks.highest(HEAP);
    double tables = Promised.tables(sample) / (double) figures.whole(Figure.PROMISED_JAVA_HEAP);
    double most = room > held ? held + (room - held) / (1 + tables) : room;
    double lives = peaks.known(LIVE_SET) ? peaks.highest(LIVE_SET) : 0;
    if (most > lives) {
      figures.set(Figure.SIZING_MAX_HEAP, Math.round(most));
    }
  }
}
