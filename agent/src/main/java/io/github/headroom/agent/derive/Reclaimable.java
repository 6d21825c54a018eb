package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Estimates the bytes that reclaim frees at a level without swap before the OOM killer comes: page
 * cache, including memory freed with MADV_FREE, which is on the inactive file list; reclaimable
 * slab; and the unmapped parts of transparent huge pages.
 *
 * <p>Reclaim does not write dirty page cache. It wakes the flushers and waits for the writes that
 * they have started (shrink_folio_list, mm/vmscan.c). In measured groups with a third to two thirds
 * dirty, growth continued until all of it was written. Where nearly all reclaimable memory is
 * dirty, the kernel kills instead: v1 does not throttle a writer within a single group
 * (writeback_throttling_sane), and the multi-generational LRU woke no flushers before 6.13.
 */
final class Reclaimable {

  /** Up to this share of the reclaimable memory, dirty page cache is written in time. */
  private static final double WRITTEN_IN_TIME = 2 / 3.0;

  /** From this share on, none of it is written in time. */
  private static final double HELD = 0.9;

  /**
   * Factor for the room below the limit. Dirty pages are not held before reclaim starts. A writer
   * of 64 MiB, all dirty, lost them in time while it had room.
   */
  private static final long ROOM = 32;

  /** THREAD_SIZE of x86-64 and of arm64 with 4K pages. No 64-bit kernel has a smaller one. */
  private static final long STACK_BYTES = 16 << 10;

  private static final long NO_LIMIT = Long.MAX_VALUE / 2;

  private Reclaimable() {}

  static boolean isKnown(Sample sample, int level) {
    return Levels.isReadable(sample, level, Sample.ANCESTOR_ACTIVE_FILE)
        && Levels.isReadable(sample, level, Sample.ANCESTOR_INACTIVE_FILE)
        && Levels.isReadable(sample, level, Sample.ANCESTOR_SLAB_RECLAIMABLE)
        && Levels.isReadable(sample, level, Sample.ANCESTOR_DIRTY);
  }

  /**
   * Bytes that reclaim frees when all dirty pages are written in time and all unmapped parts are
   * freed.
   */
  static long inTime(Sample sample, int level) {
    return file(sample, level) + slab(sample, level) + unmapped(sample, level);
  }

  /**
   * Bytes that reclaim frees now. Dirty page cache that is held, and the inodes that it holds, do
   * not count. Unmapped parts do not count where the group swaps: pages on their way to swap look
   * the same.
   */
  static long now(Sample sample, int level) {
    long dirty =
        Math.min(Levels.valueOrNothing(sample, level, Sample.ANCESTOR_DIRTY), file(sample, level));
    double held = heldShare(sample, level, dirty);
    boolean swaps = Levels.valueOrNothing(sample, level, Sample.ANCESTOR_SWAP_CACHED) > 0;
    return file(sample, level)
        + slab(sample, level)
        + (swaps ? 0 : unmapped(sample, level))
        - Math.round(held * (dirty + slab(sample, level)));
  }

  /**
   * The share of the dirty page cache that is held, 0 to 1. It depends on the dirty part of the
   * page cache at the time the limit is reached: room below the limit gives time to write. The
   * share rises linearly, so that the headroom does not jump at a threshold.
   */
  private static double heldShare(Sample sample, int level, long dirty) {
    if (dirty == 0) {
      return 0;
    }
    double part = dirty / (ROOM * (double) free(sample, level) + file(sample, level));
    return Math.min(1, Math.max(0, (part - WRITTEN_IN_TIME) / (HELD - WRITTEN_IN_TIME)));
  }

  /**
   * limit - usage, of the tighter of v1's two limits; {@link #NO_LIMIT} where the level has no
   * limit. The own level also uses the limit of an invisible ancestor, which v1 prints.
   */
  private static long free(Sample sample, int level) {
    long free =
        left(sample, level, Sample.ANCESTOR_LIMIT, Field.HIERARCHICAL_LIMIT, Sample.ANCESTOR_USAGE);
    long both =
        left(
            sample,
            level,
            Sample.ANCESTOR_MEMSW_LIMIT,
            Field.HIERARCHICAL_MEMSW_LIMIT,
            Sample.ANCESTOR_MEMSW_USAGE);
    return Math.max(0, Math.min(free, both));
  }

  private static long left(Sample sample, int level, int limits, Field hierarchical, int usages) {
    long limit =
        Levels.known(sample, level, limits) ? Levels.value(sample, level, limits) : NO_LIMIT;
    if (level == 0 && sample.known(hierarchical)) {
      limit = Math.min(limit, sample.value(hierarchical));
    }
    return limit < NO_LIMIT && Levels.known(sample, level, usages)
        ? limit - Levels.value(sample, level, usages)
        : NO_LIMIT;
  }

  private static long file(Sample sample, int level) {
    return Levels.valueOrNothing(sample, level, Sample.ANCESTOR_ACTIVE_FILE)
        + Levels.valueOrNothing(sample, level, Sample.ANCESTOR_INACTIVE_FILE);
  }

  private static long slab(Sample sample, int level) {
    return Levels.valueOrNothing(sample, level, Sample.ANCESTOR_SLAB_RECLAIMABLE);
  }

  /**
   * Memory on the anonymous LRU lists that is neither mapped, nor shmem, nor in swap. These are
   * unmapped parts (MADV_DONTNEED, munmap) of transparent huge pages. They stay charged until
   * reclaim splits those pages (deferred_split_scan, mm/huge_memory.c). 0 where memory.stat does
   * not count the swap cache (v2 before 5.12).
   */
  private static long unmapped(Sample sample, int level) {
    if (!Levels.known(sample, level, Sample.ANCESTOR_SWAP_CACHED)
        || !Levels.known(sample, level, Sample.ANCESTOR_ACTIVE_ANON)
        || !Levels.known(sample, level, Sample.ANCESTOR_INACTIVE_ANON)
        || !Levels.known(sample, level, Sample.ANCESTOR_ANON)
        || !Levels.known(sample, level, Sample.ANCESTOR_SHMEM)) {
      return 0;
    }
    return Math.max(
        0,
        Levels.value(sample, level, Sample.ANCESTOR_ACTIVE_ANON)
            + Levels.value(sample, level, Sample.ANCESTOR_INACTIVE_ANON)
            - Levels.value(sample, level, Sample.ANCESTOR_ANON)
            - Levels.value(sample, level, Sample.ANCESTOR_SHMEM)
            - Levels.value(sample, level, Sample.ANCESTOR_SWAP_CACHED));
  }

  /**
   * The largest possible reclaimable slab where no key counts it (v1): the own group's kernel
   * memory without page tables and stacks of the visible processes. A process that moved here from
   * another group stays charged there.
   */
  static long slabAtMost(Sample sample) {
    boolean counted = sample.state(Field.SLAB_RECLAIMABLE) != State.ABSENT;
    if (counted || !sample.known(Field.KERNEL)) {
      return 0;
    }
    long tables = sample.known(Field.VM_PTE) ? sample.value(Field.VM_PTE) : 0;
    long threads = sample.known(Field.THREADS) ? sample.value(Field.THREADS) : 0;
    Rows others = sample.otherProcesses();
    for (int i = 0; i < others.size(); i++) {
      if (others.known(i, Sample.OTHER_PAGE_TABLES)) {
        tables += others.value(i, Sample.OTHER_PAGE_TABLES);
      }
      if (others.known(i, Sample.OTHER_THREADS)) {
        threads += others.value(i, Sample.OTHER_THREADS);
      }
    }
    return Math.max(0, sample.value(Field.KERNEL) - tables - threads * STACK_BYTES);
  }
}
