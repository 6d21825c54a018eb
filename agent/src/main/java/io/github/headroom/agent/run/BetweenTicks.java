package io.github.headroom.agent.run;

import java.util.concurrent.locks.LockSupport;

/**
 * What the sampling thread does between two ticks: it waits, ends an export that is overdue, and
 * records quickly while the end may be near. Makes no garbage.
 */
final class BetweenTicks {

  /** Between two quick records. */
  private static final long QUICK_NANOS = 50_000_000;

  /** Between two looks at an export under way: its writes end so late after their time. */
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
   * Until the next tick is due, or the shutdown calls. A late tick is not made up for.
   *
   * @param wasFull whether the tick before was
   * @return System.nanoTime
   */
  long passTime(long due, boolean wasFull) {
    recordQuickly(due, wasFull);
    return park(due);
  }

  /**
   * The first record after a fast pass is full: there may be no other tick. No forecast is made of
   * these.
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
      Thread
          .interrupted(); // a debugger's of Java 8 passes interrupt() by, and parkNanos would spin
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
