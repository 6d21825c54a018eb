package io.github.headroom.demo;

import io.github.headroom.demo.receiver.SeriesStore;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the table, in bytes, as last received; null is absent.
 *
 * @param limit the effective limit, or the own one if there is no effective
 * @param nativeMemory the process's anonymous memory beyond the committed heap: a lower bound, for
 *     not all that is committed is resident; not below 0
 * @param headroom the expected estimate of what can still be charged
 * @param secondsToKill the expected time to the kill, s; absent unless the verdict has one
 */
record Figures(
    @Nullable Double limit,
    @Nullable Double usage,
    @Nullable Double workingSet,
    @Nullable Double rssSwap,
    @Nullable Double heapUsed,
    @Nullable Double heapCommitted,
    @Nullable Double heapMax,
    @Nullable Double nativeMemory,
    @Nullable Double headroom,
    @Nullable Double secondsToKill) {

  private static final String LIMIT = "headroom.container.memory.limit";

  static Figures latest(SeriesStore store) {
    Double own = store.latest(LIMIT, "headroom.limit.scope", "own");
    Double effective = store.latest(LIMIT, "headroom.limit.scope", "effective");
    Double anonymous = store.latest("headroom.process.memory.anon");
    Double committed = heap(store, "jvm.memory.committed");
    return new Figures(
        effective == null ? own : effective,
        store.latest("container.memory.usage"),
        store.latest("container.memory.working_set"),
        store.latest("headroom.container.memory.rss_swap"),
        heap(store, "jvm.memory.used"),
        committed,
        heap(store, "jvm.memory.limit"),
        anonymous == null || committed == null ? null : Math.max(0, anonymous - committed),
        store.latest("headroom.oom.headroom", "headroom.estimate", "expected"),
        isVerdict(store, "growing") || isVerdict(store, "spike")
            ? store.latest("headroom.oom.time_to_kill", "headroom.bound", "mid")
            : null);
  }

  /** The time alone would stay after its verdict: a point that does not come is not seen. */
  private static boolean isVerdict(SeriesStore store, String verdict) {
    Double value = store.latest("headroom.oom.verdict", "headroom.verdict", verdict);
    return value != null && value == 1;
  }

  private static @Nullable Double heap(SeriesStore store, String name) {
    return store.latestSum(name, "jvm.memory.type", "heap");
  }

  /**
   * What the forecast and the two ratios mean together.
   *
   * @return a short sentence
   */
  String reading() {
    if (limit == null || workingSet == null || rssSwap == null) {
      return limit == null && workingSet != null ? "no limit known" : "waiting for figures";
    }
    if (secondsToKill != null) {
      return "forecast: OOM kill expected in " + Math.round(secondsToKill) + " s";
    }
    double working = workingSet / limit;
    double real = rssSwap / limit;
    if (real >= 0.75) {
      return "rss+swap is near the limit: this memory cannot be taken back";
    }
    if (working >= 0.9) {
      return "a working-set alert fires, but "
          + TerminalTable.mebibytes(workingSet - rssSwap)
          + " MiB of it is not the application's memory: mostly page cache";
    }
    return "room to spare";
  }
}
