package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Whom the OOM killer would take: the process with the most points, here in bytes (oom_badness,
 * mm/oom_kill.c). /proc/PID/oom_score is not that: it is scaled to the machine's memory, not to the
 * cgroup's limit.
 *
 * <p>Points are resident memory (anonymous, file and shmem), swap and page tables, and
 * oom_score_adj thousandths of what may be used. With an adjustment of -1000 a process is never
 * taken and has no points. Points can be negative.
 */
final class OomScore {

  private static final long NEVER = -1000;

  private OomScore() {}

  static void derive(Sample sample, Figures into) {
    if (!into.known(Figure.EFFECTIVE_LIMIT)) {
      return;
    }
    self(sample, into);
    other(sample, into);
  }

  private static void self(Sample sample, Figures into) {
    if (!sample.known(Field.VM_RSS)
        || sample.state(Field.VM_SWAP) == State.UNREADABLE
        || sample.state(Field.VM_PTE) == State.UNREADABLE
        || !sample.known(Field.OOM_SCORE_ADJ)) {
      return;
    }
    long adjustment = sample.value(Field.OOM_SCORE_ADJ);
    if (adjustment == NEVER || !shareIsTellable(sample, adjustment)) {
      return;
    }
    long size = sample.value(Field.VM_RSS);
    size += sample.known(Field.VM_SWAP) ? sample.value(Field.VM_SWAP) : 0;
    size += sample.known(Field.VM_PTE) ? sample.value(Field.VM_PTE) : 0;
    into.set(Figure.SCORE_SELF, size + share(sample, into, adjustment));
  }

  /** Not known where one of the others cannot be seen: it might be the worst. */
  private static void other(Sample sample, Figures into) {
    Rows others = sample.otherProcesses();
    if (!sample.known(Field.OTHER_PROCESSES)
        || sample.value(Field.OTHER_PROCESSES) != others.size()) {
      return;
    }
    boolean found = false;
    long worst = 0;
    for (int i = 0; i < others.size(); i++) {
      if (others.state(i, Sample.OTHER_RSS) == State.ABSENT) {
        continue; // no memory of its own: a zombie, a kernel thread
      }
      if (!tellable(others, i)) {
        return;
      }
      long adjustment = others.value(i, Sample.OTHER_OOM_SCORE_ADJ);
      if (adjustment == NEVER) {
        continue;
      }
      if (!shareIsTellable(sample, adjustment)) {
        return;
      }
      long points = size(others, i) + share(sample, into, adjustment);
      worst = found ? Math.max(worst, points) : points;
      found = true;
    }
    if (found) {
      into.set(Figure.SCORE_OTHER, worst);
    }
  }

  private static boolean tellable(Rows others, int row) {
    return others.known(row, Sample.OTHER_RSS)
        && others.state(row, Sample.OTHER_SWAP) != State.UNREADABLE
        && others.state(row, Sample.OTHER_PAGE_TABLES) != State.UNREADABLE
        && others.known(row, Sample.OTHER_OOM_SCORE_ADJ);
  }

  private static long size(Rows others, int row) {
    long size = others.value(row, Sample.OTHER_RSS);
    if (others.known(row, Sample.OTHER_SWAP)) {
      size += others.value(row, Sample.OTHER_SWAP);
    }
    if (others.known(row, Sample.OTHER_PAGE_TABLES)) {
      size += others.value(row, Sample.OTHER_PAGE_TABLES);
    }
    return size;
  }

  /** The total takes the machine's swap; without an adjustment nobody asks for it. */
  private static boolean shareIsTellable(Sample sample, long adjustment) {
    return adjustment == 0 || sample.known(Field.SWAP_TOTAL);
  }

  private static long share(Sample sample, Figures into, long adjustment) {
    return adjustment == 0 ? 0 : adjustment * (total(sample, into) / 1000);
  }

  /**
   * What may be used at the level that binds: its limit and the swap it may have, unless swappiness
   * forbids that (mem_cgroup_get_max, mm/memcontrol.c); the machine's memory and all its swap where
   * no limit binds. The kernel counts in pages: less than a page per thousandth is lost here.
   */
  private static long total(Sample sample, Figures into) {
    long limit = into.whole(Figure.EFFECTIVE_LIMIT);
    long swap = sample.value(Field.SWAP_TOTAL);
    int binding = Levels.binding(sample, limit);
    boolean seen = binding != Levels.NOT_SEEN;
    if (!seen && Levels.machineBinds(sample, limit)) {
      return limit + swap;
    }
    if (sample.known(Field.SWAPPINESS) && sample.value(Field.SWAPPINESS) == 0) {
      return limit;
    }
    if (seen && Levels.known(sample, binding, Sample.ANCESTOR_MEMSW_LIMIT)) {
      long both = Levels.value(sample, binding, Sample.ANCESTOR_MEMSW_LIMIT);
      swap = Math.min(swap, Math.max(0, both - limit));
    }
    if (seen && Levels.known(sample, binding, Sample.ANCESTOR_SWAP_LIMIT)) {
      swap = Math.min(swap, Levels.value(sample, binding, Sample.ANCESTOR_SWAP_LIMIT));
    }
    return limit + swap;
  }
}
