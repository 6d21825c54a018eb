package io.github.headroom.agent.relief;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does one act, and keeps how it went: the sampling thread goes on meanwhile. Started, it waits
 * until it is let go: an act is announced when there is a thread for it, and done when it has been
 * recorded.
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

  /** Lets it do the act. */
  void letGo() {
    free = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    while (!free) {
      Thread.interrupted(); // some code interrupts every thread: park would spin
      LockSupport.park(this);
    }
    long start = System.nanoTime();
    try {
      action.act();
    } catch (Throwable e) { // the application is not to see it; the sampling thread reports it
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

  /** Has a meaning where it is done. */
  long tookNanos() {
    return tookNanos;
  }

  /** Seconds of System.nanoTime; has a meaning where it is done. */
  double endedAt() {
    return endedAt;
  }

  /** What the act has thrown; null where it has not. */
  @Nullable Throwable failure() {
    return failure;
  }
}
