package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;

/**
 * The last pass: what was read, when, and what is derived from it. A pass is fast or full. The
 * outlook takes in the passes of the ticks alone. A pass that throws is logged once: an
 * OutOfMemoryError comes while the application's heap is full. For one thread. Allocates nothing in
 * a fast pass.
 */
final class Pass {

  /** A full pass has at most this share of the time, 1/n, where a tick asks for it by itself. */
  private static final long FULL_SHARE = 20;

  /** The assumed duration of a full pass until it is known. */
  private static final long FULL_NANOS = 10_000_000;

  private final Sampler sampler;
  private final AgentLog log;
  private final Sample sample = new Sample();
  private final Outlook outlook = new Outlook();
  private boolean full;
  private boolean taken;
  private double seconds;

  /** When nothing had changed since the pass, in s. */
  private double stillSeconds;

  private long fullNanos = FULL_NANOS;
  private long fullEnded;

  Pass(Sampler sampler, AgentLog log) {
    this.sampler = sampler;
    this.log = log;
  }

  Sample sample() {
    return sample;
  }

  Outlook outlook() {
    return outlook;
  }

  /** Returns whether the sample is of a full pass. */
  boolean isFull() {
    return full;
  }

  /** Returns whether the outlook has taken the sample in. */
  boolean isTaken() {
    return taken;
  }

  /** Returns when the sample was read, in s of {@link #now}. */
  double seconds() {
    return seconds;
  }

  /** Returns the time, in s of System.nanoTime. */
  static double now() {
    return System.nanoTime() / 1e9;
  }

  /**
   * Makes a pass, which the outlook takes in. Returns whether the sample and the figures are those
   * of this pass.
   */
  boolean read(boolean ofEverything) {
    try {
      readSample(ofEverything);
      taken = true;
      if (full) {
        outlook.full(sample, seconds);
      } else {
        outlook.fast(sample, seconds);
      }
      return true;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** Makes a pass that the outlook does not take in. Returns whether the sample is of this pass. */
  boolean readBetween(boolean ofEverything) {
    try {
      readSample(ofEverything);
      taken = false;
      return true;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** Makes the fast pass a full one. Returns whether it has become one. */
  boolean complete() {
    try {
      readAll();
      outlook.beside(sample);
      full = true;
      return true;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** Returns whether nothing has changed since the pass. The sample then has the present time. */
  boolean stillHolds() {
    try {
      long bytes = outlook.calmBytes();
      boolean still = bytes > 0 && sampler.isStill(sample, bytes);
      if (still) {
        sampler.stamp(sample);
        stillSeconds = now();
      }
      return still;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /**
   * Takes the sample in once more, with the last time at which nothing had changed. Returns whether
   * that was done.
   */
  boolean repeat() {
    try {
      full = false;
      taken = true;
      seconds = stillSeconds;
      outlook.fast(sample, seconds);
      return true;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  private boolean failed(Throwable e) {
    log.failure("pass", "a pass failed; the next one runs on schedule", e);
    return false;
  }

  /**
   * Returns whether a full pass would keep to its share of the time.
   *
   * @param nanos the time of System.nanoTime
   */
  boolean mayBeFull(long nanos) {
    return nanos - fullEnded >= FULL_SHARE * fullNanos;
  }

  private void readSample(boolean ofEverything) {
    full = ofEverything;
    if (full) {
      readAll();
    } else {
      sampler.fastPass(sample);
    }
    seconds = now();
  }

  private void readAll() {
    sampler.fullPass(sample);
    // The first pass loads classes, and a single pass may be delayed: neither predicts the next
    // one.
    fullNanos = Math.min(sample.durationNanos(), 2 * fullNanos);
    fullEnded = System.nanoTime();
  }
}
