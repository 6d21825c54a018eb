package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Garbage;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.cause.Looks;
import io.github.headroom.agent.cause.Room;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Runs one look at a time, and keeps the finding of the last one.
 *
 * <p>Each look has its own thread ({@link LookThread}), because it may wait for a lock of the
 * application (a ThreadGroup's on Java 8 to 18), for a file system that does not respond, or for a
 * pause of all threads. The ticks before a kill must not wait for any of these. If a look does not
 * return, no other one starts.
 */
class LookRunner implements Room {

  private final @Nullable Instrumentation instrumentation;
  private final boolean pausesAreBounded;
  private final AgentLog log;

  /**
   * A group for the looks' threads alone. On Java 8 to 18, creating and starting a thread waits for
   * the monitor of its group, which the application may hold.
   */
  private final ThreadGroup group = new ThreadGroup("headroom-look");

  /** Looks by the ordinal of their area. A look is kept after its first use. */
  private final @Nullable Look[] looks = new Look[MemoryArea.FILE_CACHE.ordinal() + 1];

  /** The look that was started last. It may have ended. */
  private @Nullable LookThread thread;

  /** Garbage in the heap. The look into the heap reads it. */
  private @Nullable Garbage garbage;

  private volatile long headroom;
  private volatile double secondsLeft = Double.POSITIVE_INFINITY;

  /**
   * @param pausesAreBounded whether to skip a look that stops all threads when that may take long
   */
  LookRunner(@Nullable Instrumentation instrumentation, boolean pausesAreBounded, AgentLog log) {
    this.instrumentation = instrumentation;
    this.pausesAreBounded = pausesAreBounded;
    this.log = log;
  }

  /**
   * Sets what looks read of the container's headroom.
   *
   * @param bytes expected headroom; 0 when unknown
   * @param seconds until it is used up
   */
  final void setRoom(long bytes, double seconds) {
    headroom = bytes;
    secondsLeft = seconds;
  }

  @Override
  public final long bytes() {
    return headroom;
  }

  @Override
  public final double seconds() {
    return secondsLeft;
  }

  /** Returns the estimate of the heap's garbage, which the sampling thread updates. */
  final Garbage garbage() {
    Garbage known = garbage;
    if (known == null) {
      known = new Garbage();
      garbage = known;
    }
    return known;
  }

  /** Returns whether there is a look into that area. */
  final boolean has(MemoryArea area, Sampler sampler) {
    return of(area, sampler) != null;
  }

  /**
   * Starts a look. Returns whether it has started.
   *
   * @param span the time between the two samples, in s
   */
  final boolean look(
      MemoryArea area, Sampler sampler, Sample now, Sample before, double span, double seconds) {
    Look look = of(area, sampler);
    return look != null && start(new LookThread(group, look, now, before, span, seconds, log));
  }

  /** Starts to count the groups of an area in another thread. Returns whether that has begun. */
  final boolean count(MemoryArea area, Sampler sampler, double seconds) {
    Look look = of(area, sampler);
    return look != null && start(new LookThread(group, look, seconds, log));
  }

  /** Moves the last count of the area to this time: it has not changed since. */
  final void confirmBaseline(MemoryArea area, double seconds) {
    Look last = looks[area.ordinal()];
    if (last != null) {
      last.confirmBaseline(seconds);
    }
  }

  /** Returns whether no look is running. */
  final boolean isIdle() {
    LookThread last = thread;
    return last == null || last.hasEnded();
  }

  /** Returns the finding of the last look until {@link #taken()}; null if there is none (yet). */
  final @Nullable Finding finding() {
    LookThread last = thread;
    return last == null ? null : last.finding();
  }

  /** Forgets the finding. */
  final void taken() {
    LookThread last = thread;
    if (last != null) {
      last.taken();
    }
  }

  /** Returns how long the last look took, in ms; 0 if there was none. */
  final long tookMillis() {
    LookThread last = thread;
    return last == null ? 0 : last.tookMillis();
  }

  /** Starts a look. Returns false if there is no thread for it, and that look is skipped. */
  boolean start(LookThread next) {
    try {
      next.start();
      thread = next;
      return true;
    } catch (OutOfMemoryError e) { // no memory or no process for a thread
      log.failure(AgentLog.Level.DEBUG, "look", "a look for the cause is skipped", e);
      return false;
    }
  }

  /** Returns a new look, or null if there is none for that area. Tests override this. */
  @Nullable Look lookOf(MemoryArea area, Sampler sampler) {
    return instrumentation == null
        ? null
        : Looks.of(area, Wiring.ROOT, instrumentation, sampler, this, pausesAreBounded, garbage());
  }

  private @Nullable Look of(MemoryArea area, Sampler sampler) {
    Look look = looks[area.ordinal()];
    if (look == null) {
      look = lookOf(area, sampler);
      looks[area.ordinal()] = look;
    }
    return look;
  }
}
