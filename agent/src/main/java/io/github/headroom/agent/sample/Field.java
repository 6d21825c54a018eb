package io.github.headroom.agent.sample;

/**
 * Every single figure that a pass reads, in the kernel's or the JVM's own unit.
 *
 * <p>Names follow cgroup v2's files and keys; the v1 counterpart is noted where it differs. Kernel
 * documents: admin-guide/cgroup-v2.rst, admin-guide/cgroup-v1/memory.rst, proc(5).
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
  /** file / total_cache, bytes; holds shmem too. */
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
  /** active_anon / total_active_anon, bytes of the list: shmem too, and what is mapped no more. */
  ACTIVE_ANON,
  /** inactive_anon / total_inactive_anon, bytes of the list. */
  INACTIVE_ANON,
  /** swapcached / total_swapcached, bytes of memory that have their place in swap already. */
  SWAP_CACHED,
  /** anon_thp / total_rss_huge, bytes of anon that are transparent huge pages. */
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
   * unless that is mounted with memory_hugetlb_accounting.
   */
  HUGETLB,
  /** zswap (5.19+), bytes that the compressed pages take; charged to the group; v2 only. */
  ZSWAP,
  /** zswapped (5.19+), bytes that the same pages had before; v2 only. */
  ZSWAPPED,
  /** kernel (5.18+) / memory.kmem.usage_in_bytes, bytes. */
  KERNEL,
  /** pgfault / total_pgfault, a count since the group was made. */
  PGFAULT,
  /** pgmajfault / total_pgmajfault, a count since the group was made. */
  PGMAJFAULT,
  /**
   * workingset_refault_anon (5.9+) / total_workingset_refault_anon (6.6 has it, 5.15 not), pages
   * that came back from swap a short while after they had gone there, since the group was made.
   */
  REFAULTS_ANON,
  /** The same of page cache: workingset_refault_file / total_workingset_refault_file. */
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
  /** vm.swappiness / memory.swappiness: 0 keeps the group's reclaim from swapping. */
  SWAPPINESS,
  /** memory.zswap.max (5.19+), bytes of {@link #ZSWAP}; may be unlimited; v2 only. */
  ZSWAP_LIMIT,
  /** memory.zswap.writeback (6.8+): 0 keeps what is swapped out of the swap device; v2 only. */
  ZSWAP_WRITEBACK,
  /** enabled of /sys/module/zswap/parameters: 1 where what is swapped is compressed first. */
  ZSWAP_ENABLED,
  /** Processes in cgroup.procs of the group and those below it, beside the one looked at. */
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
  /** Threads, those of the JVM itself too. */
  THREADS,
  /** oom_score_adj, -1000 to 1000, thousandths of what may be used; -1000 is never killed. */
  OOM_SCORE_ADJ,

  /** MemTotal of /proc/meminfo, bytes; the machine's, not the container's. */
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
  /** Runtime.maxMemory(), bytes; unlimited where the JVM says Long.MAX_VALUE. */
  HEAP_MAX,
  /** Live daemon threads. */
  THREADS_DAEMON,
  /** Live threads that are not daemons. */
  THREADS_NON_DAEMON,
  /** Classes loaded now. */
  CLASSES,

  /** Resident anonymous pages of the heap, bytes; a sample's estimate above 32 MiB. */
  HEAP_RESIDENT,
  /** The heap where it is shared memory (ZGC), bytes: charged when committed, touched or not. */
  HEAP_SHMEM,
  /**
   * Resident explicit huge pages (hugetlb) of the heap, bytes, of ZGC's heap what is committed;
   * absent where it has none. The cgroup is not charged for them unless {@link #HUGETLB} says so.
   */
  HEAP_HUGETLB,
  /** Resident pages of memory that is writable and executable: the code cache, bytes. */
  CODE_RESIDENT,
  /** Resident pages of the threads' stacks, bytes. */
  STACKS_RESIDENT,
  /** Resident pages of what the JVM mapped while it started, the collector's tables, bytes. */
  TABLES_RESIDENT,
  /** Resident private copies of file pages, bytes: the CDS archive's, the libraries' data. */
  FILE_COPIES_RESIDENT,
  /** Address space reserved for the heap, bytes: -Xmx, whatever it was set by. */
  HEAP_RESERVED,

  /**
   * The share of the memory it sees that the JVM takes for its largest heap, in hundredths of a
   * percent; absent where the heap's size was given.
   */
  RAM_SHARE,
  /** -Xss or -XX:ThreadStackSize, bytes; absent where neither was given. */
  THREAD_STACK_SIZE,
  /**
   * -XX:MaxDirectMemorySize, bytes; absent where not given: the JVM then takes the largest heap.
   */
  MAX_DIRECT,
  /** The system property io.netty.maxDirectMemory, bytes; absent where not given. */
  NETTY_MAX_DIRECT,

  /** Trims of the agent so far; absent unless headroom.relief or its switch allows them. */
  RELIEF_TRIM_RUNS,
  /** Squeezes of the agent so far; absent unless headroom.relief allows them. */
  RELIEF_SQUEEZE_RUNS,
  /** 1 once the agent has ended this JVM, else 0; absent unless headroom.relief allows that. */
  RELIEF_TERMINATE_RUNS,
  /** Bytes by which usage was lower after trims than before, summed. */
  RELIEF_TRIM_FREED,
  /** Bytes by which usage was lower after squeezes than before, summed. */
  RELIEF_SQUEEZE_FREED,
  /** What trims took, nanoseconds. */
  RELIEF_TRIM_NANOS,
  /** What squeezes took, nanoseconds. */
  RELIEF_SQUEEZE_NANOS,

  /**
   * Bytes that the JVM's Nettys count as theirs and that are in no buffer pool of the JDK; absent
   * until direct or native memory has grown and one was found.
   */
  NETTY_HIDDEN;

  static final int COUNT = values().length;
}
