package io.github.headroom.agent.sample;

/**
 * The single figures that a pass reads, in the unit of the kernel or the JVM.
 *
 * <p>Names follow the files and keys of cgroup v2. The v1 counterpart is noted where it differs.
 * Kernel documents: admin-guide/cgroup-v2.rst, admin-guide/cgroup-v1/memory.rst, proc(5).
 */
public enum Field {
  /** memory.current / memory.usage_in_bytes, bytes. */
  USAGE,
  /** memory.max / memory.limit_in_bytes, bytes; may be unlimited. */
  LIMIT,
  /** memory.high, bytes; may be unlimited; v2 only. */
  HIGH,
  /** memory.peak (5.19+) / memory.max_usage_in_bytes, bytes. */
  PEAK,
  /** memory.swap.current / total_swap of memory.stat, bytes. */
  SWAP,
  /** memory.swap.max, bytes of swap alone; may be unlimited; v2 only. */
  SWAP_LIMIT,
  /** memory.memsw.limit_in_bytes, bytes of memory and swap; may be unlimited; v1 only. */
  MEMSW_LIMIT,
  /** memory.memsw.usage_in_bytes, bytes of memory and swap; v1 only. */
  MEMSW_USAGE,
  /** hierarchical_memory_limit of memory.stat, bytes, the smallest over all ancestors; v1 only. */
  HIERARCHICAL_LIMIT,
  /**
   * hierarchical_memsw_limit of memory.stat, bytes of memory and swap, the smallest over all
   * ancestors; v1 only.
   */
  HIERARCHICAL_MEMSW_LIMIT,

  /** anon / total_rss, bytes. */
  ANON,
  /** file / total_cache, bytes; includes shmem. */
  FILE,
  /** file_mapped / total_mapped_file, bytes. */
  FILE_MAPPED,
  /** file_dirty / total_dirty, bytes. */
  FILE_DIRTY,
  /** file_writeback / total_writeback, bytes. */
  FILE_WRITEBACK,
  /** active_file / total_active_file, bytes. */
  ACTIVE_FILE,
  /** inactive_file / total_inactive_file, bytes. */
  INACTIVE_FILE,
  /**
   * active_anon / total_active_anon, bytes of the list; includes shmem and unmapped parts of huge
   * pages.
   */
  ACTIVE_ANON,
  /** inactive_anon / total_inactive_anon, bytes of the list. */
  INACTIVE_ANON,
  /** swapcached / total_swapcached, bytes of memory that also have their place in swap. */
  SWAP_CACHED,
  /** anon_thp / total_rss_huge, bytes of anon in transparent huge pages. */
  ANON_THP,
  /** shmem / total_shmem, bytes. */
  SHMEM,
  /** unevictable / total_unevictable, bytes. */
  UNEVICTABLE,
  /** slab_reclaimable, bytes; v2 only. */
  SLAB_RECLAIMABLE,
  /** pagetables (5.15+), bytes; v2 only. */
  PAGE_TABLES,
  /** kernel_stack, bytes; v2 only. */
  KERNEL_STACK,
  /** sock, bytes; v2 only. */
  SOCK,
  /**
   * hugetlb (6.14+), bytes of explicit huge pages that the cgroup is charged for; v2 only, absent
   * unless it is mounted with memory_hugetlb_accounting.
   */
  HUGETLB,
  /** zswap (5.19+), bytes of the compressed pages, which the group is charged for; v2 only. */
  ZSWAP,
  /** zswapped (5.19+), bytes of the same pages before compression; v2 only. */
  ZSWAPPED,
  /** kernel (5.18+) / memory.kmem.usage_in_bytes, bytes. */
  KERNEL,
  /** pgfault / total_pgfault, a count since the group was created. */
  PGFAULT,
  /** pgmajfault / total_pgmajfault, a count since the group was created. */
  PGMAJFAULT,
  /**
   * workingset_refault_anon (5.9+) / total_workingset_refault_anon (in 6.6, not in 5.15): pages
   * that came back from swap shortly after they were swapped, a count since the group was created.
   */
  REFAULTS_ANON,
  /** workingset_refault_file / total_workingset_refault_file: the same count for page cache. */
  REFAULTS_FILE,

  /** low of memory.events; v2 only. */
  EVENTS_LOW,
  /** high of memory.events; v2 only. */
  EVENTS_HIGH,
  /** max of memory.events / memory.failcnt. */
  EVENTS_MAX,
  /** oom of memory.events; v2 only. */
  EVENTS_OOM,
  /** oom_kill of memory.events / of memory.oom_control (4.13+). */
  EVENTS_OOM_KILL,
  /** oom_group_kill of memory.events (5.17+); v2 only. */
  EVENTS_OOM_GROUP_KILL,

  /** "some" total of memory.pressure, microseconds; v2 with PSI only. */
  PRESSURE_SOME_TOTAL,
  /** "some" avg10 of memory.pressure, hundredths of a percent. */
  PRESSURE_SOME_AVG10,
  /** "full" total of memory.pressure, microseconds. */
  PRESSURE_FULL_TOTAL,
  /** "full" avg10 of memory.pressure, hundredths of a percent. */
  PRESSURE_FULL_AVG10,

  /** memory.oom.group (4.19+): 1 where a kill takes the whole group, else 0; v2 only. */
  OOM_GROUP,
  /** vm.swappiness / memory.swappiness: with 0, the group's reclaim does not swap. */
  SWAPPINESS,
  /** memory.zswap.max (5.19+), bytes of {@link #ZSWAP}; may be unlimited; v2 only. */
  ZSWAP_LIMIT,
  /**
   * memory.zswap.writeback (6.8+): with 0, compressed pages do not go to the swap device; v2 only.
   */
  ZSWAP_WRITEBACK,
  /**
   * enabled of /sys/module/zswap/parameters: 1 where pages are compressed before they are swapped.
   */
  ZSWAP_ENABLED,
  /**
   * Processes in cgroup.procs of the group and the groups below it, without the sampled process.
   */
  OTHER_PROCESSES,

  /** VmSize, bytes of address space. */
  VM_SIZE,
  /** VmRSS, bytes. */
  VM_RSS,
  /** RssAnon (4.5+), bytes. */
  RSS_ANON,
  /** RssFile (4.5+), bytes. */
  RSS_FILE,
  /** RssShmem (4.5+), bytes. */
  RSS_SHMEM,
  /** VmSwap, bytes. */
  VM_SWAP,
  /** VmPTE, bytes of page tables. */
  VM_PTE,
  /** HugetlbPages (4.4+), bytes of the process's explicit huge pages. */
  HUGETLB_PAGES,
  /** Threads, including those of the JVM itself. */
  THREADS,
  /**
   * oom_score_adj, -1000 to 1000, thousandths of the memory that may be used; with -1000 never
   * killed.
   */
  OOM_SCORE_ADJ,

  /** MemTotal of /proc/meminfo, bytes; of the machine, not of the container. */
  MEM_TOTAL,
  /** MemFree of /proc/meminfo, bytes. */
  MEM_FREE,
  /** MemAvailable of /proc/meminfo, bytes. */
  MEM_AVAILABLE,
  /** SwapTotal of /proc/meminfo, bytes. */
  SWAP_TOTAL,
  /** SwapFree of /proc/meminfo, bytes. */
  SWAP_FREE,

  /** Runtime.totalMemory() - freeMemory(), bytes. */
  HEAP_USED,
  /** Runtime.totalMemory(), bytes; committed, not resident. */
  HEAP_COMMITTED,
  /** Runtime.maxMemory(), bytes; unlimited where the JVM returns Long.MAX_VALUE. */
  HEAP_MAX,
  /** Live daemon threads, a count. */
  THREADS_DAEMON,
  /** Live non-daemon threads, a count. */
  THREADS_NON_DAEMON,
  /** Classes that are loaded now, a count. */
  CLASSES,

  /**
   * Resident anonymous pages of the heap, bytes; above 32 MiB an estimate from a sample of pages.
   */
  HEAP_RESIDENT,
  /**
   * The heap where it is shared memory (ZGC), bytes. The cgroup is charged for committed memory.
   */
  HEAP_SHMEM,
  /**
   * Resident explicit huge pages (hugetlb) of the heap, bytes; for ZGC the committed ones; absent
   * where there are none. The cgroup is charged for them only where {@link #HUGETLB} is known.
   */
  HEAP_HUGETLB,
  /** Resident pages of writable and executable memory, which is the code cache, bytes. */
  CODE_RESIDENT,
  /** Resident pages of the threads' stacks, bytes. */
  STACKS_RESIDENT,
  /**
   * Resident pages that the JVM mapped during start-up, which are the collector's tables, bytes.
   */
  TABLES_RESIDENT,
  /**
   * Resident private copies of file pages, bytes: of the CDS archive and of the libraries' data.
   */
  FILE_COPIES_RESIDENT,
  /** Address space reserved for the heap, bytes: -Xmx or its default. */
  HEAP_RESERVED,

  /**
   * The share of the visible memory that the JVM uses for its largest heap, hundredths of a
   * percent; absent where the heap's size was configured.
   */
  RAM_SHARE,
  /** -Xss or -XX:ThreadStackSize, bytes; absent where neither was set. */
  THREAD_STACK_SIZE,
  /** -XX:MaxDirectMemorySize, bytes; absent where not set: the JVM then uses the largest heap. */
  MAX_DIRECT,
  /** The system property io.netty.maxDirectMemory, bytes; absent where not set. */
  NETTY_MAX_DIRECT,

  /** Trims by the agent, a count; absent unless headroom.relief or its switch allows them. */
  RELIEF_TRIM_RUNS,
  /** Squeezes by the agent, a count; absent unless headroom.relief allows them. */
  RELIEF_SQUEEZE_RUNS,
  /** 1 after the agent has ended this JVM, else 0; absent unless headroom.relief allows that. */
  RELIEF_TERMINATE_RUNS,
  /** Bytes by which trims lowered the usage, summed. */
  RELIEF_TRIM_FREED,
  /** Bytes by which squeezes lowered the usage, summed. */
  RELIEF_SQUEEZE_FREED,
  /** Duration of all trims, nanoseconds. */
  RELIEF_TRIM_NANOS,
  /** Duration of all squeezes, nanoseconds. */
  RELIEF_SQUEEZE_NANOS,

  /**
   * Bytes of direct memory that the JVM's copies of Netty count and that are in no buffer pool of
   * the JDK. Absent until direct or native memory has grown and such a copy was found.
   */
  NETTY_HIDDEN;

  static final int COUNT = values().length;
}
