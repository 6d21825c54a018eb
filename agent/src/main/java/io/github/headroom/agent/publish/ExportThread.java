package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes samples on a thread of its own: a collector that hangs for seconds must not delay a
 * tick. Holds at most one sample, which a newer one replaces. Memory thus stays bounded while the
 * collector is unreachable.
 */
public final class ExportThread extends Thread {

  private final Publisher publisher;
  private final AgentLog log;
  private final Object lock = new Object();
  private final Sample pending = new Sample();
  private final Sample current = new Sample();
  private final Figures pendingFigures = new Figures();
  private final Figures currentFigures = new Figures();
  private boolean waiting;
  private volatile boolean stopped;
  private volatile boolean lacksClasses;
  private volatile long handled;
  private long offered;
  private long ok;
  private long failed;

  public ExportThread(Publisher publisher, AgentLog log) {
    super(null, null, "headroom-export", STACK_BYTES);
    setDaemon(true);
    this.publisher = publisher;
    this.log = log;
  }

  /** TLS handshakes use some 60 frames. The default of 1 MiB would waste address space. */
  private static final long STACK_BYTES = 512 * 1024;

  /**
   * Hands over copies of a sample and its figures. Returns their number, which {@link #handled()}
   * reaches after they were published or have failed.
   */
  public long offer(Sample sample, Figures figures) {
    long number;
    synchronized (lock) {
      pending.copyFrom(sample);
      pendingFigures.copyFrom(figures);
      waiting = true;
      number = ++offered;
    }
    LockSupport.unpark(this);
    return number;
  }

  /** Returns the number of the last sample that was published or has failed. */
  public long handled() {
    return handled;
  }

  /** Returns whether a class of the publisher failed to initialize. Every export fails then. */
  public boolean lacksClasses() {
    return lacksClasses;
  }

  /** Continues the counts of an ended thread. Call this before the start. */
  public void continueFrom(ExportThread before) {
    ok = before.ok;
    failed = before.failed;
    offered = before.offered;
    handled = before.offered;
  }

  /** See {@link Publisher#endOverdue}. Allocates nothing if nothing is overdue. */
  public void endOverdue(long now) {
    publisher.endOverdue(now);
  }

  /** See {@link Publisher#tryOnce}. Called when the JVM ends. */
  public void tryOnce() {
    publisher.tryOnce();
  }

  /** Ends the thread and a running export. */
  public void finish() {
    stopped = true;
    LockSupport.unpark(this);
    try {
      publisher.shutdown();
    } catch (Throwable e) { // the shutdown of the JVM calls this and must not fail
      log.failure("shutdown", "the connection could not be closed", e);
    }
  }

  /**
   * Ignores interrupts: some applications interrupt every thread, which would close the channel in
   * use.
   */
  @Override
  public void interrupt() {}

  @Override
  public void run() {
    while (!stopped) {
      Thread.interrupted(); // park() would return at once while the interrupt flag is set
      try {
        long number = take();
        if (number == 0) {
          LockSupport.park(this);
          continue;
        }
        publish();
        handled = number;
      } catch (Throwable e) { // there is not even memory for a log line
        // The next sample wakes this thread again.
      }
    }
  }

  /** Moves the waiting sample to {@code current}. Returns its number, or 0 if none is waiting. */
  private long take() {
    synchronized (lock) {
      if (!waiting) {
        return 0;
      }
      waiting = false;
      current.copyFrom(pending);
      currentFigures.copyFrom(pendingFigures);
      return offered;
    }
  }

  private void publish() {
    boolean arrived = false;
    try {
      arrived = publisher.publish(current, currentFigures, ok, failed);
    } catch (Throwable e) { // above all OutOfMemoryError with a full heap; the next export may work
      lacksClasses = e instanceof LinkageError;
      log.failure("export", "an export failed; the next one runs on schedule", e);
    }
    if (arrived) {
      ok++;
    } else {
      failed++;
    }
  }
}
