package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a history's column, by its name: that of a {@link Field}, a key of memory.stat of
 * v1 or v2, a file of the cgroup, or a metric of cAdvisor, kube-state-metrics or the node exporter.
 * docs/backtest.md has the table.
 */
final class Column {

  enum Kind {
    /** Seconds or milliseconds since 1970, or ISO 8601. */
    TIME,
    /** Bytes, or the field's unit. */
    FIELD,
    /** Bytes: usage - inactive_file. */
    WORKING_SET,
    /** Any number that changes when the container is started again. */
    START,
    /** A part of the container's name: a pod, a container. */
    LABEL,
    /** An unknown column. */
    OTHER
  }

  /** The other names of a field; documents and messages use the first. */
  private static final String[][] NAMES = {
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
  private static final String[][] IN_SECONDS = {
    {"PRESSURE_FULL_TOTAL", "container_pressure_memory_stalled_seconds_total"},
    {"PRESSURE_SOME_TOTAL", "container_pressure_memory_waiting_seconds_total"},
  };

  /** Of several times, the first of these is read; of the usual ones, the first column. */
  private static final String[] TIMES = {
    "time", "timestamp", "ts", "datetime", "_time", "epoch", "elapsed", "date"
  };

  private static final int USUAL_TIMES = 2;

  /**
   * The last one: the OpenTelemetry Collector's usage.total of a Docker container excludes cache.
   */
  private static final String[] WORKING_SETS = {
    "working_set",
    "working_set_bytes",
    "memory_working_set",
    "container_memory_working_set_bytes",
    "container_memory_usage_total"
  };

  private static final String[] STARTS = {"start_time", "container_start_time_seconds"};
  private static final String[] LABELS = {
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

  private static final String SUFFIX = "_bytes";

  /** By name in lower case, with underscores. */
  static final Map<String, Column> KNOWN = known();

  final Kind kind;

  /** The field of the column; null for another kind. */
  final @Nullable Field field;

  /** The column's unit in units of the field. */
  final double scale;

  private Column(Kind kind, @Nullable Field field, double scale) {
    this.kind = kind;
    this.field = field;
    this.scale = scale;
  }

  /**
   * Finds a column by its name, in any case, with dots or underscores. An unknown name of a figure
   * may have one of the {@link #PREFIXES} and the unit as suffix.
   */
  static Column of(String name) {
    String plain = plain(name);
    Column column = KNOWN.get(plain);
    if (column == null) {
      column = KNOWN.get(bare(plain));
      boolean figure = column != null && column.isFigure() && column.kind != Kind.START;
      column = figure ? column : null;
    }
    return column == null ? new Column(Kind.OTHER, null, 1) : column;
  }

  private static String plain(String name) {
    return name.trim().toLowerCase(Locale.ROOT).replace('.', '_');
  }

  private static String bare(String plain) {
    String bare =
        plain.endsWith(SUFFIX) ? plain.substring(0, plain.length() - SUFFIX.length()) : plain;
    for (String prefix : PREFIXES) {
      if (bare.startsWith(prefix)) {
        return bare.substring(prefix.length());
      }
    }
    return bare;
  }

  /**
   * Whether a column replaces an earlier one of the same meaning. In v1's memory.stat, {@code
   * total_} keys include the groups below, as usage does, and other keys do not. Of two times the
   * more usual one is read.
   */
  static boolean goesBefore(String name, String other) {
    int place = place(name);
    return place < 0
        ? isOfAllBelow(name) && !isOfAllBelow(other)
        : place < place(other) && place(other) >= USUAL_TIMES;
  }

  private static boolean isOfAllBelow(String name) {
    return bare(plain(name)).startsWith("total_");
  }

  /** The index among the names of a time; negative for another name. */
  private static int place(String name) {
    return Arrays.asList(TIMES).indexOf(plain(name));
  }

  /** Whether the column has numbers that are read. */
  boolean isFigure() {
    return kind == Kind.FIELD || kind == Kind.WORKING_SET || kind == Kind.START;
  }

  /** The meaning of a figure or a time; a row has one column of each meaning. */
  String meaning() {
    return field != null
        ? name(field)
        : kind == Kind.WORKING_SET ? WORKING_SETS[0] : kind == Kind.START ? STARTS[0] : TIMES[0];
  }

  /** The names of a field, for a message. */
  static String names(Field field) {
    StringBuilder names = new StringBuilder();
    for (String[] row : NAMES) {
      for (int i = 1; i < row.length && row[0].equals(field.name()); i++) {
        names.append(names.length() == 0 ? "" : ", ").append(row[i]);
      }
    }
    return names.toString();
  }

  /** The name of a field in documents and messages. */
  static String name(Field field) {
    for (String[] row : NAMES) {
      if (row[0].equals(field.name())) {
        return row[1];
      }
    }
    return field.name().toLowerCase(Locale.ROOT);
  }

  static String timeNames() {
    return listed(TIMES);
  }

  static String workingSetNames() {
    return listed(WORKING_SETS);
  }

  private static String listed(String[] names) {
    StringBuilder listed = new StringBuilder(names[0]);
    for (int i = 1; i < names.length; i++) {
      listed.append(", ").append(names[i]);
    }
    return listed.toString();
  }

  /** Whether the field is a limit: it may be unlimited, and keeps its value until the next one. */
  static boolean isLimit(Field field) {
    switch (field) {
      case LIMIT:
      case HIGH:
      case SWAP_LIMIT:
      case MEMSW_LIMIT:
      case HIERARCHICAL_LIMIT:
      case HIERARCHICAL_MEMSW_LIMIT:
      case ZSWAP_LIMIT:
      case HEAP_MAX:
        return true;
      default:
        return false;
    }
  }

  /** Whether the field is a counter that only a new start resets. */
  static boolean isCounter(Field field) {
    return field == Field.PGFAULT
        || field == Field.PGMAJFAULT
        || field == Field.EVENTS_OOM_KILL
        || field == Field.PRESSURE_FULL_TOTAL
        || field == Field.PRESSURE_SOME_TOTAL;
  }

  private static Map<String, Column> known() {
    Map<String, Column> known = new HashMap<>();
    for (Field field : Field.values()) {
      known.put(field.name().toLowerCase(Locale.ROOT), new Column(Kind.FIELD, field, 1));
    }
    for (String[] row : NAMES) {
      put(known, row, 1, new Column(Kind.FIELD, Field.valueOf(row[0]), 1));
    }
    for (String[] row : IN_SECONDS) {
      put(known, row, 1, new Column(Kind.FIELD, Field.valueOf(row[0]), 1e6));
    }
    put(known, TIMES, 0, new Column(Kind.TIME, null, 1));
    put(known, WORKING_SETS, 0, new Column(Kind.WORKING_SET, null, 1));
    put(known, STARTS, 0, new Column(Kind.START, null, 1));
    put(known, LABELS, 0, new Column(Kind.LABEL, null, 1));
    return known;
  }

  private static void put(Map<String, Column> known, String[] names, int from, Column column) {
    for (int i = from; i < names.length; i++) {
      known.put(names[i], column);
    }
  }
}
