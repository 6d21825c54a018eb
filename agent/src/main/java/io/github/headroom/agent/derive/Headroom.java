package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * How many bytes of anonymous memory can still be charged before the OOM killer comes.
 *
 * <p>It comes when a charge would take some level (the own cgroup or an ancestor) over its limit
 * and sixteen rounds of reclaim have freed nothing (try_charge_memcg, mm/memcontrol.c). So each
 * level with a limit has room for limit - usage, for what its reclaim can free ({@link
 * Reclaimable}), and for what swap adds ({@link SwapRoom}); the level with the least room decides.
 * v1 has a second limit, of memory and swap together, which swap does not widen. The machine is the
 * outermost level: it kills, too, when it is out of memory. Three estimates, in bytes, none below
 * 0:
 *
 * <ul>
 *   <li>guaranteed: limit - usage alone, as mem_cgroup_margin of the kernel has it. Usage holds up
 *       to 64 pages per CPU that are charged in advance and handed back before a kill.
 *   <li>expected: clean page cache, active or not, mapped or not, and reclaimable slab are given
 *       back, dirty page cache unless next to nothing else is left, and free swap takes anonymous
 *       pages as the group grows.
 *   <li>optimistic: all that is dirty is written in time; and where no key has the reclaimable slab
 *       (v1), all kernel memory is such but page tables and stacks of the processes in sight.
 * </ul>
 *
 * <p>What reclaim cannot free without swap counts as used: anonymous memory, shmem and tmpfs (so
 * ZGC's heap, which is shmem), mlocked pages (on the unevictable list, not on those of files),
 * kernel memory. The limits are hard ones: memory.high slows a group down and kills nothing.
 *
 * <p>Not seen, and taken to be nothing: memory.min and memory.low of groups below an ancestor whose
 * limit binds.
 */
final class Headroom {

  private Headroom() {}

  /** Fills the estimates; to be called when {@link ContainerMemory} has found the limits. */
  static void derive(Sample sample, Figures into) {
    if (sample.known(Field.OOM_GROUP)) {
      into.set(Figure.OOM_GROUP, sample.value(Field.OOM_GROUP) == 0 ? 0.0 : 1.0);
    }
    SwapRoom.derive(sample, into);
    if (!into.known(Figure.EFFECTIVE_LIMIT)) {
      return; // a limit that cannot be read might be the one that binds
    }
    smallest(sample, Figure.HEADROOM_GUARANTEED, into);
    smallest(sample, Figure.HEADROOM_EXPECTED, into);
    smallest(sample, Figure.HEADROOM_OPTIMISTIC, into);
    smallest(sample, Figure.HEADROOM_UNDER_LIMITS, into);
    Unreclaimable.derive(sample, into);
  }

  /** The least room of all levels; not known where that of a single one is not. */
  private static void smallest(Sample sample, Figure estimate, Figures into) {
    long effective = into.whole(Figure.EFFECTIVE_LIMIT);
    boolean reclaims = estimate != Figure.HEADROOM_GUARANTEED;
    boolean seen = Levels.binding(sample, effective) != Levels.NOT_SEEN;
    boolean machine = !seen && Levels.machineBinds(sample, effective);
    boolean hidden = !seen && !machine; // v1's limit of an ancestor that is not in sight
    boolean hiddenMemsw = Levels.hidesMemsw(sample);
    if ((hidden || hiddenMemsw) && !reclaims) {
      return; // the kernel prints that limit, never what is used of it
    }
    if (machine && estimate == Figure.HEADROOM_UNDER_LIMITS) {
      return;
    }
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
    if ((hidden || hiddenMemsw) && !tellable(sample, 0, estimate, into)) {
      return;
    }
    if (hidden) {
      least = Math.min(least, room(sample, 0, effective, estimate, into));
    }
    if (hiddenMemsw) {
      if (!sample.known(Field.MEMSW_USAGE)) {
        return;
      }
      long both = sample.value(Field.HIERARCHICAL_MEMSW_LIMIT) - sample.value(Field.MEMSW_USAGE);
      least = Math.min(least, both + reclaimable(sample, 0, estimate));
    }
    if (machineIsTellable(sample, reclaims)) {
      if (machine || (reclaims && estimate != Figure.HEADROOM_UNDER_LIMITS)) {
        least = Math.min(least, machine(sample, reclaims));
      }
    } else if (machine) {
      return;
    }
    into.set(estimate, Math.max(0, least));
  }

  private static boolean machineIsTellable(Sample sample, boolean reclaims) {
    return sample.known(reclaims ? Field.MEM_AVAILABLE : Field.MEM_FREE)
        && sample.known(Field.SWAP_FREE);
  }

  /**
   * MemAvailable is the kernel's own estimate of what can be had without swapping
   * (si_mem_available, mm/show_mem.c).
   */
  private static long machine(Sample sample, boolean reclaims) {
    return reclaims
        ? sample.value(Field.MEM_AVAILABLE) + sample.value(Field.SWAP_FREE)
        : sample.value(Field.MEM_FREE);
  }

  private static boolean tellable(Sample sample, int level, Figure estimate, Figures into) {
    boolean charged =
        Levels.known(sample, level, Sample.ANCESTOR_USAGE)
            && Levels.tellable(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
            && (!Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
                || Levels.known(sample, level, Sample.ANCESTOR_MEMSW_USAGE))
            && sample.state(Field.HIERARCHICAL_MEMSW_LIMIT) != State.UNREADABLE;
    if (estimate == Figure.HEADROOM_GUARANTEED) {
      return charged;
    }
    return charged
        && SwapRoom.isTellable(sample, level, into)
        && Reclaimable.isTellable(sample, level)
        && sample.state(Field.KERNEL) != State.UNREADABLE;
  }

  /**
   * Below 0 where usage is over the limit, as after the limit was lowered. v1's second limit, of
   * memory and swap together, is no wider for what is swapped.
   */
  private static long room(Sample sample, int level, long limit, Figure estimate, Figures into) {
    long reclaim = reclaimable(sample, level, estimate);
    long without = limit - Levels.value(sample, level, Sample.ANCESTOR_USAGE) + reclaim;
    long room =
        estimate == Figure.HEADROOM_GUARANTEED
            ? without
            : without + SwapRoom.widens(sample, level, without, into);
    if (Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)) {
      long both = Levels.value(sample, level, Sample.ANCESTOR_MEMSW_LIMIT);
      long used = Levels.value(sample, level, Sample.ANCESTOR_MEMSW_USAGE);
      room = Math.min(room, both - used + reclaim);
    }
    return room;
  }

  private static long reclaimable(Sample sample, int level, Figure estimate) {
    switch (estimate) {
      case HEADROOM_GUARANTEED:
        return 0;
      case HEADROOM_EXPECTED:
        return Reclaimable.now(sample, level);
      case HEADROOM_OPTIMISTIC:
        return Reclaimable.inTime(sample, level) + Reclaimable.slabAtMost(sample);
      default:
        return Reclaimable.inTime(sample, level);
    }
  }
}
