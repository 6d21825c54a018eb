package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells samples while the sampling thread goes on: a collector that hangs for seconds must not cost
 * a tick. Holds one sample at most; a newer one takes its place, so memory stays bounded however
 * long the collector is away.
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
  private volatile long told;
  private long offered;
  private long ok;
  private long failed;

  public ExportThread(Publisher publisher, AgentLog log) {
    super(null, null, "headroom-export", STACK_BYTES);
    setDaemon(true);
    this.publisher = publisher;
    this.log = log;
  }

  /** TLS handshakes go some 60 frames deep; the default of 1 MiB is address space for nothing. */
  private static final long STACK_BYTES = 512 * 1024;

  /**
   * Hands over copies of a sample and of its figures; gives their number, which {@link #told()}
   * reaches once they were dealt with.
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

  /** The number of the last sample that was told, or failed to be. */
  public long told() {
    return told;
  }

  /** Whether a class of the publisher has failed to initialise: it fails at each export then. */
  public boolean lacksClasses() {
    return lacksClasses;
  }

  /** Goes on with the counts of one that has ended; before the start. */
  public void continueFrom(ExportThread before) {
    ok = before.ok;
    failed = before.failed;
    offered = before.offered;
    told = before.offered;
  }

  /** As {@link Publisher#endOverdue}; makes no garbage as long as nothing is overdue. */
  public void endOverdue(long now) {
    publisher.endOverdue(now);
  }

  /** As {@link Publisher#tryOnce}: the JVM ends, what fails now is not tried again. */
  public void tryOnce() {
    publisher.tryOnce();
  }

  /** Ends the thread, and a try that is under way. */
  public void finish() {
    stopped = true;
    LockSupport.unpark(this);
    try {
      publisher.shutdown();
    } catch (Throwable e) { // called from the JVM's shutdown: the application's end is not ours
      log.failure("shutdown", "the connection could not be closed", e);
    }
  }

  /**
   * Some code interrupts every thread: whatever channel this one uses just then would be closed.
   */
  @Override
  public void interrupt() {}

  @Override
  public void run() {
    while (!stopped) {
      Thread.interrupted(); // a debugger's of Java 8 passes interrupt() by, and park() would spin
      try {
        long number = take();
        if (number == 0) {
          LockSupport.park(this);
          continue;
        }
        tell();
        told = number;
      } catch (Throwable e) { // no memory even to say that there is none
        // The next sample wakes this thread again.
      }
    }
  }

  /** Moves the waiting sample to {@code current}; 0 when none waits. */
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

  private void tell() {
    boolean arrived = false;
    try {
      arrived = publisher.publish(current, currentFigures, ok, failed);
    } catch (Throwable e) { // OutOfMemoryError of a full heap above all; the next export may do
      lacksClasses = e instanceof LinkageError;
      log.failure("export", "an export failed; the next is tried in its time", e);
    }
    if (arrived) {
      ok++;
    } else {
      failed++;
    }
  }
}
