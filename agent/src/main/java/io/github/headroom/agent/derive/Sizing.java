package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/**
 * The size that suits, from what was seen: the smallest limit of the own cgroup that would have
 * held with a margin, and the largest heap that fits the effective limit.
 *
 * <p>It rests on highest values of two parts, each with its margin. Beside the heap: what reclaim
 * cannot free of the own cgroup, swap that it uses, and page cache only where tasks waited for
 * pages that they had lost. The heap: what it held, or the size that HotSpot gives to such a live
 * set, whichever is less ({@link #HEAP_OF_LIVE_SET}). So a heap that is larger than it needs does
 * not count, and the limit goes with the heap in {@link Figure#SIZING_HEAP}. A part that was higher
 * in the second half of the time than in the first is taken to grow on at that pace for a day;
 * where less than a day was seen, ever more slowly: as much again with each doubling of the time.
 *
 * <p>It does not depend on the limit, and goes on where that changes. 5 KB; makes no garbage.
 */
public final class Sizing {

  /** Before that there is no advice. */
  public static final double SHORTEST_SECONDS = 3600;

  /** What was seen longer ago than eleven days is forgotten. */
  public static final double MEMORY_SECONDS = Peaks.REACH;

  /** Of what was seen in a day or more. Chosen by measurement, see docs/sizing.md. */
  static final double MARGIN = 0.15;

  /** What is added to the margin after an hour; less with each doubling of the time, to a day. */
  static final double MARGIN_OF_THE_UNSEEN = 0.2;

  private static final double DAY = 86_400;

  /** From an hour to a day. */
  private static final double LONGEST_DOUBLINGS = Math.log(DAY / SHORTEST_SECONDS) / Math.log(2);

  /**
   * An old generation that is 40 % free after a collection (MinHeapFreeRatio's default), and a
   * young one of half its size (NewRatio's): what HotSpot sizes a heap to by itself.
   */
  static final double HEAP_OF_LIVE_SET = 1.5 / 0.6;

  /** Of the time, what tasks wait for memory before the page cache counts as needed. */
  private static final double WAITS = 0.01;

  /** As many heap pools as a sample has at most. */
  private static final int POOLS = 16;

  // The series.
  private static final int ALL = 0;
  private static final int BESIDE_HEAP = 1;
  private static final int HEAP = 2;

  /** Where a collection has shown it for each pool. */
  private static final int LIVE_SET = 3;

  /** What pools hold counts in full where no collection has shown what lives in them. */
  private static final int LIVE_AT_MOST = 4;

  /** What others hold of the effective limit. */
  private static final int OTHERS = 5;

  private final Peaks peaks = new Peaks(6);

  /** Bytes of each heap pool: see {@link #isShown}. */
  private final long[] afterCollection = new long[POOLS];

  private final long[] usedBefore = new long[POOLS];
  private final long[] shownTo = new long[POOLS];

  /** Whether collections have shown what lives now, as of the last full pass. */
  private boolean liveSetIsShown;

  /** Of the last full pass: counts so far, and whether they are known. */
  private long refaults;

  private double waited;
  private double waitedAt = Double.NaN;
  private long reread;

  public Sizing() {}

  /**
   * Takes in a sample and its figures.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   * @param full whether they are a full pass's
   */
  public void add(Sample sample, Figures figures, double seconds, boolean full) {
    peaks.at(seconds);
    if (!Levels.known(sample, 0, Sample.ANCESTOR_USAGE) || !Reclaimable.isTellable(sample, 0)) {
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
   * Page cache counts in a pass before which tasks waited and the group read pages again that it
   * had lost: the kernel counts the wait for such pages as memory pressure (psi_memstall_enter,
   * mm/filemap.c). Then what is on the active list is wanted. Where either is not known (v1) it
   * does not count.
   */
  private void lookAtRereading(Sample sample, double seconds) {
    reread = 0;
    if (!sample.known(Field.REFAULTS_FILE)
        || !sample.known(Field.PRESSURE_SOME_TOTAL)
        || !sample.known(Field.ACTIVE_FILE)) {
      waitedAt = Double.NaN;
      return;
    }
    long refaultsNow = sample.value(Field.REFAULTS_FILE);
    double waitedNow = sample.value(Field.PRESSURE_SOME_TOTAL) / 1e6;
    if (refaultsNow > refaults && waitedNow - waited > WAITS * (seconds - waitedAt)) {
      reread = sample.value(Field.ACTIVE_FILE);
    }
    refaults = refaultsNow;
    waited = waitedNow;
    waitedAt = seconds;
  }

  /** Eden is empty after a collection. */
  private void liveSet(Sample sample) {
    Rows pools = sample.heapPools();
    long live = 0;
    boolean allShown = true;
    for (int i = 0; i < pools.size() && i < POOLS; i++) {
      if (!pools.name(i).contains("Eden")) {
        if (!pools.known(i, Sample.POOL_USED)) {
          return;
        }
        long used = pools.value(i, Sample.POOL_USED);
        long after =
            pools.known(i, Sample.POOL_USED_AFTER_LAST_GC)
                ? pools.value(i, Sample.POOL_USED_AFTER_LAST_GC)
                : 0;
        boolean shown = isShown(i, after, used);
        live += shown ? after : used;
        allShown &= shown;
      }
    }
    if (live > 0) {
      liveSetIsShown = allShown;
      peaks.add(LIVE_AT_MOST, (double) live);
      if (allShown) {
        peaks.add(LIVE_SET, (double) live);
      }
    }
  }

  /**
   * Whether the last collection of a pool shows what lives in it. It does until the pool holds
   * twice of what it held before any collection that was seen. So a collection of a heap that was
   * nearly empty, as at "Metadata GC Threshold" while a JVM starts, shows nothing of what came
   * later: G1, Parallel and Serial may collect the old generation hours after that, or never.
   */
  private boolean isShown(int pool, long after, long used) {
    if (after != afterCollection[pool]) {
      shownTo[pool] = Math.max(shownTo[pool], 2 * Math.max(after, usedBefore[pool]));
    }
    afterCollection[pool] = after;
    usedBefore[pool] = used;
    return used <= shownTo[pool];
  }

  private void others(Figures figures) {
    if (figures.known(Figure.LARGEST_HEAP) && figures.known(Figure.EFFECTIVE_LIMIT)) {
      long room = figures.whole(Figure.LARGEST_HEAP) + figures.whole(Figure.DEMAND_BESIDE_HEAP);
      peaks.add(OTHERS, Math.max(0.0, (double) (figures.whole(Figure.EFFECTIVE_LIMIT) - room)));
    }
  }

  /**
   * Sets the advice in the figures of a full pass; none before an hour was seen.
   *
   * @param growing whether it grows without an end in sight: no size fits that
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
    // Between full passes all of it may be higher; without what of the heap does not count.
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

  /** Not known, and taken as none, where nothing was seen in the first half. */
  private static double grown(double highest, double ofTheFirstHalf) {
    return ofTheFirstHalf > 0 ? Math.max(0, highest - ofTheFirstHalf) : 0;
  }

  /** What the heap takes where it is no larger than its live set asks for. */
  private double heapNow() {
    int live = liveSetSeries();
    return peaks.known(live)
        ? Math.min(peaks.highest(HEAP), HEAP_OF_LIVE_SET * peaks.highest(live))
        : peaks.highest(HEAP);
  }

  private int liveSetSeries() {
    return liveSetIsShown ? LIVE_SET : LIVE_AT_MOST;
  }

  private double heapOfTheFirstHalf() {
    double held = peaks.highestOfTheFirstHalf(HEAP);
    double live = peaks.highestOfTheFirstHalf(liveSetSeries());
    return live > 0 ? Math.min(held, HEAP_OF_LIVE_SET * live) : held;
  }

  /**
   * A heap that grows beyond what it has held takes the collector's tables with it. None fits where
   * there is no room for more than what lives.
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
