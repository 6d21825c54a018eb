package io.github.headroom.agent.relief;

/**
 * Decides when an action may run again: after a multiple of the duration of the last one, and later
 * each time it has little effect.
 */
final class Pace {

  private final double leastSeconds;
  private final double mostSeconds;
  private final double timesItsDuration;
  private double next = Double.NEGATIVE_INFINITY;
  private int low;

  /**
   * @param timesItsDuration the wait, in durations of the action
   * @param leastSeconds the shortest wait
   * @param mostSeconds the longest wait, however little the actions free
   */
  Pace(double timesItsDuration, double leastSeconds, double mostSeconds) {
    this.timesItsDuration = timesItsDuration;
    this.leastSeconds = leastSeconds;
    this.mostSeconds = mostSeconds;
  }

  boolean isDue(double seconds) {
    return seconds >= next;
  }

  /**
   * Takes in an action.
   *
   * @param seconds when it ended
   * @param tookSeconds its duration
   */
  void acted(double seconds, double tookSeconds, boolean gaveLittle) {
    low = gaveLittle ? low + 1 : 0;
    double wait = Math.max(leastSeconds, timesItsDuration * tookSeconds);
    // The bound limits the doubling. It never shortens the wait that the duration demands.
    double longest = Math.max(mostSeconds, wait);
    next = seconds + Math.min(longest, wait * Math.pow(2, Math.min(low, 20)));
  }

  /** Returns how many actions in a row have freed little. */
  int low() {
    return low;
  }
}
