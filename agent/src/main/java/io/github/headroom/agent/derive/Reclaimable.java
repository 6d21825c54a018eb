package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * What reclaim frees of a level without swap before the OOM killer comes, in bytes: page cache,
 * also what was given back with MADV_FREE, which lies on the inactive file list; reclaimable slab;
 * and of transparent huge pages what is mapped no more.
 *
 * <p>Reclaim does not write dirty page cache; it wakes those that do, and waits for what they have
 * begun (shrink_folio_list, mm/vmscan.c). In groups of which a third to two thirds were dirty,
 * growth went on until all of it was written. Where nearly all that could be had is dirty the
 * kernel kills instead: v1 slows no writer of a single group down (writeback_throttling_sane), and
 * the multi-generational LRU woke nobody up before 6.13.
 */
final class Reclaimable {

  /** Dirty page cache up to this share of what can be had is written in time. */
  private static final double WRITTEN_IN_TIME = 2 / 3.0;

  /** From this share on none of it is. */
  private static final double HELD = 0.9;

  /**
   * Room below the limit counts so many times: nothing is held before reclaim has to free, and a
   * writer of 64 MiB, all dirty, lost them in time once it had.
   */
  private static final long ROOM = 32;

  /** THREAD_SIZE of x86-64 and of arm64 with 4K pages; no 64-bit kernel has a smaller one. */
  private static final long STACK_BYTES = 16 << 10;

  private static final long NO_LIMIT = Long.MAX_VALUE / 2;

  private Reclaimable() {}

  static boolean isTellable(Sample sample, int level) {
    return Levels.tellable(sample, level, Sample.ANCESTOR_ACTIVE_FILE)
        && Levels.tellable(sample, level, Sample.ANCESTOR_INACTIVE_FILE)
        && Levels.tellable(sample, level, Sample.ANCESTOR_SLAB_RECLAIMABLE)
        && Levels.tellable(sample, level, Sample.ANCESTOR_DIRTY);
  }

  /** If all that is dirty is written in time, and all that is mapped no more is such. */
  static long inTime(Sample sample, int level) {
    return file(sample, level) + slab(sample, level) + unmapped(sample, level);
  }

  /**
   * Without the dirty page cache that is held and the inodes that it holds, and where the group
   * swaps without what is mapped no more: pages on their way leave the same trace.
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
   * Which share of the dirty page cache is held, by its part in the page cache once the limit is
   * reached: as long as there is room below it, growth leaves it time. It rises steadily: a bound
   * where it began at once would let the headroom jump.
   */
  private static double heldShare(Sample sample, int level, long dirty) {
    if (dirty == 0) {
      return 0;
    }
    double part = dirty / (ROOM * (double) free(sample, level) + file(sample, level));
    return Math.min(1, Math.max(0, (part - WRITTEN_IN_TIME) / (HELD - WRITTEN_IN_TIME)));
  }

  /**
   * limit - usage, of the tighter of v1's two limits; more than any machine has where the level has
   * none. The own group's limit is also that of an ancestor that v1 prints and does not show.
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
   * What is on the lists of anonymous memory and is neither mapped nor shmem nor in swap: the parts
   * of transparent huge pages that were unmapped (MADV_DONTNEED, munmap) stay charged until reclaim
   * splits those pages (deferred_split_scan, mm/huge_memory.c). Not to be seen where memory.stat
   * does not have what is in memory and in swap (v2 before 5.12).
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
   * What may be reclaimable slab where no key has it (v1): the own group's kernel memory, less page
   * tables and stacks of the processes in sight. What a process brought along from another group is
   * charged there.
   */
  static long slabAtMost(Sample sample) {
    boolean told = sample.state(Field.SLAB_RECLAIMABLE) != State.ABSENT;
    if (told || !sample.known(Field.KERNEL)) {
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
