package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * The headroom seen from below: what of a limit's usage reclaim cannot free now, and its share of
 * that limit; 1 is the kill.
 *
 * <p>Of two limits the one with the greater share is told: the effective limit, of memory, under
 * which free swap takes anonymous memory and shmem; and v1's limits of memory and swap together,
 * under which swapping frees nothing. Of the machine it is MemTotal - MemAvailable.
 */
final class Unreclaimable {

  private Unreclaimable() {}

  static void derive(Sample sample, Figures into) {
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
      if (!isTellable(sample, level, into)) {
        return;
      }
      long usage = Levels.value(sample, level, Sample.ANCESTOR_USAGE);
      most = floor(sample, level, usage, SwapRoom.frees(sample, level, into));
    }
    if (!memswIsTellable(sample)) {
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

  private static boolean isTellable(Sample sample, int level, Figures into) {
    return Levels.known(sample, level, Sample.ANCESTOR_USAGE)
        && SwapRoom.isTellable(sample, level, into)
        && SwapRoom.swappableIsTellable(sample, level)
        && Reclaimable.isTellable(sample, level);
  }

  private static boolean memswIsTellable(Sample sample) {
    for (int level = 0; level < Levels.count(sample); level++) {
      if (!Levels.tellable(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
          || (Levels.known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
              && !(Levels.known(sample, level, Sample.ANCESTOR_MEMSW_USAGE)
                  && Reclaimable.isTellable(sample, level)))) {
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
