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

  /** Takes a baseline. */
  LookThread(ThreadGroup group, Look look, double clock, AgentLog log) {
    this(group, look, null, null, 0, clock, log);
  }

  /**
   * Looks.
   *
   * @param span seconds between the two samples
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

  /** Some code interrupts every thread: a file that is read just then would be closed. */
  @Override
  public void interrupt() {}

  /** Whether it is done; what it found may have to be taken. */
  boolean hasEnded() {
    return ended;
  }

  /** What the look took; has a meaning where it is done. */
  long tookMillis() {
    return tookMillis;
  }

  /** What it found, until that is taken; null where that is nothing, or it has not ended. */
  @Nullable Finding finding() {
    return ended ? finding : null;
  }

  /** What it found is not needed any more. For the sampling thread, once it has ended. */
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
        String leftOut = look.leftOut();
        if (leftOut != null) {
          log.once(AgentLog.Level.INFO, "left out", leftOut);
        }
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
