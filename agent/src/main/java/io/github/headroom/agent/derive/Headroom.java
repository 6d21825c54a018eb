package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Estimates how many bytes of anonymous memory can still be charged before the OOM killer comes.
 *
 * <p>It comes when a charge takes a level (the own cgroup or an ancestor) over its limit and
 * sixteen rounds of reclaim free nothing (try_charge_memcg, mm/memcontrol.c). Each level with a
 * limit has room for limit - usage, for what its reclaim can free ({@link Reclaimable}) and for
 * what swap adds ({@link SwapRoom}). The level with the least room decides. v1 has a second limit,
 * of memory and swap together; swap adds nothing to it. The machine is the outermost level: the
 * kernel also kills when the machine is out of memory. There are three estimates, in bytes, each at
 * least 0:
 *
 * <ul>
 *   <li>guaranteed: limit - usage, as the kernel's mem_cgroup_margin has it. Usage includes up to
 *       64 pages per CPU that are charged in advance and returned before a kill.
 *   <li>expected: reclaim frees clean page cache (active or not, mapped or not) and reclaimable
 *       slab. It frees dirty page cache unless little else is left. Free swap takes anonymous pages
 *       as the group grows.
 *   <li>optimistic: all dirty pages are written in time. Where no key counts the reclaimable slab
 *       (v1), all kernel memory counts as reclaimable except page tables and stacks of the visible
 *       processes.
 * </ul>
 *
 * <p>What reclaim cannot free without swap counts as used: anonymous memory, shmem and tmpfs (so
 * ZGC's heap, which is shmem), mlocked pages (they are on the unevictable list, not on the file
 * lists), kernel memory. The limits are the hard ones: memory.high throttles a group and kills
 * nothing.
 *
 * <p>Not visible, and taken to be 0: memory.min and memory.low of groups below an ancestor whose
 * limit binds.
 */
final class Headroom {

  private Headroom() {}

  /** Sets the estimates. {@link ContainerMemory} must have set the limits before. */
  static void derive(Sample sample, Figures into) {
    if (sample.known(Field.OOM_GROUP)) {
      into.set(Figure.OOM_GROUP, sample.value(Field.OOM_GROUP) == 0 ? 0.0 : 1.0);
    }
    SwapRoom.derive(sample, into);
    if (!into.known(Figure.EFFECTIVE_LIMIT)) {
      return; // an unreadable limit may be the one that binds
    }
    smallest(sample, Figure.HEADROOM_GUARANTEED, into);
    smallest(sample, Figure.HEADROOM_EXPECTED, into);
    smallest(sample, Figure.HEADROOM_OPTIMISTIC, into);
    smallest(sample, Figure.HEADROOM_UNDER_LIMITS, into);
    Unreclaimable.derive(sample, into);
  }

  /** Sets the least room of all levels; unset where the room of one level is not known. */
  private static void smallest(Sample sample, Figure estimate, Figures into) {
    long effective = into.whole(Figure.EFFECTIVE_LIMIT);
    boolean reclaims = estimate != Figure.HEADROOM_GUARANTEED;
    boolean seen = Levels.bindingIsVisible(sample, effective);
    boolean machine = !seen && Levels.machineBinds(sample, effective);
    boolean hidden = !seen && !machine; // v1: the limit of an ancestor that is not visible
    boolean hiddenMemsw = Levels.hidesMemsw(sample);
    if ((hidden || hiddenMemsw) && !reclaims) {
      return; // the kernel prints that limit, but not its usage
    }
    if (machine && estimate == Figure.HEADROOM_UNDER_LIMITS) {
      return;
    }
    long least = Long.MAX_VALUE;
    for (int level = 0; level < Levels.count(sample); level++) {
      if (Levels.known(sample, level, Sample.ANCESTOR_LIMIT)) {
        if (!roomIsKnown(sample, level, estimate, into)) {
          return;
        }
        long limit = Levels.value(sample, level, Sample.ANCESTOR_LIMIT);
        least = Math.min(least, room(sample, level, limit, estimate, into));
      }
    }
    if ((hidden || hiddenMemsw) && !roomIsKnown(sample, 0, estimate, into)) {
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
    if (machineIsKnown(sample, reclaims)) {
      if (machine || (reclaims && estimate != Figure.HEADROOM_UNDER_LIMITS)) {
        least = Math.min(least, machine(sample, reclaims));
      }
    } else if (machine) {
      return;
    }
    into.set(estimate, Math.max(0, least));
  }

  private static boolean machineIsKnown(Sample sample, boolean reclaims) {
    return sample.known(reclaims ? Field.MEM_AVAILABLE : Field.MEM_FREE)
        && sample.known(Field.SWAP_FREE);
  }

  /**
   * MemAvailable is the kernel's own estimate of what is available without swapping
   * (si_mem_available, mm/show_mem.c).
   */
  private static long machine(Sample sample, boolean reclaims) {
    return reclaims
        ? sample.value(Field.MEM_AVAILABLE) + sample.value(Field.SWAP_FREE)
        : sample.value(Field.MEM_FREE);
  }

  private static boolean roomIsKnown(Sample sample, int level, Figure estimate, Figures into) {
    boolean charged =
        Levels.known(sample, level, Sample.ANCESTOR_USAGE)
            && Levels.isReadable(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
            && (!Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
                || Levels.known(sample, level, Sample.ANCESTOR_MEMSW_USAGE))
            && sample.state(Field.HIERARCHICAL_MEMSW_LIMIT) != State.UNREADABLE;
    if (estimate == Figure.HEADROOM_GUARANTEED) {
      return charged;
    }
    return charged
        && SwapRoom.isKnown(sample, level, into)
        && Reclaimable.isKnown(sample, level)
        && sample.state(Field.KERNEL) != State.UNREADABLE;
  }

  /**
   * Bytes left at that level. Negative where usage is over the limit, for example after the limit
   * was lowered. Swapping does not lower the usage that v1's second limit, of memory and swap,
   * counts.
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
