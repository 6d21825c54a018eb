package io.github.headroom.agent.cause;

import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Looks into one memory area and names what grows there. The agent looks once when the verdict
 * turns to growing, and at most once more for the same growth.
 *
 * <p>One thread at a time calls it, neither the sampling thread nor a thread of the application. A
 * look may throw anything, OutOfMemoryError too: the agent logs it at debug level, and there is no
 * finding. A look starts no thread and keeps bounded memory; {@link HeapLook} and {@link
 * NativeLook} may stop all threads for a histogram. What it reads (threads, classes, files below a
 * root) comes through its constructor, so that a test can replace it.
 *
 * <p>This is an interface: with an abstract class the JVM would load every look to verify {@link
 * Looks}.
 */
public interface Look {

  /**
   * Keeps what a later look compares with. The agent calls it at most once a minute while nothing
   * grows, so it must be cheap. Most looks do nothing here, since {@link #look} gets the sample of
   * before.
   *
   * @param seconds a monotonic clock, seconds from any origin
   */
  default void baseline(double seconds) {}

  /** Moves the last {@link #baseline} to this time: what it counted has not changed since. */
  default void confirmBaseline(double seconds) {}

  /**
   * A line about the last {@link #look} for the log, beside its finding: why a part of it was left
   * out, or its cost where it found nothing; null where there is no such line.
   */
  default @Nullable String remark() {
    return null;
  }

  /**
   * Looks for what grows.
   *
   * @param now all readings of the last full pass; a copy for this look alone
   * @param before the readings of some minutes ago, or of the first full pass
   * @param seconds time between the two; above 0
   * @param clock the clock of {@link #baseline}
   * @return what grows; null where the look can name nothing
   */
  @Nullable Finding look(Sample now, Sample before, double seconds, double clock) throws Exception;
}
