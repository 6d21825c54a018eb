package io.github.headroom.benchmarks.tick;

import io.github.headroom.agent.derive.forecast.Forecast;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Tick;

/**
 * Ticks of a second of a container that leaks 1 MiB a second beside noise, each tenth of them with
 * its areas. Each time that 1 GiB has been filled, another limit binds and leaves as much room
 * again: so it grows for days, and the windows of all scales and the days are straight. A forecast
 * has no more to do than that.
 */
final class LeakingTicks {

  private static final long MIB = 1 << 20;
  private static final long PAGE = 4096;

  private final Forecast forecast = new Forecast();
  private final Tick tick = new Tick();
  private long limit = 1024 * MIB;
  private int at;
  private long leaked;

  /** Takes the next tick in; seconds to the kill, or 0 without an estimate. */
  double next() {
    at++;
    leaked += MIB;
    if (leaked >= limit) {
      limit -= PAGE;
      leaked = 0;
    }
    boolean full = at % 10 == 0;
    tick.begin(at, full);
    tick.headroom(limit, Math.max(0, limit - leaked - at * 7919L % MIB), 0);
    if (full) {
      tick.area(MemoryArea.JAVA_HEAP, 100 * MIB, 200 * MIB);
      tick.area(MemoryArea.METASPACE, 50 * MIB);
      tick.area(MemoryArea.NATIVE_OTHER, leaked);
    }
    forecast.add(tick);
    return forecast.hasTime() ? forecast.midSeconds() : 0;
  }
}
