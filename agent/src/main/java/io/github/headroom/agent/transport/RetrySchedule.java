package io.github.headroom.agent.transport;

/** How often a failed call is retried, and the waits between the attempts: exponential back-off. */
public final class RetrySchedule {

  private final int maxAttempts;
  private final long initialNanos;
  private final long maxNanos;
  private final double multiplier;

  /**
   * @param maxAttempts including the first one, at least 1
   * @param initialNanos the wait before the second attempt, in ns, without jitter
   * @param maxNanos the longest wait, in ns, without jitter
   * @param multiplier the factor from one wait to the next
   */
  public RetrySchedule(int maxAttempts, long initialNanos, long maxNanos, double multiplier) {
    this.maxAttempts = maxAttempts;
    this.initialNanos = initialNanos;
    this.maxNanos = maxNanos;
    this.multiplier = multiplier;
  }

  /**
   * Returns a schedule with one attempt. It is no constant, because a class whose initializer runs
   * out of memory stays unusable.
   */
  public static RetrySchedule never() {
    return new RetrySchedule(1, 0, 0, 1);
  }

  boolean allowsAfter(int attempts) {
    return attempts < maxAttempts;
  }

  /**
   * Returns the wait after that many attempts, in ns.
   *
   * @param attempts the attempts so far, from 1
   * @param random from 0 to 1. It spreads the wait from 0.8 to 1.2 times its value (gRPC proposal
   *     A6), so that many JVMs do not retry at the same instant
   */
  long waitNanos(int attempts, double random) {
    double wait = initialNanos;
    for (int i = 1; i < attempts && wait < maxNanos; i++) {
      wait *= multiplier;
    }
    return (long) (Math.min(wait, (double) maxNanos) * (0.8 + 0.4 * random));
  }
}
