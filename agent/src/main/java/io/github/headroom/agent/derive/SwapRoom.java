package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * The swap that the group's reclaim can still fill, and what that gives: the one place that knows
 * swappiness, limits of swap, neighbours and zswap.
 *
 * <p>With zswap on, what is swapped is compressed into a pool, and since 5.19 that is charged to
 * the group (obj_cgroup_charge_zswap, mm/memcontrol.c): a page of which a third is left frees two
 * thirds of a page. The pool ends at memory.zswap.max; from there on the oldest pages go to the
 * swap device, or none is swapped where memory.zswap.writeback is 0.
 */
final class SwapRoom {

  /** zbud keeps two pages in one (admin-guide/mm/zswap.rst); until the group's share is known. */
  private static final double COMPRESSED_SHARE = 0.5;

  private SwapRoom() {}

  /**
   * The machine's free swap, as far as swap.max - swap.current of every level leaves it
   * (mem_cgroup_get_nr_swap_pages): so what others fill, on the machine or below an ancestor's
   * limit, is gone. None with a swappiness of 0: then a cgroup's reclaim does not swap
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
    long room =
        least(
            sample,
            sample.value(Field.SWAP_FREE),
            Sample.ANCESTOR_SWAP_LIMIT,
            Sample.ANCESTOR_SWAP);
    if (room < 0 || (room > 0 && sample.state(Field.SWAPPINESS) == State.UNREADABLE)) {
      return;
    }
    into.set(Figure.SWAP_ROOM, room);
  }

  /** Whether what swap gives at that level can be known. */
  static boolean isTellable(Sample sample, int level, Figures into) {
    if (!into.known(Figure.SWAP_ROOM)) {
      return false;
    }
    return into.whole(Figure.SWAP_ROOM) == 0
        || !compresses(sample)
        || (swappableIsTellable(sample, level) && pool(sample) >= 0);
  }

  static boolean swappableIsTellable(Sample sample, int level) {
    return Levels.tellable(sample, level, Sample.ANCESTOR_ANON)
        && Levels.tellable(sample, level, Sample.ANCESTOR_SHMEM)
        && Levels.tellable(sample, level, Sample.ANCESTOR_UNEVICTABLE);
  }

  /** What can go to swap: anonymous memory and shmem that is not locked. */
  private static long swappable(Sample sample, int level) {
    return Math.max(
        0,
        Levels.valueOrNothing(sample, level, Sample.ANCESTOR_ANON)
            + Levels.valueOrNothing(sample, level, Sample.ANCESTOR_SHMEM)
            - Levels.valueOrNothing(sample, level, Sample.ANCESTOR_UNEVICTABLE));
  }

  /**
   * Bytes by which a group can grow further than without swap: what comes later is swapped as well.
   * Compressed, no more than fills all of the level's memory with the pool.
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

  /** Bytes that reclaim can free of the level now by swapping. */
  static long frees(Sample sample, int level, Figures into) {
    long pages = Math.min(swappable(sample, level), into.whole(Figure.SWAP_ROOM));
    return pages == 0 || !compresses(sample)
        ? pages
        : Math.round(freed(sample, pages, share(sample)));
  }

  /** What that many bytes free as they are swapped. */
  private static double freed(Sample sample, long bytes, double share) {
    double compressed = Math.min((double) bytes, pool(sample) / share);
    boolean toDevice =
        !sample.known(Field.ZSWAP_WRITEBACK) || sample.value(Field.ZSWAP_WRITEBACK) != 0;
    return (1 - share) * compressed + (toDevice ? bytes - compressed : 0);
  }

  /** Only where the kernel charges the group for it; without the switch in sight, once it does. */
  private static boolean compresses(Sample sample) {
    if (!sample.known(Field.ZSWAP)) {
      return false;
    }
    return sample.known(Field.ZSWAP_ENABLED)
        ? sample.value(Field.ZSWAP_ENABLED) != 0
        : sample.value(Field.ZSWAP) > 0;
  }

  /** The share that is left of a page, as the group's own pages have it so far. */
  private static double share(Sample sample) {
    if (!sample.known(Field.ZSWAPPED) || sample.value(Field.ZSWAPPED) == 0) {
      return COMPRESSED_SHARE;
    }
    double share = (double) sample.value(Field.ZSWAP) / sample.value(Field.ZSWAPPED);
    // A pool that is all but empty has whole pages for a few bytes, or none counted yet.
    return share > 0 && share < 1 ? share : COMPRESSED_SHARE;
  }

  /** Bytes that the pool can still grow by; negative where that is not known. */
  private static long pool(Sample sample) {
    return least(sample, Long.MAX_VALUE, Sample.ANCESTOR_ZSWAP_LIMIT, Sample.ANCESTOR_ZSWAP);
  }

  /** The least that any level's limit leaves of it; negative where one cannot be read. */
  private static long least(Sample sample, long of, int limits, int usages) {
    long least = of;
    for (int level = 0; level < Levels.count(sample) && least > 0; level++) {
      if (Levels.known(sample, level, limits)) {
        if (!Levels.known(sample, level, usages)) {
          return -1;
        }
        long left = Levels.value(sample, level, limits) - Levels.value(sample, level, usages);
        least = Math.min(least, Math.max(0, left));
      } else if (!Levels.tellable(sample, level, limits)) {
        return -1;
      }
    }
    return least;
  }
}
