package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleTables;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of all published metrics: name, instrument, unit, description, source, when a point is
 * absent, and the series with their figures and attributes. Points are published in this order.
 * Tests compare the documents and golden files with it. Names are a contract. Sources read "v2 /
 * v1".
 *
 * <p>container.*, process.* and jvm.* follow the OpenTelemetry semantic conventions 1.44 in name,
 * unit and instrument, except that container and process memory are gauges, as in the collector's
 * kubelet receiver.
 */
public enum Metric {
  CONTAINER_MEMORY_USAGE(
      "container.memory.usage",
      Instrument.GAUGE,
      "By",
      "Memory charged to the container.",
      "memory.current / memory.usage_in_bytes",
      Series.of(Figure.MEMORY_USAGE).essential()),
  CONTAINER_MEMORY_WORKING_SET(
      "container.memory.working_set",
      Instrument.GAUGE,
      "By",
      "Usage less inactive file cache, as cAdvisor computes it.",
      "usage - inactive_file / total_inactive_file of memory.stat",
      "inactive_file is unreadable; where the key does not exist it is the usage",
      Series.of(Figure.WORKING_SET).essential()),
  CONTAINER_MEMORY_RSS(
      "container.memory.rss",
      Instrument.GAUGE,
      "By",
      "Anonymous memory of the container.",
      "anon / total_rss of memory.stat",
      Series.of(Figure.RSS)),
  CONTAINER_MEMORY_AVAILABLE(
      "container.memory.available",
      Instrument.GAUGE,
      "By",
      "Own limit less working set, not below 0.",
      "memory.max / memory.limit_in_bytes - working set",
      "no limit of its own",
      Series.of(Figure.AVAILABLE)),
  CONTAINER_PAGING_FAULTS(
      "container.paging.faults",
      Instrument.COUNTER,
      "{fault}",
      "Page faults of the container.",
      "minor: pgfault - pgmajfault, major: pgmajfault / total_* of memory.stat",
      Series.of(Figure.MINOR_FAULTS, "system.paging.fault.type", "minor"),
      Series.of(Figure.MAJOR_FAULTS, "system.paging.fault.type", "major")),
  MEMORY_LIMIT(
      "headroom.container.memory.limit",
      Instrument.GAUGE,
      "By",
      "Memory limit: the container's own, and the smallest that binds it.",
      "own: memory.max / memory.limit_in_bytes; effective: the smallest of it, its visible"
          + " ancestors', hierarchical_memory_limit (v1) and MemTotal",
      "own: unlimited; effective: one of the limits cannot be read",
      Series.of(Figure.OWN_LIMIT, "headroom.limit.scope", "own").essential(),
      Series.of(Figure.EFFECTIVE_LIMIT, "headroom.limit.scope", "effective").essential()),
  MEMORY_PEAK(
      "headroom.container.memory.peak",
      Instrument.GAUGE,
      "By",
      "Highest usage so far.",
      "memory.peak / memory.max_usage_in_bytes",
      "v2 before kernel 5.19",
      Series.of(Figure.PEAK)),
  MEMORY_CACHE(
      "headroom.container.memory.cache",
      Instrument.GAUGE,
      "By",
      "Page cache, with tmpfs and shared memory.",
      "file / total_cache of memory.stat",
      Series.of(Figure.CACHE)),
  MEMORY_MAPPED_FILE(
      "headroom.container.memory.mapped_file",
      Instrument.GAUGE,
      "By",
      "Page cache that is mapped.",
      "file_mapped / total_mapped_file of memory.stat",
      Series.of(Figure.MAPPED_FILE)),
  MEMORY_ACTIVE_FILE(
      "headroom.container.memory.active_file",
      Instrument.GAUGE,
      "By",
      "Page cache on the active list: in the working set, yet reclaimable.",
      "active_file / total_active_file of memory.stat",
      Series.of(Figure.ACTIVE_FILE)),
  MEMORY_INACTIVE_FILE(
      "headroom.container.memory.inactive_file",
      Instrument.GAUGE,
      "By",
      "Page cache on the inactive list.",
      "inactive_file / total_inactive_file of memory.stat",
      Series.of(Figure.INACTIVE_FILE)),
  MEMORY_DIRTY(
      "headroom.container.memory.dirty",
      Instrument.GAUGE,
      "By",
      "Page cache that waits to be written.",
      "file_dirty / total_dirty of memory.stat",
      Series.of(Figure.DIRTY)),
  MEMORY_WRITEBACK(
      "headroom.container.memory.writeback",
      Instrument.GAUGE,
      "By",
      "Page cache that is being written.",
      "file_writeback / total_writeback of memory.stat",
      Series.of(Figure.WRITEBACK)),
  MEMORY_SHMEM(
      "headroom.container.memory.shmem",
      Instrument.GAUGE,
      "By",
      "tmpfs, shared memory, memfd: freed by swap alone.",
      "shmem / total_shmem of memory.stat",
      Series.of(Figure.SHMEM)),
  MEMORY_UNEVICTABLE(
      "headroom.container.memory.unevictable",
      Instrument.GAUGE,
      "By",
      "Locked memory that cannot be reclaimed.",
      "unevictable / total_unevictable of memory.stat",
      Series.of(Figure.UNEVICTABLE)),
  MEMORY_SLAB_RECLAIMABLE(
      "headroom.container.memory.slab_reclaimable",
      Instrument.GAUGE,
      "By",
      "Kernel caches that can be shrunk: dentries, inodes.",
      "slab_reclaimable of memory.stat (v2)",
      "v1",
      Series.of(Figure.SLAB_RECLAIMABLE)),
  MEMORY_PAGE_TABLES(
      "headroom.container.memory.page_tables",
      Instrument.GAUGE,
      "By",
      "Page tables.",
      "pagetables of memory.stat (v2)",
      "v1; v2 before kernel 5.15",
      Series.of(Figure.PAGE_TABLES)),
  MEMORY_KERNEL_STACK(
      "headroom.container.memory.kernel_stack",
      Instrument.GAUGE,
      "By",
      "Kernel stacks of the threads.",
      "kernel_stack of memory.stat (v2)",
      "v1",
      Series.of(Figure.KERNEL_STACK)),
  MEMORY_SOCK(
      "headroom.container.memory.sock",
      Instrument.GAUGE,
      "By",
      "Network buffers.",
      "sock of memory.stat (v2)",
      "v1",
      Series.of(Figure.SOCK)),
  MEMORY_KERNEL(
      "headroom.container.memory.kernel",
      Instrument.GAUGE,
      "By",
      "All kernel memory of the container.",
      "kernel of memory.stat (v2, 5.18+) / memory.kmem.usage_in_bytes",
      "v2 before kernel 5.18",
      Series.of(Figure.KERNEL)),
  MEMORY_SWAP(
      "headroom.container.memory.swap",
      Instrument.GAUGE,
      "By",
      "Swap in use.",
      "memory.swap.current / total_swap of memory.stat",
      "the kernel does not account swap",
      Series.of(Figure.SWAP)),
  MEMORY_SWAP_LIMIT(
      "headroom.container.memory.swap.limit",
      Instrument.GAUGE,
      "By",
      "Limit of swap alone.",
      "memory.swap.max / memory.memsw.limit_in_bytes - memory.limit_in_bytes",
      "unlimited; the kernel does not account swap",
      Series.of(Figure.SWAP_LIMIT)),
  MEMORY_RSS_SWAP(
      "headroom.container.memory.rss_swap",
      Instrument.GAUGE,
      "By",
      "Anonymous memory and swap: what reclaim cannot free.",
      "rss + swap",
      "swap is unreadable; without swap accounting it is rss",
      Series.of(Figure.RSS_SWAP)),
  MEMORY_UTILIZATION(
      "headroom.container.memory.utilization",
      Instrument.GAUGE,
      "1",
      "Share of the effective limit, by what is divided.",
      "working_set: working set / effective limit; rss_swap: (rss + swap) / effective limit;"
          + " unreclaimable: headroom.oom.unreclaimable / the limit that it is of",
      "the effective limit is 0 or cannot be read",
      Series.of(Figure.WORKING_SET_UTILIZATION, "headroom.memory.basis", "working_set").essential(),
      Series.of(Figure.RSS_SWAP_UTILIZATION, "headroom.memory.basis", "rss_swap"),
      Series.of(Figure.UNRECLAIMABLE_UTILIZATION, "headroom.memory.basis", "unreclaimable")
          .essential()),
  MEMORY_EVENTS(
      "headroom.container.memory.events",
      Instrument.COUNTER,
      "{event}",
      "Memory events of the container.",
      "memory.events / memory.failcnt, memory.oom_control",
      "v1: all but max and oom_kill (4.13+); v2: oom_group_kill before kernel 5.17",
      Series.of(Figure.EVENTS_LOW, "headroom.memory.event", "low"),
      Series.of(Figure.EVENTS_HIGH, "headroom.memory.event", "high"),
      Series.of(Figure.EVENTS_MAX, "headroom.memory.event", "max").essential(),
      Series.of(Figure.EVENTS_OOM, "headroom.memory.event", "oom"),
      Series.of(Figure.EVENTS_OOM_KILL, "headroom.memory.event", "oom_kill").essential(),
      Series.of(Figure.EVENTS_OOM_GROUP_KILL, "headroom.memory.event", "oom_group_kill")),
  MEMORY_PRESSURE_TIME(
      "headroom.container.memory.pressure.time",
      Instrument.COUNTER,
      "s",
      "Time that tasks waited for memory.",
      "total of memory.pressure (v2)",
      "v1; a kernel without PSI, or with it switched off",
      Series.of(Figure.PRESSURE_SOME_TIME, "headroom.pressure.kind", "some").essential(),
      Series.of(Figure.PRESSURE_FULL_TIME, "headroom.pressure.kind", "full").essential()),
  MEMORY_PRESSURE_UTILIZATION(
      "headroom.container.memory.pressure.utilization",
      Instrument.GAUGE,
      "1",
      "Share of the last 10 s that tasks waited for memory.",
      "avg10 of memory.pressure (v2)",
      "v1; a kernel without PSI, or with it switched off",
      Series.of(Figure.PRESSURE_SOME_UTILIZATION, "headroom.pressure.kind", "some"),
      Series.of(Figure.PRESSURE_FULL_UTILIZATION, "headroom.pressure.kind", "full")),
  LEDGER(
      "headroom.memory.usage",
      Instrument.GAUGE,
      "By",
      "Who holds the container's memory: areas that add up to its usage.",
      "anon, file, shmem and kernel of the cgroup; RssAnon, maps and pagemap of /proc/self;"
          + " MXBeans; VM.native_memory (NMT on)",
      "gc: NMT off; other areas: what this JVM does not publish is part of native_other",
      Series.held()),
  PROMISED(
      "headroom.oom.promised",
      Instrument.GAUGE,
      "By",
      "What the JVM's flags and their defaults allow, by area.",
      "heap reserved or Runtime.maxMemory; limits of the pools, or what a pool without one has"
          + " committed; -XX:MaxDirectMemorySize, by default the largest heap, and"
          + " io.netty.maxDirectMemory, by default as much again for a Netty that goes past the"
          + " JDK's buffers; tables of Serial, Parallel and G1 for such a heap, or NMT's"
          + " GC; stacks as touched so far",
      "gc: other collectors with NMT off",
      Series.of(Figure.PROMISED_JAVA_HEAP, "headroom.memory.area", "java_heap").essential(),
      Series.of(Figure.PROMISED_METASPACE, "headroom.memory.area", "metaspace").essential(),
      Series.of(Figure.PROMISED_CODE_CACHE, "headroom.memory.area", "code_cache").essential(),
      Series.of(Figure.PROMISED_THREAD_STACKS, "headroom.memory.area", "thread_stacks"),
      Series.of(Figure.PROMISED_GC, "headroom.memory.area", "gc").essential(),
      Series.of(Figure.PROMISED_DIRECT_BUFFERS, "headroom.memory.area", "direct_buffers")
          .essential()),
  OOM_GROUP(
      "headroom.oom.group",
      Instrument.GAUGE,
      "1",
      "1 where an OOM kill takes every process of the container, 0 where it takes one.",
      "memory.oom.group (v2)",
      "v1; v2 before kernel 4.19",
      Series.of(Figure.OOM_GROUP)),
  OOM_HEADROOM(
      "headroom.oom.headroom",
      Instrument.GAUGE,
      "By",
      "Bytes that can still be charged before the OOM killer comes.",
      "the smallest over the container's cgroup and its visible ancestors with a limit, v1's memory"
          + " and swap together among them; guaranteed: limit - usage; expected: + active_file +"
          + " inactive_file + slab_reclaimable + swap that is free for it, less file_dirty where"
          + " that is nearly all, at most MemAvailable + SwapFree; optimistic: file_dirty is not"
          + " taken off, and on v1 memory.kmem.usage_in_bytes less page tables and stacks is added;"
          + " without a limit MemFree, and MemAvailable + SwapFree",
      "a limit, or of a level with a limit the usage or a key asked for, cannot be read;"
          + " guaranteed: v1 under an ancestor's limit that is not visible",
      Series.of(Figure.HEADROOM_GUARANTEED, "headroom.estimate", "guaranteed").essential(),
      Series.of(Figure.HEADROOM_EXPECTED, "headroom.estimate", "expected").essential(),
      Series.of(Figure.HEADROOM_OPTIMISTIC, "headroom.estimate", "optimistic")),
  OOM_UNRECLAIMABLE(
      "headroom.oom.unreclaimable",
      Instrument.GAUGE,
      "By",
      "Usage that reclaim cannot free, of the limit that is nearest to its end.",
      "effective limit: usage - active_file - inactive_file - slab_reclaimable + file_dirty that is"
          + " held - what swap can take of anon and shmem; or v1's memory.memsw.usage_in_bytes less"
          + " the same but swap, where that is the greater share of its limit; without a limit"
          + " MemTotal - MemAvailable",
      "a limit, or a key asked for, cannot be read",
      Series.of(Figure.UNRECLAIMABLE).essential()),
  OOM_SCORE(
      "headroom.oom.score",
      Instrument.GAUGE,
      "By",
      "Score by which the OOM killer chooses: this process, and the highest of the other"
          + " processes.",
      "VmRSS + VmSwap + VmPTE + oom_score_adj / 1000 of the effective limit and its swap",
      "oom_score_adj is -1000: never killed; other: there is none, more than 64, or one that cannot"
          + " be read",
      Series.of(Figure.SCORE_SELF, "headroom.process", "self"),
      Series.of(Figure.SCORE_OTHER, "headroom.process", "other")),
  OOM_VERDICT(
      "headroom.oom.verdict",
      Instrument.GAUGE,
      "1",
      "Forecast for the container: 1 for the current verdict, 0 for the others.",
      "the forecast: headroom.oom.headroom over time; memory.pressure (v2), workingset_refault_*"
          + " and pgmajfault of memory.stat; headroom.memory.usage with the flags",
      Series.verdicts()),
  OOM_TIME_TO_KILL(
      "headroom.oom.time_to_kill",
      Instrument.GAUGE,
      "s",
      "Time until the OOM killer comes if it goes on like this: at the earliest, as expected, at"
          + " the latest.",
      "the forecast: headroom.oom.headroom and its slope",
      "the verdict is neither growing nor spike",
      Series.of(Figure.TIME_TO_KILL_LOW, "headroom.bound", "low").essential(),
      Series.of(Figure.TIME_TO_KILL_MID, "headroom.bound", "mid").essential(),
      Series.of(Figure.TIME_TO_KILL_HIGH, "headroom.bound", "high").essential()),
  OOM_KILL_PROBABILITY(
      "headroom.oom.kill_probability",
      Instrument.GAUGE,
      "1",
      "Probability that the OOM killer comes within the horizon.",
      "the forecast: the times to the kill, how long growth was seen, what came back before, and"
          + " the age of the process",
      "the verdict is unknown, or headroom.oom.headroom is absent",
      Series.of(Figure.KILL_WITHIN_10_MINUTES, "headroom.horizon", "10m").essential(),
      Series.of(Figure.KILL_WITHIN_1_HOUR, "headroom.horizon", "1h").essential(),
      Series.of(Figure.KILL_WITHIN_24_HOURS, "headroom.horizon", "24h").essential()),
  OOM_CULPRIT(
      "headroom.oom.culprit",
      Instrument.GAUGE,
      "1",
      "1 for the area that grows most, 0 for the others; for cannot_fit, java_heap counts with its"
          + " possible size.",
      "the forecast: headroom.memory.usage over time",
      "the verdict is none of growing, spike and cannot_fit; no area is seen to grow",
      Series.culprits()),
  SIZING_LIMIT(
      "headroom.sizing.limit",
      Instrument.GAUGE,
      "By",
      "Smallest memory limit that would have held what was seen, with a margin.",
      "highest of usage - active_file - inactive_file - slab_reclaimable + file_dirty that is held"
          + " + swap, with the heap no larger than its live set asks for; margin and growth as in"
          + " docs/sizing.md",
      "less than an hour was seen; the verdict is growing or spike; a key asked for cannot be read",
      Series.of(Figure.SIZING_LIMIT).essential()),
  SIZING_MAX_HEAP(
      "headroom.sizing.max_heap",
      Instrument.GAUGE,
      "By",
      "Largest -Xmx that fits the effective limit beside what was seen, with a margin.",
      "effective limit less the highest that was seen beside the heap, of neighbours below an"
          + " ancestor's limit, and the collector's tables for such a heap; docs/sizing.md",
      "as for headroom.sizing.limit; no limit; what the heap holds is not known;"
          + " nothing is left for a heap larger than its live set",
      Series.of(Figure.SIZING_MAX_HEAP).essential()),
  SIZING_SPAN(
      "headroom.sizing.span",
      Instrument.GAUGE,
      "s",
      "Time for which memory was seen: what headroom.sizing.* rest on, eleven days at most.",
      "the agent's clock",
      "as for headroom.sizing.limit",
      Series.of(Figure.SIZING_SPAN).essential()),
  PROCESS_MEMORY_USAGE(
      "process.memory.usage",
      Instrument.GAUGE,
      "By",
      "Resident memory of the process.",
      "VmRSS of /proc/self/status",
      Series.of(Figure.PROCESS_RSS)),
  PROCESS_MEMORY_VIRTUAL(
      "process.memory.virtual",
      Instrument.GAUGE,
      "By",
      "Address space of the process.",
      "VmSize of /proc/self/status",
      Series.of(Figure.PROCESS_VIRTUAL)),
  PROCESS_MEMORY_ANON(
      "headroom.process.memory.anon",
      Instrument.GAUGE,
      "By",
      "Resident anonymous memory of the process.",
      "RssAnon of /proc/self/status",
      "before kernel 4.5",
      Series.of(Figure.PROCESS_ANON)),
  PROCESS_MEMORY_FILE(
      "headroom.process.memory.file",
      Instrument.GAUGE,
      "By",
      "Resident file mappings of the process.",
      "RssFile of /proc/self/status",
      "before kernel 4.5",
      Series.of(Figure.PROCESS_FILE)),
  PROCESS_MEMORY_SHMEM(
      "headroom.process.memory.shmem",
      Instrument.GAUGE,
      "By",
      "Resident shared memory of the process.",
      "RssShmem of /proc/self/status",
      "before kernel 4.5",
      Series.of(Figure.PROCESS_SHMEM)),
  PROCESS_MEMORY_SWAP(
      "headroom.process.memory.swap",
      Instrument.GAUGE,
      "By",
      "Swapped-out memory of the process.",
      "VmSwap of /proc/self/status",
      Series.of(Figure.PROCESS_SWAP)),
  PROCESS_MEMORY_PAGE_TABLES(
      "headroom.process.memory.page_tables",
      Instrument.GAUGE,
      "By",
      "Page tables of the process.",
      "VmPTE of /proc/self/status",
      Series.of(Figure.PROCESS_PAGE_TABLES)),
  JVM_MEMORY_USED(
      "jvm.memory.used",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory used.",
      "MemoryPoolMXBean.getUsage",
      TableSeries.heap(Sample.POOL_USED, Figure.HEAP_USED).essential(),
      TableSeries.otherPools(Sample.POOL_USED)),
  JVM_MEMORY_COMMITTED(
      "jvm.memory.committed",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory committed.",
      "MemoryPoolMXBean.getUsage",
      TableSeries.heap(Sample.POOL_COMMITTED, Figure.HEAP_COMMITTED),
      TableSeries.otherPools(Sample.POOL_COMMITTED)),
  JVM_MEMORY_LIMIT(
      "jvm.memory.limit",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of max obtainable memory.",
      "MemoryPoolMXBean.getUsage",
      "the pool has no maximum",
      TableSeries.heap(Sample.POOL_LIMIT, Figure.HEAP_MAX),
      TableSeries.otherPools(Sample.POOL_LIMIT)),
  JVM_MEMORY_USED_AFTER_LAST_GC(
      "jvm.memory.used_after_last_gc",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory used, as measured after the most recent garbage collection event on this"
          + " pool.",
      "MemoryPoolMXBean.getCollectionUsage",
      "before the first collection; pools that are not collected",
      TableSeries.youngHeap(Sample.POOL_USED_AFTER_LAST_GC),
      TableSeries.oldHeap(Sample.POOL_USED_AFTER_LAST_GC).essential(),
      TableSeries.otherPools(Sample.POOL_USED_AFTER_LAST_GC)),
  JVM_BUFFER_MEMORY_USED(
      "jvm.buffer.memory.used",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory used by buffers.",
      "BufferPoolMXBean.getMemoryUsed",
      TableSeries.column(SampleTables.BUFFERS, Sample.BUFFER_USED, "jvm.buffer.pool.name")),
  JVM_BUFFER_MEMORY_LIMIT(
      "jvm.buffer.memory.limit",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of total memory capacity of buffers.",
      "BufferPoolMXBean.getTotalCapacity",
      TableSeries.column(SampleTables.BUFFERS, Sample.BUFFER_CAPACITY, "jvm.buffer.pool.name")),
  JVM_BUFFER_COUNT(
      "jvm.buffer.count",
      Instrument.UP_DOWN_COUNTER,
      "{buffer}",
      "Number of buffers in the pool.",
      "BufferPoolMXBean.getCount",
      TableSeries.column(SampleTables.BUFFERS, Sample.BUFFER_COUNT, "jvm.buffer.pool.name")),
  JVM_THREAD_COUNT(
      "jvm.thread.count",
      Instrument.UP_DOWN_COUNTER,
      "{thread}",
      "Number of executing platform threads.",
      "ThreadMXBean.getThreadCount, getDaemonThreadCount",
      Series.of(Figure.THREADS_DAEMON, "jvm.thread.daemon", true),
      Series.of(Figure.THREADS_NON_DAEMON, "jvm.thread.daemon", false)),
  JVM_CLASS_COUNT(
      "jvm.class.count",
      Instrument.UP_DOWN_COUNTER,
      "{class}",
      "Number of classes currently loaded.",
      "ClassLoadingMXBean.getLoadedClassCount",
      Series.of(Figure.CLASSES)),
  JVM_GC_COLLECTIONS(
      "headroom.jvm.gc.collections",
      Instrument.COUNTER,
      "{collection}",
      "Garbage collections so far.",
      "GarbageCollectorMXBean.getCollectionCount",
      "the collector does not report it",
      TableSeries.column(SampleTables.COLLECTORS, Sample.COLLECTIONS, "jvm.gc.name")),
  JVM_GC_TIME(
      "headroom.jvm.gc.time",
      Instrument.COUNTER,
      "s",
      "Time spent in garbage collections so far.",
      "GarbageCollectorMXBean.getCollectionTime",
      "the collector does not report it",
      TableSeries.seconds(SampleTables.COLLECTORS, Sample.COLLECTION_MILLIS, "jvm.gc.name")),
  JVM_NATIVE_COMMITTED(
      "headroom.jvm.native.committed",
      Instrument.GAUGE,
      "By",
      "Native memory committed by the JVM, by NMT category.",
      "VM.native_memory summary (NMT on)",
      "without `-XX:NativeMemoryTracking`",
      TableSeries.column(
          SampleTables.NATIVE_MEMORY, Sample.NATIVE_COMMITTED, "headroom.nmt.category")),
  JVM_NATIVE_RESERVED(
      "headroom.jvm.native.reserved",
      Instrument.GAUGE,
      "By",
      "Native memory reserved by the JVM, by NMT category.",
      "VM.native_memory summary (NMT on)",
      "without `-XX:NativeMemoryTracking`",
      TableSeries.column(
          SampleTables.NATIVE_MEMORY, Sample.NATIVE_RESERVED, "headroom.nmt.category")),
  AGENT_SAMPLE_DURATION(
      "headroom.agent.sample.duration",
      Instrument.GAUGE,
      "s",
      "Time that the published sample took to read.",
      "System.nanoTime",
      Series.of(Figure.SAMPLE_DURATION).essential()),
  AGENT_EXPORTS(
      "headroom.agent.exports",
      Instrument.COUNTER,
      "{export}",
      "Exports so far, by outcome.",
      "the agent's own count",
      Series.exports(Outcome.OK).essential(),
      Series.exports(Outcome.PARTIAL),
      Series.exports(Outcome.FAILED).essential()),
  AGENT_PREVIOUS_EXIT(
      "headroom.agent.previous_exit",
      Instrument.GAUGE,
      "1",
      "Exit reason of the previous JVM: 1 for what is known of it.",
      "its recording, oom_kill of memory.events / memory.oom_control, hs_err files, boot_id",
      "the recorder is off, or has no directory",
      Series.previousExit("clean"),
      Series.previousExit("terminated"),
      Series.previousExit("oom_kill"),
      Series.previousExit("killed"),
      Series.previousExit("crash"),
      Series.previousExit("node_gone"),
      Series.previousExit("unknown"),
      Series.previousExit("none")),
  RELIEF_RUNS(
      "headroom.relief.runs",
      Instrument.COUNTER,
      "{run}",
      "Actions of relief so far, those that gave nothing and those that failed among them.",
      "the agent's own count",
      "the action is not one of headroom.relief, or this JVM cannot do it",
      Series.of(Figure.RELIEF_TRIM_RUNS, "headroom.relief.action", "trim").essential(),
      Series.of(Figure.RELIEF_SQUEEZE_RUNS, "headroom.relief.action", "squeeze").essential(),
      Series.of(Figure.RELIEF_TERMINATE_RUNS, "headroom.relief.action", "terminate").essential()),
  RELIEF_FREED(
      "headroom.relief.freed",
      Instrument.COUNTER,
      "By",
      "Bytes by which actions of relief have raised the expected headroom.",
      "effective limit less headroom before the action, less the same of the first sample at least"
          + " a second after it, where that is lower; 0 where the action failed",
      "the action is not one of headroom.relief, or this JVM cannot do it",
      Series.of(Figure.RELIEF_TRIM_FREED, "headroom.relief.action", "trim").essential(),
      Series.of(Figure.RELIEF_SQUEEZE_FREED, "headroom.relief.action", "squeeze").essential()),
  RELIEF_DURATION(
      "headroom.relief.duration",
      Instrument.COUNTER,
      "s",
      "Time that actions of relief took; during a squeeze the application stands still.",
      "System.nanoTime around System.trim_native_heap and System.gc()",
      "the action is not one of headroom.relief, or this JVM cannot do it",
      Series.of(Figure.RELIEF_TRIM_TIME, "headroom.relief.action", "trim").essential(),
      Series.of(Figure.RELIEF_SQUEEZE_TIME, "headroom.relief.action", "squeeze").essential());

  private static final Metric[] ALL = values();

  private final String metricName;
  private final Instrument instrument;
  private final String unit;
  private final String description;
  private final String source;
  private final String absent;

  @SuppressWarnings("ImmutableEnumChecker") // never changed and not exposed
  private final Series[] series;

  /** A metric whose points are present whenever the cgroup, the process or the beans are. */
  Metric(
      String metricName,
      Instrument instrument,
      String unit,
      String description,
      String source,
      Series... series) {
    this(metricName, instrument, unit, description, source, "", series);
  }

  Metric(
      String metricName,
      Instrument instrument,
      String unit,
      String description,
      String source,
      String absent,
      Series... series) {
    this.metricName = metricName;
    this.instrument = instrument;
    this.unit = unit;
    this.description = description;
    this.source = source;
    this.absent = absent;
    this.series = series;
  }

  /**
   * Publishes every point to the sink, in the order of the table.
   *
   * @param jvm whether to include jvm.* of the stable conventions. The OpenTelemetry Java agent
   *     publishes them when it runs in the same JVM
   */
  public static void all(Observation of, boolean jvm, PointSink out) {
    for (Metric metric : ALL) {
      if (jvm || !metric.isConventionOfJvm()) {
        metric.points(of, out);
      }
    }
  }

  /** Publishes every point except the agent's own figures. */
  public static void observed(Observation of, PointSink out) {
    for (Metric metric : ALL) {
      if (!metric.metricName.startsWith("headroom.agent.")) {
        metric.points(of, out);
      }
    }
  }

  /** Publishes the points of this metric. */
  void points(Observation of, PointSink out) {
    for (Series each : series) {
      each.points(this, of, out);
    }
  }

  /** Returns its series: all of them, or the essential ones. */
  Series[] series(boolean all) {
    List<Series> chosen = new ArrayList<>();
    for (Series each : series) {
      if (all || each.isEssential()) {
        chosen.add(each);
      }
    }
    return chosen.toArray(new Series[0]);
  }

  /** Returns whether it is one of the stable jvm.* conventions. */
  boolean isConventionOfJvm() {
    return metricName.startsWith("jvm.");
  }

  public String metricName() {
    return metricName;
  }

  public Instrument instrument() {
    return instrument;
  }

  /** Returns the unit in UCUM, as the semantic conventions write it. */
  public String unit() {
    return unit;
  }

  public String description() {
    return description;
  }

  /** Returns the kernel file and key, or the JVM's method. */
  String source() {
    return source;
  }

  /**
   * Returns when there is no point although the cgroup, the process or the beans exist; "" if
   * always.
   */
  String absent() {
    return absent;
  }
}
