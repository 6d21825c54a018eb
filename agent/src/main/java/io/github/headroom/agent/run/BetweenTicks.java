package io.github.headroom.agent.run;

import java.util.concurrent.locks.LockSupport;

/**
 * The sampling thread's work between two ticks. It waits, ends overdue exports, and records quickly
 * while the end may be near. Allocates nothing.
 */
final class BetweenTicks {

  /** The time between two quick records. */
  private static final long QUICK_NANOS = 50_000_000;

  /**
   * The time between two checks of a running export. An overdue write ends at most this much too
   * late.
   */
  private static final long EXPORT_LOOK_NANOS = 1_000_000_000;

  private final Thread thread;
  private final Tick tick;
  private final Records records;
  private final Exports exports;
  private final Shutdown shutdown;

  BetweenTicks(Thread thread, Tick tick, Records records, Exports exports, Shutdown shutdown) {
    this.thread = thread;
    this.tick = tick;
    this.records = records;
    this.exports = exports;
    this.shutdown = shutdown;
  }

  /**
   * Waits until the next tick is due or the shutdown needs the thread. A late tick is not made up
   * for.
   *
   * @param due when the next tick is due, in ns of System.nanoTime
   * @param wasFull whether the last tick was a full pass
   * @return the time of System.nanoTime, in ns
   */
  long passTime(long due, boolean wasFull) {
    recordQuickly(due, wasFull);
    return park(due);
  }

  /**
   * Records every 50 ms while the end may be near. The first record after a fast pass is a full
   * one, because there may be no further tick. The forecast does not use these passes.
   */
  private void recordQuickly(long due, boolean wasFull) {
    boolean full = !wasFull && tick.wantsFull(System.nanoTime());
    while (records.isRecording() && tick.outlook().isPressing() && !shutdown.isCalling()) {
      long next = System.nanoTime() + QUICK_NANOS;
      if (due - next < QUICK_NANOS) {
        return;
      }
      park(next);
      if (!tick.passBetween(full)) {
        return;
      }
      tick.record();
      full = false;
    }
  }

  private long park(long due) {
    long now = System.nanoTime();
    long wait = due - now;
    while (wait > 0 && !shutdown.isCalling()) {
      if (!exports.areDone()) {
        exports.endOverdue(now);
        wait = Math.min(wait, EXPORT_LOOK_NANOS);
      }
      Thread.interrupted(); // parkNanos would return at once while the interrupt flag is set
      // parkNanos allocates nothing; Thread.sleep makes 40 bytes a call on JDK 25.
      LockSupport.parkNanos(thread, wait);
      if (!shutdown.hasBegun()) {
        tick.publishCause();
      }
      now = System.nanoTime();
      wait = due - now;
    }
    return now;
  }
}
