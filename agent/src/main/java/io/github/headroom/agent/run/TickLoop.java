package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.settings.Settings;
import java.util.concurrent.locks.LockSupport;

/**
 * Decides when the parts of a tick are due, until the JVM ends. Fast passes come every {@code
 * headroom.sample.interval}, full passes every {@code headroom.slow.interval} and for each export.
 */
final class TickLoop {

  private static final long RETRY_NANOS = 1_000_000_000;

  private final Tick tick;
  private final BetweenTicks between;
  private final Exports exports;
  private final Shutdown shutdown;
  private final AgentLog log;
  private final long fastNanos;
  private final long slowNanos;

  /** The origin of all intervals, so that a pass serves every one that is due at its time. */
  private final long start;

  private final ExportPace pace;

  TickLoop(
      Settings settings,
      Tick tick,
      BetweenTicks between,
      Exports exports,
      Shutdown shutdown,
      AgentLog log) {
    this.tick = tick;
    this.between = between;
    this.exports = exports;
    this.shutdown = shutdown;
    this.log = log;
    this.fastNanos = settings.sampleIntervalMillis() * 1_000_000;
    this.slowNanos = settings.slowIntervalMillis() * 1_000_000;
    this.start = System.nanoTime();
    this.pace = new ExportPace(settings.exportIntervalMillis() * 1_000_000, start);
    if (settings.exporter() == Settings.Exporter.NONE) {
      pace.stop(start);
    }
  }

  /**
   * Ticks on, whatever is thrown. The catch block only stores the exception: logging there could
   * itself run out of memory, even when it resolves string constants. The next round logs it inside
   * the try block.
   */
  void run() {
    Throwable failed = null;
    while (!shutdown.isOver()) {
      try {
        if (failed != null) {
          LockSupport.parkNanos(this, RETRY_NANOS);
          if (shutdown.follow()) { // with a full heap this may fail once more
            return;
          }
          log.failure("tick", "a tick failed; the next one runs on schedule", failed);
          failed = null;
        }
        tick();
      } catch (Throwable e) { // OutOfMemoryError while the application's heap is full
        failed = e;
      }
    }
  }

  private void tick() {
    long now = System.nanoTime();
    long nextFast = start;
    long nextSlow = start;
    while (!shutdown.isOver()) {
      shutdown.acknowledge();
      boolean last = shutdown.wantsExport();
      if (shutdown.follow()) {
        return;
      }
      boolean export = last ? exports.haveBegun() : pace.isDue(now);
      boolean full = export || now - nextSlow >= 0 || tick.wantsFull(now);
      if (full) {
        nextSlow = after(now, nextSlow, slowNanos);
      }
      if (tick.isLeftOut(full || shutdown.hasBegun())) {
        nextFast = after(now, nextFast, fastNanos);
        now = between.passTime(due(nextFast, nextSlow), false);
        continue;
      }
      boolean passed = tick.pass(full);
      if (passed) {
        // a recording that starts during the shutdown would miss its beginning
        if (full && !shutdown.hasBegun()) {
          tick.beginRecords();
        }
        tick.record();
        tick.warn();
        pace.look(tick.outlook(), now);
        if (!export && !last && pace.isDue(now)) {
          full = full || tick.complete();
          export = full; // if not, the next tick exports, and it follows at once
        }
        tick.writeMessage();
        tick.recordHalt();
        if (!shutdown.hasBegun()) {
          tick.publishCause();
          tick.lookForCause();
          tick.relieve();
          if (full) {
            tick.directCompilers();
          }
        }
      }
      if (export) {
        pace.exported(now);
        if (passed) {
          tick.export();
        }
        if (exports.areImpossible()) {
          pace.stop(now);
        }
      }
      if (last) {
        pace.stop(now); // the export thread ends with its last export
        shutdown.exported();
        if (shutdown.follow()) {
          return;
        }
      }
      nextFast = after(now, nextFast, fastNanos);
      now = between.passTime(due(nextFast, nextSlow), full);
    }
  }

  private long due(long nextFast, long nextSlow) {
    long now = System.nanoTime();
    return now + Math.min(nextFast - now, Math.min(nextSlow - now, pace.next() - now));
  }

  /** Returns the next multiple of the interval after now. */
  static long after(long now, long due, long interval) {
    long late = now - due;
    return late < 0 ? due : due + (late / interval + 1) * interval;
  }
}
