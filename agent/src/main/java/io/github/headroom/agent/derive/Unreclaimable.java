package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Computes the part of a limit's usage that reclaim cannot free now, and its share of that limit.
 * At a share of 1 the OOM killer comes.
 *
 * <p>It reports the limit with the greater share: either the effective limit of memory, under which
 * free swap takes anonymous memory and shmem; or v1's limits of memory and swap together, under
 * which swapping frees nothing. For the machine the value is MemTotal - MemAvailable.
 */
final class Unreclaimable {

  private Unreclaimable() {}

  static void derive(Sample sample, Figures into) {
    long effective = into.whole(Figure.EFFECTIVE_LIMIT);
    boolean visible = Levels.bindingIsVisible(sample, effective);
    long most;
    if (!visible && Levels.machineBinds(sample, effective)) {
      if (!sample.known(Field.MEM_AVAILABLE)) {
        return;
      }
      most = Math.max(0, effective - sample.value(Field.MEM_AVAILABLE));
    } else {
      // Of an invisible ancestor only the own group's usage is known.
      int level = visible ? Levels.binding(sample, effective) : 0;
      if (!isKnown(sample, level, into)) {
        return;
      }
      long usage = Levels.value(sample, level, Sample.ANCESTOR_USAGE);
      most = floor(sample, level, usage, SwapRoom.frees(sample, level, into));
    }
    if (!memswIsKnown(sample)) {
      return;
    }
    set(most, effective, into);
    for (int level = 0; level < Levels.count(sample); level++) {
      if (Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)) {
        greater(sample, level, Levels.value(sample, level, Sample.ANCESTOR_MEMSW_LIMIT), into);
      }
    }
    if (Levels.hidesMemsw(sample)) {
      greater(sample, 0, sample.value(Field.HIERARCHICAL_MEMSW_LIMIT), into);
    }
  }

  private static boolean isKnown(Sample sample, int level, Figures into) {
    return Levels.known(sample, level, Sample.ANCESTOR_USAGE)
        && SwapRoom.isKnown(sample, level, into)
        && SwapRoom.swappableIsKnown(sample, level)
        && Reclaimable.isKnown(sample, level);
  }

  private static boolean memswIsKnown(Sample sample) {
    for (int level = 0; level < Levels.count(sample); level++) {
      if (!Levels.isReadable(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
          || (Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
              && !(Levels.known(sample, level, Sample.ANCESTOR_MEMSW_USAGE)
                  && Reclaimable.isKnown(sample, level)))) {
        return false;
      }
    }
    return sample.state(Field.HIERARCHICAL_MEMSW_LIMIT) != State.UNREADABLE
        && (!Levels.hidesMemsw(sample) || sample.known(Field.MEMSW_USAGE));
  }

  private static void greater(Sample sample, int level, long limit, Figures into) {
    long usage = Levels.value(sample, level, Sample.ANCESTOR_MEMSW_USAGE);
    long most = floor(sample, level, usage, 0);
    boolean greater =
        !into.known(Figure.UNRECLAIMABLE_UTILIZATION)
            || most > into.real(Figure.UNRECLAIMABLE_UTILIZATION) * limit;
    if (limit > 0 && greater) {
      set(most, limit, into);
    }
  }

  private static long floor(Sample sample, int level, long usage, long swapped) {
    return Math.max(0, usage - Reclaimable.now(sample, level) - swapped);
  }

  private static void set(long most, long limit, Figures into) {
    into.set(Figure.UNRECLAIMABLE, most);
    if (limit > 0) {
      into.set(Figure.UNRECLAIMABLE_UTILIZATION, (double) most / limit);
    }
  }
}
