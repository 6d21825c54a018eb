package io.github.headroom.agent.relief;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs one action and keeps its outcome, so that the sampling thread continues meanwhile. After its
 * start it waits to be released: an action is announced only when there is a thread for it, and
 * runs only after the announcement was recorded.
 */
final class ActionThread extends Thread {

  private static final long STACK_BYTES = 512 * 1024;

  private final Action action;
  private volatile boolean free;
  private volatile long tookNanos;
  private volatile double endedAt;
  private volatile @Nullable Throwable failure;
  private volatile boolean done;

  ActionThread(Action action) {
    super(null, null, "headroom-relief", STACK_BYTES);
    setDaemon(true);
    this.action = action;
  }

  /** Lets the action run. */
  void release() {
    free = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    while (!free) {
      Thread.interrupted(); // park() would return at once while the interrupt flag is set
      LockSupport.park(this);
    }
    long start = System.nanoTime();
    try {
      action.act();
    } catch (Throwable e) { // the application must not see it; the sampling thread reports it
      failure = e;
    }
    long end = System.nanoTime();
    tookNanos = end - start;
    endedAt = end / 1e9;
    done = true;
  }

  Action action() {
    return action;
  }

  boolean isDone() {
    return done;
  }

  /** Returns the duration of the action, in ns. Valid when it is done. */
  long tookNanos() {
    return tookNanos;
  }

  /** Returns when the action ended, in s of System.nanoTime. Valid when it is done. */
  double endedAt() {
    return endedAt;
  }

  /** Returns what the action has thrown, or null if nothing. */
  @Nullable Throwable failure() {
    return failure;
  }
}
