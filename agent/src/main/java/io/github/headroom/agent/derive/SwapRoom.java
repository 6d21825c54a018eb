package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Estimates the swap that reclaim of this group can still fill, and the memory that this frees. It
 * is the only place that knows swappiness, swap limits, neighbours and zswap.
 *
 * <p>With zswap, a swapped page is compressed into a pool, and since 5.19 the group is charged for
 * the pool (obj_cgroup_charge_zswap, mm/memcontrol.c): a page that compresses to a third frees two
 * thirds of a page. The pool ends at memory.zswap.max. From there on the oldest pages go to the
 * swap device, or none is swapped where memory.zswap.writeback is 0.
 */
final class SwapRoom {

  /**
   * Used until the group's own ratio is known: zbud keeps two pages in one
   * (admin-guide/mm/zswap.rst).
   */
  private static final double COMPRESSED_SHARE = 0.5;

  private SwapRoom() {}

  /**
   * Sets the machine's free swap, as far as swap.max - swap.current of every level allows
   * (mem_cgroup_get_nr_swap_pages). Swap that others fill, on the machine or below an ancestor's
   * limit, is not available. With a swappiness of 0 it is 0: reclaim of a cgroup then does not swap
   * (get_scan_count, mm/vmscan.c).
   */
  static void derive(Sample sample, Figures into) {
    if (sample.known(Field.SWAPPINESS) && sample.value(Field.SWAPPINESS) == 0) {
      into.set(Figure.SWAP_ROOM, 0);
      return;
    }
    if (!sample.known(Field.SWAP_FREE)) {
      return;
    }
    long free = sample.value(Field.SWAP_FREE);
    if (!leastIsKnown(sample, free, Sample.ANCESTOR_SWAP_LIMIT, Sample.ANCESTOR_SWAP)) {
      return;
    }
    long room = least(sample, free, Sample.ANCESTOR_SWAP_LIMIT, Sample.ANCESTOR_SWAP);
    if (room > 0 && sample.state(Field.SWAPPINESS) == State.UNREADABLE) {
      return;
    }
    into.set(Figure.SWAP_ROOM, room);
  }

  /** Whether the effect of swap at that level is known. */
  static boolean isKnown(Sample sample, int level, Figures into) {
    if (!into.known(Figure.SWAP_ROOM)) {
      return false;
    }
    return into.whole(Figure.SWAP_ROOM) == 0
        || !compresses(sample)
        || (swappableIsKnown(sample, level) && poolIsKnown(sample));
  }

  static boolean swappableIsKnown(Sample sample, int level) {
    return Levels.isReadable(sample, level, Sample.ANCESTOR_ANON)
        && Levels.isReadable(sample, level, Sample.ANCESTOR_SHMEM)
        && Levels.isReadable(sample, level, Sample.ANCESTOR_UNEVICTABLE);
  }

  /** Bytes that can go to swap: anonymous memory and shmem that are not locked. */
  private static long swappable(Sample sample, int level) {
    return Math.max(
        0,
        Levels.valueOrNothing(sample, level, Sample.ANCESTOR_ANON)
            + Levels.valueOrNothing(sample, level, Sample.ANCESTOR_SHMEM)
            - Levels.valueOrNothing(sample, level, Sample.ANCESTOR_UNEVICTABLE));
  }

  /**
   * Bytes by which swap lets the group grow further: later pages are swapped as well. With
   * compression, at most until the pool fills all of the level's memory.
   *
   * @param without bytes that are left at the level without swap
   */
  static long widens(Sample sample, int level, long without, Figures into) {
    long free = into.whole(Figure.SWAP_ROOM);
    if (free == 0 || !compresses(sample)) {
      return free;
    }
    double share = share(sample);
    double most = (Math.max(0, without) + swappable(sample, level)) / share;
    return Math.round(Math.min((1 - share) * most, freed(sample, free, share)));
  }

  /** Bytes that reclaim can free at the level now by swapping. */
  static long frees(Sample sample, int level, Figures into) {
    long pages = Math.min(swappable(sample, level), into.whole(Figure.SWAP_ROOM));
    return pages == 0 || !compresses(sample)
        ? pages
        : Math.round(freed(sample, pages, share(sample)));
  }

  /** Bytes that are freed when that many bytes are swapped. */
  private static double freed(Sample sample, long bytes, double share) {
    double compressed = Math.min((double) bytes, pool(sample) / share);
    boolean toDevice =
        !sample.known(Field.ZSWAP_WRITEBACK) || sample.value(Field.ZSWAP_WRITEBACK) != 0;
    return (1 - share) * compressed + (toDevice ? bytes - compressed : 0);
  }

  /**
   * Whether the kernel charges the group for a compressed pool. Where the switch is not visible, a
   * non-empty pool shows it.
   */
  private static boolean compresses(Sample sample) {
    if (!sample.known(Field.ZSWAP)) {
      return false;
    }
    return sample.known(Field.ZSWAP_ENABLED)
        ? sample.value(Field.ZSWAP_ENABLED) != 0
        : sample.value(Field.ZSWAP) > 0;
  }

  /** The compressed size as a share of the page, from the group's own pages so far. */
  private static double share(Sample sample) {
    if (!sample.known(Field.ZSWAPPED) || sample.value(Field.ZSWAPPED) == 0) {
      return COMPRESSED_SHARE;
    }
    double share = (double) sample.value(Field.ZSWAP) / sample.value(Field.ZSWAPPED);
    // A nearly empty pool has whole pages for a few bytes, or its bytes are not counted yet.
    return share > 0 && share < 1 ? share : COMPRESSED_SHARE;
  }

  /** Bytes by which the pool can still grow; has a meaning where {@link #poolIsKnown}. */
  private static long pool(Sample sample) {
    return least(sample, Long.MAX_VALUE, Sample.ANCESTOR_ZSWAP_LIMIT, Sample.ANCESTOR_ZSWAP);
  }

  private static boolean poolIsKnown(Sample sample) {
    return leastIsKnown(sample, Long.MAX_VALUE, Sample.ANCESTOR_ZSWAP_LIMIT, Sample.ANCESTOR_ZSWAP);
  }

  /** The least that any level's limit leaves of it; has a meaning where {@link #leastIsKnown}. */
  private static long least(Sample sample, long of, int limits, int usages) {
    long least = of;
    for (int level = 0; level < Levels.count(sample) && least > 0; level++) {
      least = Math.min(least, left(sample, level, least, limits, usages));
    }
    return least;
  }

  /**
   * Whether each level's limit and usage can be read, up to the first level that leaves nothing.
   */
  private static boolean leastIsKnown(Sample sample, long of, int limits, int usages) {
    long least = of;
    for (int level = 0; level < Levels.count(sample) && least > 0; level++) {
      boolean limited = Levels.known(sample, level, limits);
      if (limited
          ? !Levels.known(sample, level, usages)
          : !Levels.isReadable(sample, level, limits)) {
        return false;
      }
      least = Math.min(least, left(sample, level, least, limits, usages));
    }
    return true;
  }

  private static long left(Sample sample, int level, long of, int limits, int usages) {
    return Levels.known(sample, level, limits)
        ? Math.max(0, Levels.value(sample, level, limits) - Levels.value(sample, level, usages))
        : of;
  }
}
