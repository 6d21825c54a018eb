package io.github.headroom.agent.cause;

import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Looks into one memory area: what grows there, by name. One look is made when the verdict turns to
 * growing, and at most one more of the same growth.
 *
 * <p>Called by one thread at a time, which is not the sampling thread and not the application's. A
 * look may throw whatever it meets, OutOfMemoryError too: that is logged at debug, and nothing is
 * found. It makes no safepoint, starts no thread, and keeps bounded memory; what it reads (threads,
 * classes, files below a root) is handed to its constructor, so that a test can hand in others.
 *
 * <p>An interface: to check what {@link Looks} returns, the JVM would load every class of looks.
 */
public interface Look {

  /**
   * Keeps what a later look is compared with. In peace, at most once a minute: the look must be
   * cheap, and most have nothing to do here, since {@link #look} is given the sample of before.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   */
  default void baseline(double seconds) {}

  /** The last {@link #baseline} still holds: what it counted has not changed since. */
  default void holds(double seconds) {}

  /**
   * What the log is to have of the last {@link #look} beside its finding: why a part of it was left
   * out, or what it has cost for nothing; null where that is nothing.
   */
  default @Nullable String remark() {
    return null;
  }

  /**
   * Looks.
   *
   * @param now everything that the last full pass read; a copy, whose reader is this look alone
   * @param before the same of some minutes ago, or of the first full pass
   * @param seconds between the two; above 0
   * @param clock the clock of {@link #baseline}
   * @return what grows; null where nothing can be named
   */
  @Nullable Finding look(Sample now, Sample before, double seconds, double clock) throws Exception;
}
