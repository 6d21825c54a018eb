package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Which figure is told under which metric and attributes. What is not known gives no point. */
public final class Points {

  private static final Object[] NONE = {};
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final MemoryArea[] AREAS = MemoryArea.values();

  private Points() {}

  /** The container's and the process's figures. */
  public static void container(Figures figures, PointSink out) {
    put(out, Metric.CONTAINER_MEMORY_USAGE, figures, Figure.MEMORY_USAGE, NONE);
    put(out, Metric.CONTAINER_MEMORY_WORKING_SET, figures, Figure.WORKING_SET, NONE);
    put(out, Metric.CONTAINER_MEMORY_RSS, figures, Figure.RSS, NONE);
    put(out, Metric.CONTAINER_MEMORY_AVAILABLE, figures, Figure.AVAILABLE, NONE);
    String type = "system.paging.fault.type";
    put(out, Metric.CONTAINER_PAGING_FAULTS, figures, Figure.MINOR_FAULTS, type, "minor");
    put(out, Metric.CONTAINER_PAGING_FAULTS, figures, Figure.MAJOR_FAULTS, type, "major");

    String scope = "headroom.limit.scope";
    put(out, Metric.MEMORY_LIMIT, figures, Figure.OWN_LIMIT, scope, "own");
    put(out, Metric.MEMORY_LIMIT, figures, Figure.EFFECTIVE_LIMIT, scope, "effective");
    put(out, Metric.MEMORY_PEAK, figures, Figure.PEAK, NONE);
    put(out, Metric.MEMORY_CACHE, figures, Figure.CACHE, NONE);
    put(out, Metric.MEMORY_MAPPED_FILE, figures, Figure.MAPPED_FILE, NONE);
    put(out, Metric.MEMORY_ACTIVE_FILE, figures, Figure.ACTIVE_FILE, NONE);
    put(out, Metric.MEMORY_INACTIVE_FILE, figures, Figure.INACTIVE_FILE, NONE);
    put(out, Metric.MEMORY_DIRTY, figures, Figure.DIRTY, NONE);
    put(out, Metric.MEMORY_WRITEBACK, figures, Figure.WRITEBACK, NONE);
    put(out, Metric.MEMORY_SHMEM, figures, Figure.SHMEM, NONE);
    put(out, Metric.MEMORY_UNEVICTABLE, figures, Figure.UNEVICTABLE, NONE);
    put(out, Metric.MEMORY_SLAB_RECLAIMABLE, figures, Figure.SLAB_RECLAIMABLE, NONE);
    put(out, Metric.MEMORY_PAGE_TABLES, figures, Figure.PAGE_TABLES, NONE);
    put(out, Metric.MEMORY_KERNEL_STACK, figures, Figure.KERNEL_STACK, NONE);
    put(out, Metric.MEMORY_SOCK, figures, Figure.SOCK, NONE);
    put(out, Metric.MEMORY_KERNEL, figures, Figure.KERNEL, NONE);
    put(out, Metric.MEMORY_SWAP, figures, Figure.SWAP, NONE);
    put(out, Metric.MEMORY_SWAP_LIMIT, figures, Figure.SWAP_LIMIT, NONE);
    put(out, Metric.MEMORY_RSS_SWAP, figures, Figure.RSS_SWAP, NONE);
    String basis = "headroom.memory.basis";
    put(
        out,
        Metric.MEMORY_UTILIZATION,
        figures,
        Figure.WORKING_SET_UTILIZATION,
        basis,
        "working_set");
    put(out, Metric.MEMORY_UTILIZATION, figures, Figure.RSS_SWAP_UTILIZATION, basis, "rss_swap");
    put(
        out,
        Metric.MEMORY_UTILIZATION,
        figures,
        Figure.UNRECLAIMABLE_UTILIZATION,
        basis,
        "unreclaimable");
    String event = "headroom.memory.event";
    put(out, Metric.MEMORY_EVENTS, figures, Figure.EVENTS_LOW, event, "low");
    put(out, Metric.MEMORY_EVENTS, figures, Figure.EVENTS_HIGH, event, "high");
    put(out, Metric.MEMORY_EVENTS, figures, Figure.EVENTS_MAX, event, "max");
    put(out, Metric.MEMORY_EVENTS, figures, Figure.EVENTS_OOM, event, "oom");
    put(out, Metric.MEMORY_EVENTS, figures, Figure.EVENTS_OOM_KILL, event, "oom_kill");
    put(out, Metric.MEMORY_EVENTS, figures, Figure.EVENTS_OOM_GROUP_KILL, event, "oom_group_kill");
    String kind = "headroom.pressure.kind";
    put(out, Metric.MEMORY_PRESSURE_TIME, figures, Figure.PRESSURE_SOME_TIME, kind, "some");
    put(out, Metric.MEMORY_PRESSURE_TIME, figures, Figure.PRESSURE_FULL_TIME, kind, "full");
    Metric share = Metric.MEMORY_PRESSURE_UTILIZATION;
    put(out, share, figures, Figure.PRESSURE_SOME_UTILIZATION, kind, "some");
    put(out, share, figures, Figure.PRESSURE_FULL_UTILIZATION, kind, "full");

    String area = "headroom.memory.area";
    put(out, Metric.LEDGER, figures, Figure.LEDGER_JAVA_HEAP, area, "java_heap");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_METASPACE, area, "metaspace");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_CODE_CACHE, area, "code_cache");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_THREAD_STACKS, area, "thread_stacks");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_GC, area, "gc");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_DIRECT_BUFFERS, area, "direct_buffers");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_JVM_OTHER, area, "jvm_other");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_NATIVE_OTHER, area, "native_other");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_OTHER_PROCESSES, area, "other_processes");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_SHARED_MEMORY, area, "shared_memory");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_KERNEL, area, "kernel");
    put(out, Metric.LEDGER, figures, Figure.LEDGER_FILE_CACHE, area, "file_cache");
    put(out, Metric.PROMISED, figures, Figure.PROMISED_JAVA_HEAP, area, "java_heap");
    put(out, Metric.PROMISED, figures, Figure.PROMISED_METASPACE, area, "metaspace");
    put(out, Metric.PROMISED, figures, Figure.PROMISED_CODE_CACHE, area, "code_cache");
    put(out, Metric.PROMISED, figures, Figure.PROMISED_THREAD_STACKS, area, "thread_stacks");
    put(out, Metric.PROMISED, figures, Figure.PROMISED_GC, area, "gc");
    put(out, Metric.PROMISED, figures, Figure.PROMISED_DIRECT_BUFFERS, area, "direct_buffers");

    put(out, Metric.OOM_GROUP, figures, Figure.OOM_GROUP, NONE);
    String estimate = "headroom.estimate";
    put(out, Metric.OOM_HEADROOM, figures, Figure.HEADROOM_GUARANTEED, estimate, "guaranteed");
    put(out, Metric.OOM_HEADROOM, figures, Figure.HEADROOM_EXPECTED, estimate, "expected");
    put(out, Metric.OOM_HEADROOM, figures, Figure.HEADROOM_OPTIMISTIC, estimate, "optimistic");
    put(out, Metric.OOM_UNRECLAIMABLE, figures, Figure.UNRECLAIMABLE, NONE);
    String process = "headroom.process";
    put(out, Metric.OOM_SCORE, figures, Figure.SCORE_SELF, process, "self");
    put(out, Metric.OOM_SCORE, figures, Figure.SCORE_OTHER, process, "other");
    forecast(figures, out);

    put(out, Metric.PROCESS_MEMORY_USAGE, figures, Figure.PROCESS_RSS, NONE);
    put(out, Metric.PROCESS_MEMORY_VIRTUAL, figures, Figure.PROCESS_VIRTUAL, NONE);
    put(out, Metric.PROCESS_MEMORY_ANON, figures, Figure.PROCESS_ANON, NONE);
    put(out, Metric.PROCESS_MEMORY_FILE, figures, Figure.PROCESS_FILE, NONE);
    put(out, Metric.PROCESS_MEMORY_SHMEM, figures, Figure.PROCESS_SHMEM, NONE);
    put(out, Metric.PROCESS_MEMORY_SWAP, figures, Figure.PROCESS_SWAP, NONE);
    put(out, Metric.PROCESS_MEMORY_PAGE_TABLES, figures, Figure.PROCESS_PAGE_TABLES, NONE);
  }

  private static void forecast(Figures figures, PointSink out) {
    Verdict verdict = figures.verdict();
    if (verdict != null) {
      for (Verdict each : VERDICTS) {
        out.real(Metric.OOM_VERDICT, each == verdict ? 1 : 0, "headroom.verdict", each.word());
      }
    }
    String bound = "headroom.bound";
    put(out, Metric.OOM_TIME_TO_KILL, figures, Figure.TIME_TO_KILL_LOW, bound, "low");
    put(out, Metric.OOM_TIME_TO_KILL, figures, Figure.TIME_TO_KILL_MID, bound, "mid");
    put(out, Metric.OOM_TIME_TO_KILL, figures, Figure.TIME_TO_KILL_HIGH, bound, "high");
    MemoryArea culprit = figures.culprit();
    if (culprit != null) {
      for (MemoryArea each : AREAS) {
        out.real(Metric.OOM_CULPRIT, each == culprit ? 1 : 0, "headroom.memory.area", each.word());
      }
    }
  }

  /** jvm.* of the stable conventions; left out where the OpenTelemetry Java agent sends them. */
  public static void jvm(Figures figures, Sample sample, PointSink out) {
    pools(out, Metric.JVM_MEMORY_USED, sample, Sample.POOL_USED);
    pools(out, Metric.JVM_MEMORY_COMMITTED, sample, Sample.POOL_COMMITTED);
    pools(out, Metric.JVM_MEMORY_LIMIT, sample, Sample.POOL_LIMIT);
    if (sample.heapPools().size() == 0) { // an image without java.management
      String type = "jvm.memory.type";
      put(out, Metric.JVM_MEMORY_USED, figures, Figure.HEAP_USED, type, "heap");
      put(out, Metric.JVM_MEMORY_COMMITTED, figures, Figure.HEAP_COMMITTED, type, "heap");
      put(out, Metric.JVM_MEMORY_LIMIT, figures, Figure.HEAP_MAX, type, "heap");
    }
    pools(out, Metric.JVM_MEMORY_USED_AFTER_LAST_GC, sample, Sample.POOL_USED_AFTER_LAST_GC);
    String pool = "jvm.buffer.pool.name";
    Rows buffers = sample.buffers();
    rows(out, Metric.JVM_BUFFER_MEMORY_USED, buffers, Sample.BUFFER_USED, pool);
    rows(out, Metric.JVM_BUFFER_MEMORY_LIMIT, buffers, Sample.BUFFER_CAPACITY, pool);
    rows(out, Metric.JVM_BUFFER_COUNT, buffers, Sample.BUFFER_COUNT, pool);
    String daemon = "jvm.thread.daemon";
    put(out, Metric.JVM_THREAD_COUNT, figures, Figure.THREADS_DAEMON, daemon, true);
    put(out, Metric.JVM_THREAD_COUNT, figures, Figure.THREADS_NON_DAEMON, daemon, false);
    put(out, Metric.JVM_CLASS_COUNT, figures, Figure.CLASSES, NONE);
  }

  /** What of the JVM the conventions have no name for, and the agent's own figures. */
  public static void headroom(Figures figures, Sample sample, PointSink out) {
    String collector = "jvm.gc.name";
    Rows collectors = sample.collectors();
    rows(out, Metric.JVM_GC_COLLECTIONS, collectors, Sample.COLLECTIONS, collector);
    for (int i = 0; i < collectors.size(); i++) {
      if (collectors.known(i, Sample.COLLECTION_MILLIS)) {
        double seconds = collectors.value(i, Sample.COLLECTION_MILLIS) / 1e3;
        out.real(Metric.JVM_GC_TIME, seconds, collector, Printable.piece(collectors.name(i)));
      }
    }
    String category = "headroom.nmt.category";
    Rows nativeMemory = sample.nativeMemory();
    rows(out, Metric.JVM_NATIVE_COMMITTED, nativeMemory, Sample.NATIVE_COMMITTED, category);
    rows(out, Metric.JVM_NATIVE_RESERVED, nativeMemory, Sample.NATIVE_RESERVED, category);
    put(out, Metric.AGENT_SAMPLE_DURATION, figures, Figure.SAMPLE_DURATION, NONE);
  }

  /**
   * How the exports so far ended; an outcome that has not happened yet is a 0 that was counted.
   *
   * @param ok taken as a whole
   * @param partial taken, but for data points that the collector rejected
   * @param failed not taken, or not sent because the collector asked for a pause
   */
  public static void exports(long ok, long partial, long failed, PointSink out) {
    out.whole(Metric.AGENT_EXPORTS, ok, "headroom.outcome", "ok");
    out.whole(Metric.AGENT_EXPORTS, partial, "headroom.outcome", "partial");
    out.whole(Metric.AGENT_EXPORTS, failed, "headroom.outcome", "failed");
  }

  /**
   * How the JVM before this one ended.
   *
   * @param exit a word of headroom.exit; null where nobody looked, the recorder being off
   */
  public static void previousExit(@Nullable String exit, PointSink out) {
    if (exit != null) {
      out.real(Metric.AGENT_PREVIOUS_EXIT, 1, "headroom.exit", Printable.piece(exit));
    }
  }

  private static void pools(PointSink out, Metric metric, Sample sample, int column) {
    pools(out, metric, sample.heapPools(), column, "heap");
    pools(out, metric, sample.otherPools(), column, "non_heap");
  }

  private static void pools(PointSink out, Metric metric, Rows pools, int column, String type) {
    for (int i = 0; i < pools.size(); i++) {
      if (pools.known(i, column)) {
        out.whole(
            metric,
            pools.value(i, column),
            "jvm.memory.type",
            type,
            "jvm.memory.pool.name",
            Printable.piece(pools.name(i)));
      }
    }
  }

  private static void rows(PointSink out, Metric metric, Rows rows, int column, String key) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.known(i, column)) {
        out.whole(metric, rows.value(i, column), key, Printable.piece(rows.name(i)));
      }
    }
  }

  private static void put(
      PointSink out, Metric metric, Figures figures, Figure figure, Object... attributes) {
    if (!figures.known(figure)) {
      return;
    }
    if (figure.isReal()) {
      out.real(metric, figures.real(figure), attributes);
    } else {
      out.whole(metric, figures.whole(figure), attributes);
    }
  }
}
