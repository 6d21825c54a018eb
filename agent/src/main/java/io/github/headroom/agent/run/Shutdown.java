package io.github.headroom.agent.run;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's shutdown from the agent's hook to the very end: the requests of the hook's thread to
 * the sampling thread, and the progress. The application's hooks run until the end, and the JVM may
 * be killed before they have ended.
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
   * Called by the hook when the shutdown begins. Waits for one last export, at most for the given
   * time. Recording continues until the shutdown has ended.
   */
  void exportLast(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    boolean exporting = exports.areSent();
    AfterHooks veryEnd = new AfterHooks(this);
    if (records.areNone()) {
      veryEnd.leaveUnwatched(); // nothing is recorded, so the end does not matter
    } else {
      veryEnd.watch(instrumentation);
    }
    afterHooks = veryEnd;
    if (exporting) {
      exports.tryOnce(); // do not wait for a collector that refuses
    }
    wake();
    if (!exporting && records.areNone()) {
      return; // the JVM was short-lived, or nothing is published or recorded
    }
    while (System.nanoTime() - end < 0
        && !(exported && (!exporting || exports.areDone()) && isAsFarAs(veryEnd))) {
      Thread.interrupted(); // parkNanos would return at once while the interrupt flag is set
      LockSupport.parkNanos(this, 2_000_000);
    }
    if (exporting) {
      exports.finish();
    }
  }

  /**
   * Returns whether the hook may return. If the end is not watched, the shutdown may be over as
   * soon as the hook returns.
   */
  private boolean isAsFarAs(AfterHooks veryEnd) {
    return veryEnd.isWatched() || over;
  }

  /** Wakes the sampling thread to handle a request. */
  void wake() {
    calling = true;
    LockSupport.unpark(sampling);
  }

  /** Returns whether a thread waits for the sampling thread to act. */
  boolean isCalling() {
    return calling;
  }

  /** Marks the request as taken by the sampling thread. */
  void acknowledge() {
    calling = false;
  }

  boolean hasBegun() {
    return afterHooks != null;
  }

  /** Returns whether the last export still has to be handed over. */
  boolean wantsExport() {
    return hasBegun() && !exported;
  }

  /** Marks the last export as handed over, if there is one. */
  void exported() {
    exported = true;
  }

  /**
   * Records the progress of the shutdown after it has begun, and returns whether it is over. For
   * the sampling thread.
   */
  boolean follow() {
    AfterHooks veryEnd = afterHooks;
    if (veryEnd == null) {
      return false;
    }
    if (veryEnd.isWatched()) {
      // First: a shutdown event on its own counts as one that came to its end.
      records.shutdownIsWatched();
    }
    records.shutdownBegan();
    if (veryEnd.hasEnded() || (veryEnd.isUnwatched() && exported)) {
      records.shutdownEnded(veryEnd.hasEnded());
      over = true;
    }
    return over;
  }

  /** Returns whether the sampling thread has finished its work. */
  boolean isOver() {
    return over;
  }
}
