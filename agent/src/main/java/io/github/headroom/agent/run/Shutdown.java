package io.github.headroom.agent.run;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's shutdown, from the agent's hook to its very end: what the hook's thread asks of the
 * sampling thread, and how far that has come. Hooks of the application run until the end, and the
 * JVM may be killed in the middle of it.
 */
final class Shutdown {

  private final Thread sampling;
  private final Instrumentation instrumentation;
  private final Records records;
  private final Exports exports;

  /** Null until the shutdown begins. */
  private volatile @Nullable AfterHooks afterHooks;

  private volatile boolean exported;
  private volatile boolean over;
  private volatile boolean calling;

  Shutdown(Thread sampling, Instrumentation instrumentation, Records records, Exports exports) {
    this.sampling = sampling;
    this.instrumentation = instrumentation;
    this.records = records;
    this.exports = exports;
  }

  /**
   * Called by the hook when the shutdown begins: one last export, for at most the time given. What
   * is recorded goes on until the shutdown has ended.
   */
  void exportLast(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    boolean exporting = exports.areSent();
    AfterHooks veryEnd = new AfterHooks(this);
    if (records.areNone()) {
      veryEnd.leaveUnwatched(); // nothing is recorded, so the end changes nothing
    } else {
      veryEnd.watch(instrumentation);
    }
    afterHooks = veryEnd;
    if (exporting) {
      exports.tryOnce(); // a collector that refuses is not worth a wait now
    }
    wake();
    if (!exporting && records.areNone()) {
      return; // a short-lived JVM, or nothing is published and nothing recorded
    }
    while (System.nanoTime() - end < 0
        && !(exported && (!exporting || exports.areDone()) && isAsFarAs(veryEnd))) {
      Thread.interrupted(); // some code interrupts every thread: parkNanos would spin
      LockSupport.parkNanos(this, 2_000_000);
    }
    if (exporting) {
      exports.finish();
    }
  }

  /** Unwatched, the shutdown may be over as soon as the hook is. */
  private boolean isAsFarAs(AfterHooks veryEnd) {
    return veryEnd.isWatched() || over;
  }

  /** Has the sampling thread look at once for what is wanted of it. */
  void wake() {
    calling = true;
    LockSupport.unpark(sampling);
  }

  /** Whether somebody waits for the sampling thread to act. */
  boolean isCalling() {
    return calling;
  }

  /** The sampling thread is about to act. */
  void heard() {
    calling = false;
  }

  boolean hasBegun() {
    return afterHooks != null;
  }

  /** Whether the last export is still to be handed over. */
  boolean wantsExport() {
    return hasBegun() && !exported;
  }

  /** The last export was handed over, where there is one. */
  void exported() {
    exported = true;
  }

  /**
   * Records how far the shutdown is, once it has begun, and gives whether that is the end of it.
   * For the sampling thread.
   */
  boolean follow() {
    AfterHooks veryEnd = afterHooks;
    if (veryEnd == null) {
      return false;
    }
    if (veryEnd.isWatched()) {
      // First: a shutdown that is recorded alone counts as one that came to its end.
      records.shutdownIsWatched();
    }
    records.shutdownBegan();
    if (veryEnd.hasEnded() || (veryEnd.isUnwatched() && exported)) {
      records.shutdownEnded(veryEnd.hasEnded());
      over = true;
    }
    return over;
  }

  /** Whether the sampling thread has done its last. */
  boolean isOver() {
    return over;
  }
}
