package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * How many bytes of anonymous memory can still be charged before the OOM killer comes.
 *
 * <p>It comes when a charge would take some level (the own cgroup or an ancestor) over its limit
 * and sixteen rounds of reclaim have freed nothing (try_charge_memcg, mm/memcontrol.c). So each
 * level with a limit has room for limit - usage, for what its reclaim can free, and for what can go
 * to swap; the level with the least room decides. Three estimates, in bytes, none below 0:
 *
 * <ul>
 *   <li>guaranteed: limit - usage alone, as mem_cgroup_margin of the kernel has it. Usage holds up
 *       to 64 pages per CPU that are charged in advance and handed back before a kill.
 *   <li>expected: all page cache, active or not, mapped or not, dirty or not, and all reclaimable
 *       slab are given back, and free swap takes anonymous pages as the group grows. Reclaim itself
 *       does not write dirty pages; it wakes those that do and waits for them (shrink_folio_list,
 *       mm/vmscan.c). In groups that were a third to two thirds dirty, growth went on until all of
 *       it was written.
 *   <li>optimistic: where no key tells the reclaimable slab (v1), all kernel memory is such, too.
 * </ul>
 *
 * <p>What reclaim cannot free without swap counts as used: anonymous memory, shmem and tmpfs (so
 * ZGC's heap, which is shmem), mlocked pages (on the unevictable list, not on those of files),
 * kernel memory. Pages given back with MADV_FREE lie on the inactive file list and count as free.
 * The limits are hard ones: memory.high slows a group down and kills nothing.
 *
 * <p>Not seen, and taken to be nothing: memory.min and memory.low of groups below an ancestor whose
 * limit binds; storage that takes no more writes.
 */
final class Headroom {

  private Headroom() {}

  /** Fills the estimates; to be called when {@link ContainerMemory} has found the limits. */
  static void derive(Sample sample, Figures into) {
    if (sample.known(Field.OOM_GROUP)) {
      into.set(Figure.OOM_GROUP, sample.value(Field.OOM_GROUP) == 0 ? 0.0 : 1.0);
    }
    swapRoom(sample, into);
    if (!into.known(Figure.EFFECTIVE_LIMIT)) {
      return; // a limit that cannot be read might be the one that binds
    }
    smallest(sample, Figure.HEADROOM_GUARANTEED, into);
    smallest(sample, Figure.HEADROOM_EXPECTED, into);
    smallest(sample, Figure.HEADROOM_OPTIMISTIC, into);
    unreclaimable(sample, into);
  }

  /**
   * The machine's free swap, as far as swap.max - swap.current of every level leaves it
   * (mem_cgroup_get_nr_swap_pages). None with a swappiness of 0: then a cgroup's reclaim does not
   * swap (get_scan_count, mm/vmscan.c).
   */
  private static void swapRoom(Sample sample, Figures into) {
    if (sample.known(Field.SWAPPINESS) && sample.value(Field.SWAPPINESS) == 0) {
      into.set(Figure.SWAP_ROOM, 0);
      return;
    }
    if (!sample.known(Field.SWAP_FREE)) {
      return;
    }
    long room = sample.value(Field.SWAP_FREE);
    for (int level = 0; level < Levels.count(sample) && room > 0; level++) {
      if (Levels.known(sample, level, Sample.ANCESTOR_SWAP_LIMIT)) {
        if (!Levels.known(sample, level, Sample.ANCESTOR_SWAP)) {
          return;
        }
        long limit = Levels.value(sample, level, Sample.ANCESTOR_SWAP_LIMIT);
        long used = Levels.value(sample, level, Sample.ANCESTOR_SWAP);
        room = Math.min(room, Math.max(0, limit - used));
      } else if (!Levels.tellable(sample, level, Sample.ANCESTOR_SWAP_LIMIT)) {
        return;
      }
    }
    if (room > 0 && sample.state(Field.SWAPPINESS) == State.UNREADABLE) {
      return;
    }
    into.set(Figure.SWAP_ROOM, room);
  }

  /** The least room of all levels; not known where that of a single one is not. */
  private static void smallest(Sample sample, Figure estimate, Figures into) {
    long effective = into.whole(Figure.EFFECTIVE_LIMIT);
    long least = Long.MAX_VALUE;
    for (int level = 0; level < Levels.count(sample); level++) {
      if (Levels.known(sample, level, Sample.ANCESTOR_LIMIT)) {
        if (!tellable(sample, level, estimate, into)) {
          return;
        }
        long limit = Levels.value(sample, level, Sample.ANCESTOR_LIMIT);
        least = Math.min(least, room(sample, level, limit, estimate, into));
      }
    }
    if (Levels.binding(sample, effective) == Levels.NOT_SEEN) {
      if (Levels.machineBinds(sample, effective)) {
        Field free = estimate == Figure.HEADROOM_GUARANTEED ? Field.MEM_FREE : Field.MEM_AVAILABLE;
        if (!sample.known(free) || !sample.known(Field.SWAP_FREE)) {
          return;
        }
        least = Math.min(least, machine(sample, free));
      } else {
        // v1 tells the limit of an ancestor that cannot be seen, never what is used of it.
        if (estimate == Figure.HEADROOM_GUARANTEED || !tellable(sample, 0, estimate, into)) {
          return;
        }
        least = Math.min(least, room(sample, 0, effective, estimate, into));
      }
    }
    into.set(estimate, Math.max(0, least));
  }

  /**
   * Without a limit the machine's memory is one: MemAvailable is the kernel's own estimate of what
   * can be had without swapping (si_mem_available, mm/show_mem.c).
   */
  private static long machine(Sample sample, Field free) {
    long swap = free == Field.MEM_AVAILABLE ? sample.value(Field.SWAP_FREE) : 0;
    return sample.value(free) + swap;
  }

  private static boolean tellable(Sample sample, int level, Figure estimate, Figures into) {
    boolean charged =
        Levels.known(sample, level, Sample.ANCESTOR_USAGE)
            && Levels.tellable(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
            && (!Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
                || Levels.known(sample, level, Sample.ANCESTOR_MEMSW_USAGE));
    if (estimate == Figure.HEADROOM_GUARANTEED) {
      return charged;
    }
    return charged
        && into.known(Figure.SWAP_ROOM)
        && reclaimIsTellable(sample, level)
        && sample.state(Field.KERNEL) != State.UNREADABLE;
  }

  private static boolean reclaimIsTellable(Sample sample, int level) {
    return Levels.tellable(sample, level, Sample.ANCESTOR_ACTIVE_FILE)
        && Levels.tellable(sample, level, Sample.ANCESTOR_INACTIVE_FILE)
        && Levels.tellable(sample, level, Sample.ANCESTOR_SLAB_RECLAIMABLE);
  }

  /**
   * Below 0 where usage is over the limit, as after the limit was lowered. v1's second limit, of
   * memory and swap together, is no wider for what is swapped.
   */
  private static long room(Sample sample, int level, long limit, Figure estimate, Figures into) {
    boolean reclaims = estimate != Figure.HEADROOM_GUARANTEED;
    long reclaim = reclaims ? reclaimable(sample, level) : 0;
    if (estimate == Figure.HEADROOM_OPTIMISTIC) {
      reclaim += slabAtMost(sample);
    }
    long swap = reclaims ? into.whole(Figure.SWAP_ROOM) : 0;
    long room = limit - Levels.value(sample, level, Sample.ANCESTOR_USAGE) + reclaim + swap;
    if (Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)) {
      long both = Levels.value(sample, level, Sample.ANCESTOR_MEMSW_LIMIT);
      long used = Levels.value(sample, level, Sample.ANCESTOR_MEMSW_USAGE);
      room = Math.min(room, both - used + reclaim);
    }
    return room;
  }

  /** Page cache and slab that reclaim frees without swap. */
  private static long reclaimable(Sample sample, int level) {
    return Levels.valueOrNothing(sample, level, Sample.ANCESTOR_ACTIVE_FILE)
        + Levels.valueOrNothing(sample, level, Sample.ANCESTOR_INACTIVE_FILE)
        + Levels.valueOrNothing(sample, level, Sample.ANCESTOR_SLAB_RECLAIMABLE);
  }

  /** What may be reclaimable slab where no key tells it; the own group's is charged above, too. */
  private static long slabAtMost(Sample sample) {
    boolean told = sample.state(Field.SLAB_RECLAIMABLE) != State.ABSENT;
    return told || !sample.known(Field.KERNEL) ? 0 : sample.value(Field.KERNEL);
  }

  /**
   * usage less what the expected estimate lets reclaim free of it now; swap takes no more than
   * there is of anonymous memory and shmem. Of the machine it is MemTotal - MemAvailable.
   */
  private static void unreclaimable(Sample sample, Figures into) {
    long effective = into.whole(Figure.EFFECTIVE_LIMIT);
    int binding = Levels.binding(sample, effective);
    long most;
    if (binding == Levels.NOT_SEEN && Levels.machineBinds(sample, effective)) {
      if (!sample.known(Field.MEM_AVAILABLE)) {
        return;
      }
      most = Math.max(0, effective - sample.value(Field.MEM_AVAILABLE));
    } else {
      // Of an ancestor that is not in sight no more is known than what the own group uses of it.
      int level = binding == Levels.NOT_SEEN ? 0 : binding;
      if (!floorIsTellable(sample, level, into)) {
        return;
      }
      most = floor(sample, level, into);
    }
    into.set(Figure.UNRECLAIMABLE, most);
    if (effective > 0) {
      into.set(Figure.UNRECLAIMABLE_UTILIZATION, (double) most / effective);
    }
  }

  private static boolean floorIsTellable(Sample sample, int level, Figures into) {
    return Levels.known(sample, level, Sample.ANCESTOR_USAGE)
        && into.known(Figure.SWAP_ROOM)
        && reclaimIsTellable(sample, level)
        && Levels.tellable(sample, level, Sample.ANCESTOR_ANON)
        && Levels.tellable(sample, level, Sample.ANCESTOR_SHMEM)
        && Levels.tellable(sample, level, Sample.ANCESTOR_UNEVICTABLE);
  }

  private static long floor(Sample sample, int level, Figures into) {
    long swappable =
        Levels.valueOrNothing(sample, level, Sample.ANCESTOR_ANON)
            + Levels.valueOrNothing(sample, level, Sample.ANCESTOR_SHMEM)
            - Levels.valueOrNothing(sample, level, Sample.ANCESTOR_UNEVICTABLE);
    long swap = Math.min(Math.max(0, swappable), into.whole(Figure.SWAP_ROOM));
    long usage = Levels.value(sample, level, Sample.ANCESTOR_USAGE);
    return Math.max(0, usage - reclaimable(sample, level) - swap);
  }
}
