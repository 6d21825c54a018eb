package io.github.headroom.agent.transport;

/** How often and how long after a failure a call is made again: exponential back-off. */
public final class RetrySchedule {

  private final int maxAttempts;
  private final long initialNanos;
  private final long maxNanos;
  private final double multiplier;

  /**
   * @param maxAttempts the first one included, at least 1
   * @param initialNanos wait before the second attempt, without jitter
   * @param maxNanos no wait is longer, but for the jitter
   * @param multiplier each wait is that many times the one before it
   */
  public RetrySchedule(int maxAttempts, long initialNanos, long maxNanos, double multiplier) {
    this.maxAttempts = maxAttempts;
    this.initialNanos = initialNanos;
    this.maxNanos = maxNanos;
    this.multiplier = multiplier;
  }

  /** One attempt, no other. No constant: an initialiser that runs out of memory loses its class. */
  public static RetrySchedule never() {
    return new RetrySchedule(1, 0, 0, 1);
  }

  boolean allowsAfter(int attempts) {
    return attempts < maxAttempts;
  }

  /**
   * Nanoseconds to wait after that many attempts.
   *
   * @param attempts made so far, from 1
   * @param random from 0 to 1; spreads the wait from 0.8 to 1.2 of itself (gRPC proposal A6), so
   *     that many JVMs do not come back in the same instant
   */
  long waitNanos(int attempts, double random) {
    double wait = initialNanos;
    for (int i = 1; i < attempts && wait < maxNanos; i++) {
      wait *= multiplier;
    }
    return (long) (Math.min(wait, (double) maxNanos) * (0.8 + 0.4 * random));
  }
}
