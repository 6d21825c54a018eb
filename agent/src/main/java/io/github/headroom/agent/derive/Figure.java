package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/**
 * The single figures that the formulas give. The unit is bytes where no other is stated.
 *
 * <p>Bytes and counts are whole numbers; seconds and fractions are real numbers.
 */
public enum Figure {
  MEMORY_USAGE,
  WORKING_SET,
  RSS,
  AVAILABLE,
  /** Minor page faults since the cgroup was created, a count. */
  MINOR_FAULTS,
  /** Major page faults since the cgroup was created, a count. */
  MAJOR_FAULTS,

  OWN_LIMIT,
  EFFECTIVE_LIMIT,
  PEAK,
  CACHE,
  MAPPED_FILE,
  ACTIVE_FILE,
  INACTIVE_FILE,
  DIRTY,
  WRITEBACK,
  SHMEM,
  UNEVICTABLE,
  SLAB_RECLAIMABLE,
  PAGE_TABLES,
  KERNEL_STACK,
  SOCK,
  KERNEL,
  SWAP,
  SWAP_LIMIT,
  RSS_SWAP,
  /** working_set / effective limit, a fraction. */
  WORKING_SET_UTILIZATION,
  /** (rss + swap) / effective limit, a fraction. */
  RSS_SWAP_UTILIZATION,
  /** {@link #UNRECLAIMABLE} / the limit that it is compared with, a fraction. */
  UNRECLAIMABLE_UTILIZATION,
  /** 1 where the OOM killer takes the whole group, 0 where it takes one process. */
  OOM_GROUP,

  /** Swap that reclaim of this group can still fill; see {@link Headroom}. */
  SWAP_ROOM,
  HEADROOM_GUARANTEED,
  HEADROOM_EXPECTED,
  HEADROOM_OPTIMISTIC,
  /**
   * The expected headroom after all dirty pages are written, under the limits alone. Unset where
   * the machine's memory is the limit.
   */
  HEADROOM_UNDER_LIMITS,
  /** The part of the usage that reclaim cannot free, at the limit that is closer to its end. */
  UNRECLAIMABLE,
  /** The kernel's OOM points of this process, in bytes. May be negative. */
  SCORE_SELF,
  /** The OOM points of the highest-scored other process of the cgroup, in bytes. */
  SCORE_OTHER,

  EVENTS_LOW,
  EVENTS_HIGH,
  EVENTS_MAX,
  EVENTS_OOM,
  EVENTS_OOM_KILL,
  EVENTS_OOM_GROUP_KILL,

  /** Seconds. */
  PRESSURE_SOME_TIME,
  /** Seconds. */
  PRESSURE_FULL_TIME,
  /** A fraction. */
  PRESSURE_SOME_UTILIZATION,
  /** A fraction. */
  PRESSURE_FULL_UTILIZATION,

  PROCESS_RSS,
  PROCESS_VIRTUAL,
  PROCESS_ANON,
  PROCESS_FILE,
  PROCESS_SHMEM,
  PROCESS_SWAP,
  PROCESS_PAGE_TABLES,

  HEAP_USED,
  HEAP_COMMITTED,
  HEAP_MAX,

  /** A count. */
  THREADS_DAEMON,
  /** A count. */
  THREADS_NON_DAEMON,
  /** A count. */
  CLASSES,

  /** Duration of the sampling pass, seconds. */
  SAMPLE_DURATION,

  /** The ledger's areas, in the order of {@link MemoryArea}. */
  LEDGER_JAVA_HEAP,
  LEDGER_METASPACE,
  LEDGER_CODE_CACHE,
  LEDGER_THREAD_STACKS,
  LEDGER_GC,
  LEDGER_DIRECT_BUFFERS,
  LEDGER_JVM_OTHER,
  LEDGER_NATIVE_OTHER,
  LEDGER_OTHER_PROCESSES,
  LEDGER_SHARED_MEMORY,
  LEDGER_KERNEL,
  LEDGER_FILE_CACHE,

  PROMISED_JAVA_HEAP,
  PROMISED_METASPACE,
  PROMISED_CODE_CACHE,
  PROMISED_THREAD_STACKS,
  PROMISED_GC,
  PROMISED_DIRECT_BUFFERS,

  /** What reclaim cannot free now, without the heap. */
  DEMAND_BESIDE_HEAP,
  /**
   * {@link #DEMAND_BESIDE_HEAP} plus the heap at its largest, and what neighbours hold of the
   * limit: the limit that fits this heap.
   */
  DEMAND,
  /**
   * The largest heap that fits the effective limit and swap beside everything else that is there.
   */
  LARGEST_HEAP,
  /** The bytes by which the demand exceeds the effective limit and swap. Unset where it fits. */
  CANNOT_FIT_BY,
  /** Seconds to the kill: earliest, expected, latest. */
  TIME_TO_KILL_LOW,
  TIME_TO_KILL_MID,
  TIME_TO_KILL_HIGH,
  /** Probability of an OOM kill within each horizon, 0 to 1. */
  KILL_WITHIN_10_MINUTES,
  KILL_WITHIN_1_HOUR,
  KILL_WITHIN_24_HOURS,

  /** The memory size from which the JVM sized its heap, where that is not the limit. */
  BELIEVED_MEMORY,

  /** Runs of each relief action, counts. */
  RELIEF_TRIM_RUNS,
  RELIEF_SQUEEZE_RUNS,
  RELIEF_TERMINATE_RUNS,
  RELIEF_TRIM_FREED,
  RELIEF_SQUEEZE_FREED,
  /** Seconds. */
  RELIEF_TRIM_TIME,
  /** Seconds. */
  RELIEF_SQUEEZE_TIME,

  /** The smallest limit that would have been enough, with a margin; see {@link Sizing}. */
  SIZING_LIMIT,
  /** The largest heap that fits the effective limit beside what was observed, with a margin. */
  SIZING_MAX_HEAP,
  /** The largest heap that fits {@link #SIZING_LIMIT}. */
  SIZING_HEAP,
  /** Seconds of observation, at most {@link Sizing#MEMORY_SECONDS}. */
  SIZING_SPAN;

  /** The ledger's figure of that area. */
  public static Figure held(MemoryArea area) {
    return ALL[LEDGER_JAVA_HEAP.ordinal() + area.ordinal()];
  }

  /** values() copies the array at each call. */
  private static final Figure[] ALL = values();

  static final int COUNT = ALL.length;
}
