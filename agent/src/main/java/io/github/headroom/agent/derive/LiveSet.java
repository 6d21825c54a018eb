package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/**
 * The live set of the heap, from what its pools held after their last collection. A pool whose last
 * collection is no longer representative counts with its present size. Under 1 KB; allocates
 * nothing after construction.
 */
final class LiveSet {

  /** The most heap pools that a sample has. */
  private static final int POOLS = 16;

  /** Bytes of each heap pool: see {@link #represents}. */
  private final long[] afterCollection = new long[POOLS];

  private final long[] usedBefore = new long[POOLS];
  private final long[] shownTo = new long[POOLS];

  private long bytes;
  private boolean shown;

  /**
   * Takes in the heap pools of a full pass. Eden is left out: it is empty after a collection.
   *
   * @return false where the size of a pool is not known or all pools are empty; {@link #bytes} and
   *     {@link #isShown} then keep their values
   */
  boolean look(Rows pools) {
    long live = 0;
    boolean allShown = true;
    for (int i = 0; i < pools.size() && i < POOLS; i++) {
      if (!pools.name(i).contains("Eden")) {
        if (!pools.known(i, Sample.POOL_USED)) {
          return false;
        }
        long used = pools.value(i, Sample.POOL_USED);
        long after =
            pools.known(i, Sample.POOL_USED_AFTER_LAST_GC)
                ? pools.value(i, Sample.POOL_USED_AFTER_LAST_GC)
                : 0;
        boolean represents = represents(i, after, used);
        live += represents ? after : used;
        allShown &= represents;
      }
    }
    if (live == 0) {
      return false;
    }
    bytes = live;
    shown = allShown;
    return true;
  }

  /** Bytes, at most; the live set itself where {@link #isShown}. */
  long bytes() {
    return bytes;
  }

  /** Whether collections have shown the present live set of each pool. */
  boolean isShown() {
    return shown;
  }

  /**
   * Whether the last collection of a pool shows its present live set. It does until the pool holds
   * twice the bytes that it held before any observed collection. A collection of a nearly empty
   * heap, as at "Metadata GC Threshold" during start-up, therefore shows nothing about later
   * objects: G1, Parallel and Serial may collect the old generation hours later, or never.
   */
  private boolean represents(int pool, long after, long used) {
    if (after != afterCollection[pool]) {
      shownTo[pool] = Math.max(shownTo[pool], 2 * Math.max(after, usedBefore[pool]));
    }
    afterCollection[pool] = after;
    usedBefore[pool] = used;
    return used <= shownTo[pool];
  }
}
