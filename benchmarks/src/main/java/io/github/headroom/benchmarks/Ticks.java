package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each tick of a process took, seen from outside: its thread's CPU is looked at ten times a
 * second, and stands still between two ticks. A tick in which something was exported is a full one.
 */
final class Ticks {

  private static final long LOOK_NANOS = 100_000_000;

  final List<Double> fastMicros = new ArrayList<>();
  final List<Double> fullMicros = new ArrayList<>();
  final List<Double> exportMicros = new ArrayList<>();
  private long tick;
  private long export;

  private Ticks() {}

  /**
   * Looks until that time.
   *
   * @param ticking the thread that ticks
   * @param exporting the thread that exports, if there is one
   */
  static Ticks until(long nanoTime, Path ticking, @Nullable Path exporting)
      throws IOException, InterruptedException {
    Ticks ticks = new Ticks();
    long cpu = ThreadCpu.nanos(ticking);
    long exportCpu = exporting == null ? 0 : ThreadCpu.nanos(exporting);
    boolean begun = false;
    while (System.nanoTime() < nanoTime) {
      TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
      long cpuNow = ThreadCpu.nanos(ticking);
      long exportNow = exporting == null ? 0 : ThreadCpu.nanos(exporting);
      if (cpuNow == cpu && exportNow == exportCpu) {
        ticks.end(begun);
        begun = true; // what was seen before the first pause may be half a tick
      }
      ticks.tick += cpuNow - cpu;
      ticks.export += exportNow - exportCpu;
      cpu = cpuNow;
      exportCpu = exportNow;
    }
    return ticks;
  }

  private void end(boolean whole) {
    if (whole && tick > 0) {
      (export > 0 ? fullMicros : fastMicros).add(tick / 1e3);
      if (export > 0) {
        exportMicros.add(export / 1e3);
      }
    }
    tick = 0;
    export = 0;
  }
}
