package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * The container's memory as cAdvisor computes it (google/cadvisor
 * lib/container/libcontainer/handler.go), and the other figures that the OOM killer depends on.
 */
public final class ContainerMemory {

  private ContainerMemory() {}

  /** Sets every figure of the cgroup. A figure whose source is missing stays unset. */
  static void derive(Sample sample, Figures into) {
    usage(sample, into);
    workingSet(sample, into);
    copy(sample, Field.ANON, into, Figure.RSS);
    swap(sample, into);
    limits(sample, into);
    faults(sample, into);
    sums(sample, into);

    copy(sample, Field.PEAK, into, Figure.PEAK);
    copy(sample, Field.FILE, into, Figure.CACHE);
    copy(sample, Field.FILE_MAPPED, into, Figure.MAPPED_FILE);
    copy(sample, Field.ACTIVE_FILE, into, Figure.ACTIVE_FILE);
    copy(sample, Field.INACTIVE_FILE, into, Figure.INACTIVE_FILE);
    copy(sample, Field.FILE_DIRTY, into, Figure.DIRTY);
    copy(sample, Field.FILE_WRITEBACK, into, Figure.WRITEBACK);
    copy(sample, Field.SHMEM, into, Figure.SHMEM);
    copy(sample, Field.UNEVICTABLE, into, Figure.UNEVICTABLE);
    copy(sample, Field.SLAB_RECLAIMABLE, into, Figure.SLAB_RECLAIMABLE);
    copy(sample, Field.PAGE_TABLES, into, Figure.PAGE_TABLES);
    copy(sample, Field.KERNEL_STACK, into, Figure.KERNEL_STACK);
    copy(sample, Field.SOCK, into, Figure.SOCK);
    copy(sample, Field.KERNEL, into, Figure.KERNEL);

    copy(sample, Field.EVENTS_LOW, into, Figure.EVENTS_LOW);
    copy(sample, Field.EVENTS_HIGH, into, Figure.EVENTS_HIGH);
    copy(sample, Field.EVENTS_MAX, into, Figure.EVENTS_MAX);
    copy(sample, Field.EVENTS_OOM, into, Figure.EVENTS_OOM);
    copy(sample, Field.EVENTS_OOM_KILL, into, Figure.EVENTS_OOM_KILL);
    copy(sample, Field.EVENTS_OOM_GROUP_KILL, into, Figure.EVENTS_OOM_GROUP_KILL);

    pressure(sample, Field.PRESSURE_SOME_TOTAL, 1e6, into, Figure.PRESSURE_SOME_TIME);
    pressure(sample, Field.PRESSURE_FULL_TOTAL, 1e6, into, Figure.PRESSURE_FULL_TIME);
    pressure(sample, Field.PRESSURE_SOME_AVG10, 1e4, into, Figure.PRESSURE_SOME_UTILIZATION);
    pressure(sample, Field.PRESSURE_FULL_AVG10, 1e4, into, Figure.PRESSURE_FULL_UTILIZATION);
  }

  static void copy(Sample sample, Field from, Figures into, Figure to) {
    if (sample.known(from)) {
      into.set(to, sample.value(from));
    }
  }

  /**
   * The real root cgroup of v2 has no memory.current. cAdvisor takes anon + file there
   * (opencontainers/cgroups fs2/memory.go).
   */
  private static void usage(Sample sample, Figures into) {
    if (sample.known(Field.USAGE)) {
      into.set(Figure.MEMORY_USAGE, sample.value(Field.USAGE));
    } else if (isRootOfV2(sample)) {
      into.set(Figure.MEMORY_USAGE, sample.value(Field.ANON) + sample.value(Field.FILE));
    }
  }

  private static boolean isRootOfV2(Sample sample) {
    return sample.state(Field.USAGE) == State.ABSENT
        && sample.known(Field.ANON)
        && sample.known(Field.FILE);
  }

  /**
   * Sets usage - inactive_file, at least 0. Where the kernel has no inactive_file key, the figure
   * is usage. Where the key exists but is unreadable, the figure stays unset.
   */
  private static void workingSet(Sample sample, Figures into) {
    if (!into.known(Figure.MEMORY_USAGE)) {
      return;
    }
    long usage = into.whole(Figure.MEMORY_USAGE);
    if (sample.known(Field.INACTIVE_FILE)) {
      into.set(Figure.WORKING_SET, Math.max(0, usage - sample.value(Field.INACTIVE_FILE)));
    } else if (sample.state(Field.INACTIVE_FILE) == State.ABSENT) {
      into.set(Figure.WORKING_SET, usage);
    }
  }

  /**
   * Sets the swap that the group is charged for. memsw - usage is no source for it: the two reads
   * race (seen: 786432 while total_swap was 0). The real root of v2 has no memory.swap.current;
   * there the figure is the machine's swap in use.
   */
  private static void swap(Sample sample, Figures into) {
    if (sample.known(Field.SWAP)) {
      into.set(Figure.SWAP, sample.value(Field.SWAP));
    } else if (isRootOfV2(sample)
        && sample.known(Field.SWAP_TOTAL)
        && sample.known(Field.SWAP_FREE)) {
      into.set(Figure.SWAP, sample.value(Field.SWAP_TOTAL) - sample.value(Field.SWAP_FREE));
    }
    if (sample.known(Field.SWAP_LIMIT)) {
      into.set(Figure.SWAP_LIMIT, sample.value(Field.SWAP_LIMIT));
    } else if (sample.known(Field.MEMSW_LIMIT) && sample.known(Field.LIMIT)) {
      long swap = sample.value(Field.MEMSW_LIMIT) - sample.value(Field.LIMIT);
      into.set(Figure.SWAP_LIMIT, Math.max(0, swap));
    }
  }

  private static void limits(Sample sample, Figures into) {
    copy(sample, Field.LIMIT, into, Figure.OWN_LIMIT);
    if (someLimitIsUnreadable(sample)) {
      return; // an unreadable limit may be the smallest one, so the effective limit is not known
    }
    lower(sample, Field.LIMIT, into);
    lower(sample, Field.HIERARCHICAL_LIMIT, into);
    lower(sample, Field.MEM_TOTAL, into);
    Rows ancestors = sample.ancestors();
    for (int i = 0; i < ancestors.size(); i++) {
      if (ancestors.known(i, Sample.ANCESTOR_LIMIT)) {
        lower(ancestors.value(i, Sample.ANCESTOR_LIMIT), into);
      }
    }
  }

  private static boolean someLimitIsUnreadable(Sample sample) {
    boolean unreadable =
        sample.state(Field.LIMIT) == State.UNREADABLE
            || sample.state(Field.HIERARCHICAL_LIMIT) == State.UNREADABLE;
    Rows ancestors = sample.ancestors();
    for (int i = 0; i < ancestors.size(); i++) {
      unreadable |= ancestors.state(i, Sample.ANCESTOR_LIMIT) == State.UNREADABLE;
    }
    return unreadable;
  }

  private static void lower(Sample sample, Field field, Figures into) {
    if (sample.known(field)) {
      lower(sample.value(field), into);
    }
  }

  private static void lower(long limit, Figures into) {
    if (!into.known(Figure.EFFECTIVE_LIMIT) || limit < into.whole(Figure.EFFECTIVE_LIMIT)) {
      into.set(Figure.EFFECTIVE_LIMIT, limit);
    }
  }

  private static void faults(Sample sample, Figures into) {
    if (sample.known(Field.PGFAULT) && sample.known(Field.PGMAJFAULT)) {
      long major = sample.value(Field.PGMAJFAULT);
      into.set(Figure.MAJOR_FAULTS, major);
      into.set(Figure.MINOR_FAULTS, Math.max(0, sample.value(Field.PGFAULT) - major));
    }
  }

  private static void sums(Sample sample, Figures into) {
    if (into.known(Figure.OWN_LIMIT) && into.known(Figure.WORKING_SET)) {
      long left = into.whole(Figure.OWN_LIMIT) - into.whole(Figure.WORKING_SET);
      into.set(Figure.AVAILABLE, Math.max(0, left));
    }
    boolean swapKnown = into.known(Figure.SWAP) || sample.state(Field.SWAP) == State.ABSENT;
    if (into.known(Figure.RSS) && swapKnown) {
      // Absent means no swap accounting: the group cannot be charged for swap.
      long swap = into.known(Figure.SWAP) ? into.whole(Figure.SWAP) : 0;
      into.set(Figure.RSS_SWAP, into.whole(Figure.RSS) + swap);
    }
    utilization(Figure.WORKING_SET, into, Figure.WORKING_SET_UTILIZATION);
    utilization(Figure.RSS_SWAP, into, Figure.RSS_SWAP_UTILIZATION);
  }

  private static void utilization(Figure part, Figures into, Figure to) {
    if (into.known(part) && into.known(Figure.EFFECTIVE_LIMIT)) {
      long limit = into.whole(Figure.EFFECTIVE_LIMIT);
      if (limit > 0) { // 0 is a valid limit, but a fraction of it has no meaning
        into.set(to, (double) into.whole(part) / limit);
      }
    }
  }

  private static void pressure(Sample sample, Field from, double unit, Figures into, Figure to) {
    if (sample.known(from)) {
      into.set(to, sample.value(from) / unit);
    }
  }
}
