package io.github.headroom.agent.relief;

/**
 * When an act may come again: not before a multiple of what the last one took, and later each time
 * that it gives little.
 */
final class Pace {

  private final double leastSeconds;
  private final double mostSeconds;
  private final double timesItsDuration;
  private double next = Double.NEGATIVE_INFINITY;
  private int low;

  /**
   * @param timesItsDuration the wait, in durations of the act
   * @param leastSeconds and what it is at least
   * @param mostSeconds what it is at most, however little acts give
   */
  Pace(double timesItsDuration, double leastSeconds, double mostSeconds) {
    this.timesItsDuration = timesItsDuration;
    this.leastSeconds = leastSeconds;
    this.mostSeconds = mostSeconds;
  }

  boolean isDue(double seconds) {
    return seconds >= next;
  }

  /** An act has ended at that time, and took so long. */
  void acted(double seconds, double tookSeconds, boolean gaveLittle) {
    low = gaveLittle ? low + 1 : 0;
    double wait = Math.max(leastSeconds, timesItsDuration * tookSeconds);
    // No longer than the bound, but the share of time holds whatever it is.
    double longest = Math.max(mostSeconds, wait);
    next = seconds + Math.min(longest, wait * Math.pow(2, Math.min(low, 20)));
  }

  /** How many acts in a row have given little. */
  int low() {
    return low;
  }
}
