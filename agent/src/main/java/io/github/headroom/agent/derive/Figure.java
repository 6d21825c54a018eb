package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/**
 * Every single figure, after the formulas; bytes unless said otherwise.
 *
 * <p>Bytes and counts are whole numbers, seconds and fractions real ones.
 */
public enum Figure {
  MEMORY_USAGE,
  WORKING_SET,
  RSS,
  AVAILABLE,
  /** Minor page faults since the cgroup was made, a count. */
  MINOR_FAULTS,
  /** Major page faults since the cgroup was made, a count. */
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
  /** {@link #UNRECLAIMABLE} / the limit that it is held against, a fraction. */
  UNRECLAIMABLE_UTILIZATION,
  /** 1 where a kill takes the whole group, 0 where it takes one process. */
  OOM_GROUP,

  /** Swap that the group's reclaim could still fill; see {@link Headroom}. */
  SWAP_ROOM,
  HEADROOM_GUARANTEED,
  HEADROOM_EXPECTED,
  HEADROOM_OPTIMISTIC,
  /**
   * The expected headroom once all that is dirty is written, under the limits alone: not known
   * where the machine's memory is the limit.
   */
  HEADROOM_UNDER_LIMITS,
  /** What reclaim cannot free of the usage of the limit that is the nearer to its end. */
  UNRECLAIMABLE,
  /** The kernel's victim points in bytes of this process; can be negative. */
  SCORE_SELF,
  /** The same of the worst other process of the cgroup. */
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

  /** Seconds that the pass took. */
  SAMPLE_DURATION,

  /** The ledger, in the order of {@link MemoryArea}. */
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

  /** What cannot be given back now, without the heap. */
  DEMAND_BESIDE_HEAP,
  /** The same with the heap at its largest, and what others hold: the limit that fits it. */
  DEMAND,
  /** The largest heap that fits the effective limit and swap beside what else is there. */
  LARGEST_HEAP,
  /** By how much the demand is above the effective limit and swap; not known where it fits. */
  CANNOT_FIT_BY,
  /** Seconds to the kill at the earliest, as expected, at the latest. */
  TIME_TO_KILL_LOW,
  TIME_TO_KILL_MID,
  TIME_TO_KILL_HIGH,
  /** Probabilities that the OOM killer comes within a horizon, 0 to 1. */
  KILL_WITHIN_10_MINUTES,
  KILL_WITHIN_1_HOUR,
  KILL_WITHIN_24_HOURS,

  /** The memory that the JVM sized its heap for, where that is not the limit. */
  BELIEVED_MEMORY,

  /** Acts of relief, counts. */
  RELIEF_TRIM_RUNS,
  RELIEF_SQUEEZE_RUNS,
  RELIEF_TERMINATE_RUNS,
  RELIEF_TRIM_FREED,
  RELIEF_SQUEEZE_FREED,
  /** Seconds. */
  RELIEF_TRIM_TIME,
  /** Seconds. */
  RELIEF_SQUEEZE_TIME,

  /** The smallest limit that would have held, with a margin; see {@link Sizing}. */
  SIZING_LIMIT,
  /** The largest heap that fits the effective limit beside what was seen, with a margin. */
  SIZING_MAX_HEAP,
  /** The largest heap that {@link #SIZING_LIMIT} has room for. */
  SIZING_HEAP,
  /** Seconds for which the memory was watched, at most {@link Sizing#MEMORY_SECONDS}. */
  SIZING_SPAN;

  /** What the ledger says of that area. */
  public static Figure held(MemoryArea area) {
    return ALL[LEDGER_JAVA_HEAP.ordinal() + area.ordinal()];
  }

  /** Kept once: values() copies. */
  private static final Figure[] ALL = values();

  static final int COUNT = ALL.length;
}
