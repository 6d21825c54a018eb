package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Computes the OOM killer's points, in bytes (oom_badness, mm/oom_kill.c). It kills the process
 * with the most points. /proc/PID/oom_score is no source: it is scaled to the machine's memory, not
 * to the cgroup's limit.
 *
 * <p>Points are resident memory (anonymous, file and shmem), swap and page tables, plus
 * oom_score_adj thousandths of the memory that may be used. A process with an adjustment of -1000
 * has no points and is never killed. Points can be negative.
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
    if (adjustment == NEVER || !shareIsKnown(sample, adjustment)) {
      return;
    }
    long size = sample.value(Field.VM_RSS);
    size += sample.known(Field.VM_SWAP) ? sample.value(Field.VM_SWAP) : 0;
    size += sample.known(Field.VM_PTE) ? sample.value(Field.VM_PTE) : 0;
    into.set(Figure.SCORE_SELF, size + share(sample, into, adjustment));
  }

  /**
   * Sets the highest score of the others. Unset where one of them cannot be read: it might be the
   * highest.
   */
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
        continue; // has no memory of its own: a zombie or a kernel thread
      }
      if (!sizeIsKnown(others, i)) {
        return;
      }
      long adjustment = others.value(i, Sample.OTHER_OOM_SCORE_ADJ);
      if (adjustment == NEVER) {
        continue;
      }
      if (!shareIsKnown(sample, adjustment)) {
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

  private static boolean sizeIsKnown(Rows others, int row) {
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

  /** The total includes the machine's swap. Without an adjustment the total is not needed. */
  private static boolean shareIsKnown(Sample sample, long adjustment) {
    return adjustment == 0 || sample.known(Field.SWAP_TOTAL);
  }

  private static long share(Sample sample, Figures into, long adjustment) {
    return adjustment == 0 ? 0 : adjustment * (total(sample, into) / 1000);
  }

  /**
   * Bytes that may be used at the level that binds: its limit and its swap, unless swappiness
   * forbids swap (mem_cgroup_get_max, mm/memcontrol.c). Where no limit binds it is the machine's
   * memory and all its swap. The kernel counts in pages, so the result differs by less than a page
   * per thousandth.
   */
  private static long total(Sample sample, Figures into) {
    long limit = into.whole(Figure.EFFECTIVE_LIMIT);
    long swap = sample.value(Field.SWAP_TOTAL);
    boolean visible = Levels.bindingIsVisible(sample, limit);
    if (!visible && Levels.machineBinds(sample, limit)) {
      return limit + swap;
    }
    if (sample.known(Field.SWAPPINESS) && sample.value(Field.SWAPPINESS) == 0) {
      return limit;
    }
    if (!visible) {
      return limit + swap;
    }
    int binding = Levels.binding(sample, limit);
    if (Levels.known(sample, binding, Sample.ANCESTOR_MEMSW_LIMIT)) {
      long both = Levels.value(sample, binding, Sample.ANCESTOR_MEMSW_LIMIT);
      swap = Math.min(swap, Math.max(0, both - limit));
    }
    if (Levels.known(sample, binding, Sample.ANCESTOR_SWAP_LIMIT)) {
      swap = Math.min(swap, Levels.value(sample, binding, Sample.ANCESTOR_SWAP_LIMIT));
    }
    return limit + swap;
  }
}
