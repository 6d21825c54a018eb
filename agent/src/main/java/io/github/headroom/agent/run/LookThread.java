package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lives for one look, or for one baseline. */
final class LookThread extends Thread {

  private static final long STACK_BYTES = 512 * 1024;

  private final @Nullable Look look;
  private final @Nullable Sample now;
  private final @Nullable Sample before;
  private final double span;
  private final double clock;
  private final AgentLog log;
  private final Thread sampling = Thread.currentThread();
  private @Nullable Finding finding;
  private long tookMillis;
  private volatile boolean ended;

  /** Takes a baseline. */
  LookThread(@Nullable Look look, double clock, AgentLog log) {
    this(look, null, null, 0, clock, log);
  }

  /**
   * Looks.
   *
   * @param look null: there is nothing to look at
   * @param span seconds between the two samples
   */
  LookThread(
      @Nullable Look look,
      @Nullable Sample now,
      @Nullable Sample before,
      double span,
      double clock,
      AgentLog log) {
    super(null, null, "headroom-look", STACK_BYTES);
    setDaemon(true);
    setContextClassLoader(LookThread.class.getClassLoader());
    this.look = look;
    this.now = now;
    this.before = before;
    this.span = span;
    this.clock = clock;
    this.log = log;
  }

  /** Some code interrupts every thread: a file that is read just then would be closed. */
  @Override
  public void interrupt() {}

  /** Where no thread can be had, that look is left out. */
  @Override
  public synchronized void start() {
    try {
      super.start();
    } catch (OutOfMemoryError e) { // neither memory nor a process for a thread
      ended = true;
      log.failure(AgentLog.Level.DEBUG, "look", "a look for the cause is left out", e);
    }
  }

  /** Whether it is done; what it found may have to be taken. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether it has found something that was not taken. */
  boolean hasFound() {
    return ended && finding != null;
  }

  /** What the look took; has a meaning where it is done. */
  long tookMillis() {
    return tookMillis;
  }

  /** What it found, once; null where that is nothing, or it has not ended. */
  @Nullable Finding takeFinding() {
    if (!ended) {
      return null;
    }
    Finding found = finding;
    finding = null;
    return found;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      if (look == null) {
        return;
      }
      if (now == null || before == null) {
        look.baseline(clock);
      } else {
        finding = look.look(now, before, span, clock);
      }
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      log.failure(AgentLog.Level.DEBUG, "look", "a look for the cause failed", e);
    } finally {
      tookMillis = (System.nanoTime() - start) / 1_000_000;
      ended = true;
      LockSupport.unpark(sampling); // it may be the last moment to publish what was found
    }
  }
}
