package io.github.headroom.agent.backtest;

/** The names of a history's columns, in lower case and with underscores; see {@link Column}. */
final class ColumnNames {

  /** The other names of a field; documents and messages use the first. */
  static final String[][] NAMES = {
    {"USAGE", "usage", "memory_current", "memory_usage_in_bytes", "usage_in_bytes", "usage_bytes"},
    {"USAGE", "memory_usage", "container_memory_usage_bytes"},
    {"LIMIT", "limit", "memory_max", "memory_limit_in_bytes", "limit_in_bytes", "limit_bytes"},
    {"LIMIT", "memory_limit", "container_memory_usage_limit"},
    {"LIMIT", "container_spec_memory_limit_bytes", "kube_pod_container_resource_limits"},
    {"LIMIT", "kube_pod_container_resource_limits_memory_bytes"},
    {"HIGH", "memory_high"},
    {"PEAK", "memory_peak", "memory_max_usage_in_bytes", "container_memory_max_usage_bytes"},
    {"SWAP", "swap", "memory_swap_current", "total_swap", "container_memory_swap"},
    {"SWAP_LIMIT", "swap_limit", "memory_swap_max"},
    {"MEMSW_LIMIT", "memory_memsw_limit_in_bytes"},
    {"MEMSW_USAGE", "memory_memsw_usage_in_bytes"},
    {"HIERARCHICAL_LIMIT", "hierarchical_memory_limit"},
    {"ANON", "anon", "rss", "total_rss", "container_memory_rss"},
    {"FILE", "file", "cache", "total_cache", "container_memory_cache"},
    {"FILE_MAPPED", "mapped_file", "total_mapped_file", "container_memory_mapped_file"},
    {"FILE_DIRTY", "file_dirty", "dirty", "total_dirty"},
    {"FILE_WRITEBACK", "file_writeback", "writeback", "total_writeback"},
    {"ACTIVE_FILE", "active_file", "total_active_file"},
    {"ACTIVE_FILE", "container_memory_total_active_file_bytes"},
    {"INACTIVE_FILE", "inactive_file", "total_inactive_file"},
    {"INACTIVE_FILE", "container_memory_total_inactive_file_bytes"},
    {"ACTIVE_ANON", "active_anon", "total_active_anon"},
    {"INACTIVE_ANON", "inactive_anon", "total_inactive_anon"},
    {"SWAP_CACHED", "swapcached", "total_swapcached"},
    {"SHMEM", "shmem", "total_shmem"},
    {"UNEVICTABLE", "unevictable", "total_unevictable"},
    {"PAGE_TABLES", "pagetables"},
    {"KERNEL", "kernel", "memory_kmem_usage_in_bytes", "container_memory_kernel_usage"},
    {"PGFAULT", "total_pgfault"},
    {"PGMAJFAULT", "total_pgmajfault"},
    {"REFAULTS_ANON", "workingset_refault_anon", "total_workingset_refault_anon"},
    {"REFAULTS_FILE", "workingset_refault_file", "total_workingset_refault_file"},
    {"EVENTS_MAX", "memory_failcnt", "failcnt", "container_memory_failcnt"},
    {"EVENTS_OOM_KILL", "oom_kill", "oom_kills", "memory_events_oom_kill"},
    {"EVENTS_OOM_KILL", "container_oom_events_total"},
    {"SWAPPINESS", "memory_swappiness"},
    {"MEM_TOTAL", "memtotal", "node_memory_memtotal_bytes"},
    {"MEM_AVAILABLE", "memavailable", "node_memory_memavailable_bytes"},
    {"SWAP_TOTAL", "swaptotal", "node_memory_swaptotal_bytes"},
    {"SWAP_FREE", "swapfree", "node_memory_swapfree_bytes"},
  };

  /** cAdvisor publishes pressure in seconds; the kernel counts microseconds. */
  static final String[][] IN_SECONDS = {
    {"PRESSURE_FULL_TOTAL", "container_pressure_memory_stalled_seconds_total"},
    {"PRESSURE_SOME_TOTAL", "container_pressure_memory_waiting_seconds_total"},
  };

  /** Of several times, the first of these is read; of the usual ones, the first column. */
  static final String[] TIMES = {
    "time", "timestamp", "ts", "datetime", "_time", "epoch", "elapsed", "date"
  };

  static final int USUAL_TIMES = 2;

  /**
   * The last one: the OpenTelemetry Collector's usage.total of a Docker container excludes cache.
   */
  static final String[] WORKING_SETS = {
    "working_set",
    "working_set_bytes",
    "memory_working_set",
    "container_memory_working_set_bytes",
    "container_memory_usage_total"
  };

  static final String[] STARTS = {"start_time", "container_start_time_seconds"};
  static final String[] LABELS = {
    "container",
    "container_name",
    "container_id",
    "id",
    "name",
    "pod",
    "pod_name",
    "namespace",
    "instance",
    "job",
    "node",
    "service",
    "image",
    "cluster",
    "series",
    "uid",
    "life",
    "run",
    "seed",
    "shape",
    "case",
    "endpoint",
    "metrics_path",
    "prometheus"
  };

  /** Prefixes of figures, of the OpenTelemetry Collector and others. */
  static final String[] PREFIXES = {
    "memory_stat_", "container_memory_", "k8s_pod_memory_", "k8s_container_memory_"
  };

  static final String SUFFIX = "_bytes";

  private ColumnNames() {}
}
