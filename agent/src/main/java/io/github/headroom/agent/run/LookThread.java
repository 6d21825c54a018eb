package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread for one look or one baseline. */
final class LookThread extends Thread {

  private static final long STACK_BYTES = 512 * 1024;

  private final Look look;
  private final @Nullable Sample now;
  private final @Nullable Sample before;
  private final double span;
  private final double clock;
  private final AgentLog log;
  private final Thread sampling = Thread.currentThread();
  private @Nullable Finding finding;
  private long tookMillis;
  private volatile boolean ended;

  /** Creates a thread that takes a baseline. */
  LookThread(ThreadGroup group, Look look, double clock, AgentLog log) {
    this(group, look, null, null, 0, clock, log);
  }

  /**
   * Creates a thread that looks for a cause.
   *
   * @param span the time between the two samples, in s
   */
  LookThread(
      ThreadGroup group,
      Look look,
      @Nullable Sample now,
      @Nullable Sample before,
      double span,
      double clock,
      AgentLog log) {
    super(group, null, "headroom-look", STACK_BYTES);
    setDaemon(true);
    setContextClassLoader(LookThread.class.getClassLoader());
    this.look = look;
    this.now = now;
    this.before = before;
    this.span = span;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Ignores interrupts: some applications interrupt every thread, which would close the file being
   * read.
   */
  @Override
  public void interrupt() {}

  /** Returns whether the look has ended. Its finding may still be waiting. */
  boolean hasEnded() {
    return ended;
  }

  /** Returns how long the look took, in ms. Valid after the look has ended. */
  long tookMillis() {
    return tookMillis;
  }

  /**
   * Returns the finding until {@link #taken()}. Null if there is none or the look has not ended.
   */
  @Nullable Finding finding() {
    return ended ? finding : null;
  }

  /** Forgets the finding. For the sampling thread, after the look has ended. */
  void taken() {
    finding = null;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      if (now == null || before == null) {
        look.baseline(clock);
      } else {
        finding = look.look(now, before, span, clock);
        String remark = look.remark();
        if (remark != null) {
          log.once(AgentLog.Level.INFO, "look", remark);
        }
      }
    } catch (Throwable e) { // OutOfMemoryError while the application's heap is full
      log.failure(AgentLog.Level.DEBUG, "look", "a look for the cause failed", e);
    } finally {
      tookMillis = (System.nanoTime() - start) / 1_000_000;
      ended = true;
      LockSupport.unpark(sampling); // publish the finding at once: the kill may be near
    }
  }
}
