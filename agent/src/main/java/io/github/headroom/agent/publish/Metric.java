package io.github.headroom.agent.publish;

/**
 * The one table of what is told: name, instrument, unit, description, source. Documentation and
 * golden files are checked against it. Names are a contract; sources read "v2 / v1".
 *
 * <p>container.*, process.* and jvm.* follow the OpenTelemetry semantic conventions 1.44 in name,
 * unit and instrument, but that container and process memory are gauges, as the collector's own
 * kubelet receiver sends them.
 */
public enum Metric {
  CONTAINER_MEMORY_USAGE(
      "container.memory.usage",
      Instrument.GAUGE,
      "By",
      "Memory charged to the container.",
      "memory.current / memory.usage_in_bytes"),
  CONTAINER_MEMORY_WORKING_SET(
      "container.memory.working_set",
      Instrument.GAUGE,
      "By",
      "Usage less inactive file cache, as cAdvisor computes it.",
      "usage - inactive_file / total_inactive_file of memory.stat"),
  CONTAINER_MEMORY_RSS(
      "container.memory.rss",
      Instrument.GAUGE,
      "By",
      "Anonymous memory of the container.",
      "anon / total_rss of memory.stat"),
  CONTAINER_MEMORY_AVAILABLE(
      "container.memory.available",
      Instrument.GAUGE,
      "By",
      "Own limit less working set, not below 0.",
      "memory.max / memory.limit_in_bytes - working set"),
  CONTAINER_PAGING_FAULTS(
      "container.paging.faults",
      Instrument.COUNTER,
      "{fault}",
      "Page faults of the container.",
      "minor: pgfault - pgmajfault, major: pgmajfault / total_* of memory.stat"),
  MEMORY_LIMIT(
      "headroom.container.memory.limit",
      Instrument.GAUGE,
      "By",
      "Memory limit: the container's own, and the smallest that binds it.",
      "own: memory.max / memory.limit_in_bytes; effective: the smallest of it, its visible ancestors', hierarchical_memory_limit (v1) and MemTotal"),
  MEMORY_PEAK(
      "headroom.container.memory.peak",
      Instrument.GAUGE,
      "By",
      "Highest usage so far.",
      "memory.peak / memory.max_usage_in_bytes"),
  MEMORY_CACHE(
      "headroom.container.memory.cache",
      Instrument.GAUGE,
      "By",
      "Page cache, with tmpfs and shared memory.",
      "file / total_cache of memory.stat"),
  MEMORY_MAPPED_FILE(
      "headroom.container.memory.mapped_file",
      Instrument.GAUGE,
      "By",
      "Page cache that is mapped.",
      "file_mapped / total_mapped_file of memory.stat"),
  MEMORY_ACTIVE_FILE(
      "headroom.container.memory.active_file",
      Instrument.GAUGE,
      "By",
      "Page cache on the active list: in the working set, yet reclaimable.",
      "active_file / total_active_file of memory.stat"),
  MEMORY_INACTIVE_FILE(
      "headroom.container.memory.inactive_file",
      Instrument.GAUGE,
      "By",
      "Page cache on the inactive list.",
      "inactive_file / total_inactive_file of memory.stat"),
  MEMORY_DIRTY(
      "headroom.container.memory.dirty",
      Instrument.GAUGE,
      "By",
      "Page cache that waits to be written.",
      "file_dirty / total_dirty of memory.stat"),
  MEMORY_WRITEBACK(
      "headroom.container.memory.writeback",
      Instrument.GAUGE,
      "By",
      "Page cache that is being written.",
      "file_writeback / total_writeback of memory.stat"),
  MEMORY_SHMEM(
      "headroom.container.memory.shmem",
      Instrument.GAUGE,
      "By",
      "tmpfs, shared memory, memfd: freed by swap alone.",
      "shmem / total_shmem of memory.stat"),
  MEMORY_UNEVICTABLE(
      "headroom.container.memory.unevictable",
      Instrument.GAUGE,
      "By",
      "Locked memory that cannot be reclaimed.",
      "unevictable / total_unevictable of memory.stat"),
  MEMORY_SLAB_RECLAIMABLE(
      "headroom.container.memory.slab_reclaimable",
      Instrument.GAUGE,
      "By",
      "Kernel caches that can be shrunk: dentries, inodes.",
      "slab_reclaimable of memory.stat (v2)"),
  MEMORY_PAGE_TABLES(
      "headroom.container.memory.page_tables",
      Instrument.GAUGE,
      "By",
      "Page tables.",
      "pagetables of memory.stat (v2)"),
  MEMORY_KERNEL_STACK(
      "headroom.container.memory.kernel_stack",
      Instrument.GAUGE,
      "By",
      "Kernel stacks of the threads.",
      "kernel_stack of memory.stat (v2)"),
  MEMORY_SOCK(
      "headroom.container.memory.sock",
      Instrument.GAUGE,
      "By",
      "Network buffers.",
      "sock of memory.stat (v2)"),
  MEMORY_KERNEL(
      "headroom.container.memory.kernel",
      Instrument.GAUGE,
      "By",
      "All kernel memory of the container.",
      "kernel of memory.stat (v2, 5.18+) / memory.kmem.usage_in_bytes"),
  MEMORY_SWAP(
      "headroom.container.memory.swap",
      Instrument.GAUGE,
      "By",
      "Swap in use.",
      "memory.swap.current / total_swap of memory.stat"),
  MEMORY_SWAP_LIMIT(
      "headroom.container.memory.swap.limit",
      Instrument.GAUGE,
      "By",
      "Limit of swap alone.",
      "memory.swap.max / memory.memsw.limit_in_bytes - memory.limit_in_bytes"),
  MEMORY_RSS_SWAP(
      "headroom.container.memory.rss_swap",
      Instrument.GAUGE,
      "By",
      "Anonymous memory and swap: what reclaim cannot free.",
      "rss + swap"),
  MEMORY_UTILIZATION(
      "headroom.container.memory.utilization",
      Instrument.GAUGE,
      "1",
      "Share of the effective limit, by what is divided.",
      "working_set: working set / effective limit; rss_swap: (rss + swap) / effective limit; unreclaimable: headroom.oom.unreclaimable / the limit that it is of"),
  MEMORY_EVENTS(
      "headroom.container.memory.events",
      Instrument.COUNTER,
      "{event}",
      "Memory events of the container.",
      "memory.events / memory.failcnt, memory.oom_control"),
  MEMORY_PRESSURE_TIME(
      "headroom.container.memory.pressure.time",
      Instrument.COUNTER,
      "s",
      "Time that tasks waited for memory.",
      "total of memory.pressure (v2)"),
  MEMORY_PRESSURE_UTILIZATION(
      "headroom.container.memory.pressure.utilization",
      Instrument.GAUGE,
      "1",
      "Share of the last 10 s that tasks waited for memory.",
      "avg10 of memory.pressure (v2)"),
  LEDGER(
      "headroom.memory.usage",
      Instrument.GAUGE,
      "By",
      "Who holds the container's memory: areas that add up to its usage.",
      "anon, file, shmem and kernel of the cgroup; RssAnon, maps and pagemap of /proc/self; MXBeans; VM.native_memory (NMT on)"),
  OOM_GROUP(
      "headroom.oom.group",
      Instrument.GAUGE,
      "1",
      "1 where an OOM kill takes every process of the container, 0 where it takes one.",
      "memory.oom.group (v2)"),
  OOM_HEADROOM(
      "headroom.oom.headroom",
      Instrument.GAUGE,
      "By",
      "Bytes that can still be charged before the OOM killer comes.",
      "the smallest over the container's cgroup and its visible ancestors with a limit, v1's memory and swap together among them; guaranteed: limit - usage; expected: + active_file + inactive_file + slab_reclaimable + swap that is free for it, less file_dirty where that is nearly all, at most MemAvailable + SwapFree; optimistic: file_dirty is not taken off, and on v1 memory.kmem.usage_in_bytes less page tables and stacks is added; without a limit MemFree, and MemAvailable + SwapFree"),
  OOM_UNRECLAIMABLE(
      "headroom.oom.unreclaimable",
      Instrument.GAUGE,
      "By",
      "Usage that reclaim cannot free, of the limit that is nearest to its end.",
      "effective limit: usage - active_file - inactive_file - slab_reclaimable + file_dirty that is held - what swap can take of anon and shmem; or v1's memory.memsw.usage_in_bytes less the same but swap, where that is the greater share of its limit; without a limit MemTotal - MemAvailable"),
  OOM_SCORE(
      "headroom.oom.score",
      Instrument.GAUGE,
      "By",
      "What the OOM killer picks its victim by: this process, and the worst other one of the container.",
      "VmRSS + VmSwap + VmPTE + oom_score_adj / 1000 of the effective limit and its swap"),
  OOM_VERDICT(
      "headroom.oom.verdict",
      Instrument.GAUGE,
      "1",
      "How it will end: 1 for the verdict that holds, 0 for the others.",
      "the forecast: headroom.oom.headroom over time; memory.pressure (v2), workingset_refault_* and pgmajfault of memory.stat; headroom.memory.usage with the flags"),
  OOM_TIME_TO_KILL(
      "headroom.oom.time_to_kill",
      Instrument.GAUGE,
      "s",
      "Time until the OOM killer comes if it goes on like this: at the earliest, as expected, at the latest.",
      "the forecast: headroom.oom.headroom and its slope"),
  OOM_CULPRIT(
      "headroom.oom.culprit",
      Instrument.GAUGE,
      "1",
      "Whose growth it is: 1 for the area that grows most, 0 for the others; of what cannot fit, the java_heap as it may grow yet counts too.",
      "the forecast: headroom.memory.usage over time"),
  PROMISED(
      "headroom.oom.promised",
      Instrument.GAUGE,
      "By",
      "What the JVM's flags and their defaults allow, by area.",
      "heap reserved or Runtime.maxMemory; limits of the pools, or what a pool without one has committed; -XX:MaxDirectMemorySize, by default the largest heap, and io.netty.maxDirectMemory; tables of Serial, Parallel and G1 for such a heap, or NMT's GC; stacks as touched so far"),
  PROCESS_MEMORY_USAGE(
      "process.memory.usage",
      Instrument.GAUGE,
      "By",
      "Resident memory of the process.",
      "VmRSS of /proc/self/status"),
  PROCESS_MEMORY_VIRTUAL(
      "process.memory.virtual",
      Instrument.GAUGE,
      "By",
      "Address space of the process.",
      "VmSize of /proc/self/status"),
  PROCESS_MEMORY_ANON(
      "headroom.process.memory.anon",
      Instrument.GAUGE,
      "By",
      "Resident anonymous memory of the process.",
      "RssAnon of /proc/self/status"),
  PROCESS_MEMORY_FILE(
      "headroom.process.memory.file",
      Instrument.GAUGE,
      "By",
      "Resident file mappings of the process.",
      "RssFile of /proc/self/status"),
  PROCESS_MEMORY_SHMEM(
      "headroom.process.memory.shmem",
      Instrument.GAUGE,
      "By",
      "Resident shared memory of the process.",
      "RssShmem of /proc/self/status"),
  PROCESS_MEMORY_SWAP(
      "headroom.process.memory.swap",
      Instrument.GAUGE,
      "By",
      "Swapped-out memory of the process.",
      "VmSwap of /proc/self/status"),
  PROCESS_MEMORY_PAGE_TABLES(
      "headroom.process.memory.page_tables",
      Instrument.GAUGE,
      "By",
      "Page tables of the process.",
      "VmPTE of /proc/self/status"),
  JVM_MEMORY_USED(
      "jvm.memory.used",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory used.",
      "MemoryPoolMXBean.getUsage"),
  JVM_MEMORY_COMMITTED(
      "jvm.memory.committed",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory committed.",
      "MemoryPoolMXBean.getUsage"),
  JVM_MEMORY_LIMIT(
      "jvm.memory.limit",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of max obtainable memory.",
      "MemoryPoolMXBean.getUsage"),
  JVM_MEMORY_USED_AFTER_LAST_GC(
      "jvm.memory.used_after_last_gc",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory used, as measured after the most recent garbage collection event on this pool.",
      "MemoryPoolMXBean.getCollectionUsage"),
  JVM_BUFFER_MEMORY_USED(
      "jvm.buffer.memory.used",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of memory used by buffers.",
      "BufferPoolMXBean.getMemoryUsed"),
  JVM_BUFFER_MEMORY_LIMIT(
      "jvm.buffer.memory.limit",
      Instrument.UP_DOWN_COUNTER,
      "By",
      "Measure of total memory capacity of buffers.",
      "BufferPoolMXBean.getTotalCapacity"),
  JVM_BUFFER_COUNT(
      "jvm.buffer.count",
      Instrument.UP_DOWN_COUNTER,
      "{buffer}",
      "Number of buffers in the pool.",
      "BufferPoolMXBean.getCount"),
  JVM_THREAD_COUNT(
      "jvm.thread.count",
      Instrument.UP_DOWN_COUNTER,
      "{thread}",
      "Number of executing platform threads.",
      "ThreadMXBean.getThreadCount, getDaemonThreadCount"),
  JVM_CLASS_COUNT(
      "jvm.class.count",
      Instrument.UP_DOWN_COUNTER,
      "{class}",
      "Number of classes currently loaded.",
      "ClassLoadingMXBean.getLoadedClassCount"),
  JVM_GC_COLLECTIONS(
      "headroom.jvm.gc.collections",
      Instrument.COUNTER,
      "{collection}",
      "Garbage collections so far.",
      "GarbageCollectorMXBean.getCollectionCount"),
  JVM_GC_TIME(
      "headroom.jvm.gc.time",
      Instrument.COUNTER,
      "s",
      "Time spent in garbage collections so far.",
      "GarbageCollectorMXBean.getCollectionTime"),
  JVM_NATIVE_COMMITTED(
      "headroom.jvm.native.committed",
      Instrument.GAUGE,
      "By",
      "Native memory committed by the JVM, by NMT category.",
      "VM.native_memory summary (NMT on)"),
  JVM_NATIVE_RESERVED(
      "headroom.jvm.native.reserved",
      Instrument.GAUGE,
      "By",
      "Native memory reserved by the JVM, by NMT category.",
      "VM.native_memory summary (NMT on)"),
  AGENT_SAMPLE_DURATION(
      "headroom.agent.sample.duration",
      Instrument.GAUGE,
      "s",
      "Time that the published sample took to read.",
      "System.nanoTime"),
  AGENT_EXPORTS(
      "headroom.agent.exports",
      Instrument.COUNTER,
      "{export}",
      "Exports so far, by outcome.",
      "the agent's own count"),
  AGENT_PREVIOUS_EXIT(
      "headroom.agent.previous_exit",
      Instrument.GAUGE,
      "1",
      "How the JVM before this one ended: 1 for what is known of it.",
      "its recording, oom_kill of memory.events / memory.oom_control, hs_err files, boot_id");

  private final String metricName;
  private final Instrument instrument;
  private final String unit;
  private final String description;
  private final String source;

  Metric(String metricName, Instrument instrument, String unit, String description, String source) {
    this.metricName = metricName;
    this.instrument = instrument;
    this.unit = unit;
    this.description = description;
    this.source = source;
  }

  public String metricName() {
    return metricName;
  }

  public Instrument instrument() {
    return instrument;
  }

  /** UCUM, as the semantic conventions write it. */
  public String unit() {
    return unit;
  }

  public String description() {
    return description;
  }

  /** The kernel file and key, or the JVM's method. */
  public String source() {
    return source;
  }

  /** Whether points are real numbers: fractions and seconds; bytes and counts are whole. */
  public boolean isReal() {
    return unit.equals("1") || unit.equals("s");
  }
}
