package io.github.headroom.agent.derive.forecast;

/**
 * The last {@link #LENGTH} buckets of one width: of each the smallest value and the largest, and
 * when they were seen. Minima pass over bursts; maxima are what meets the limit.
 */
final class Window {

  static final int LENGTH = 40;

  private final double[] seconds = new double[LENGTH];
  private final double[] low = new double[LENGTH];
  private final double[] highSeconds = new double[LENGTH];
  private final double[] high = new double[LENGTH];
  private int next;
  private int count;

  void add(double atSeconds, double smallest, double largestAtSeconds, double largest) {
    seconds[next] = atSeconds;
    low[next] = smallest;
    highSeconds[next] = largestAtSeconds;
    high[next] = largest;
    next = (next + 1) % LENGTH;
    count = Math.min(count + 1, LENGTH);
  }

  void clear() {
    next = 0;
    count = 0;
  }

  int count() {
    return count;
  }

  /** Copies the newest {@code some} buckets, oldest first. */
  void copyLast(int some, Points into) {
    int from = (next - some + LENGTH) % LENGTH;
    for (int i = 0; i < some; i++) {
      int at = (from + i) % LENGTH;
      into.seconds[i] = seconds[at];
      into.low[i] = low[at];
      into.highSeconds[i] = highSeconds[at];
      into.high[i] = high[at];
    }
    into.count = some;
  }

  /** Seconds since the oldest bucket; 0 where there is none. */
  double reach(double now) {
    return count == 0 ? 0 : now - seconds[(next - count + LENGTH) % LENGTH];
  }

  double oldestLow() {
    return low[(next - count + LENGTH) % LENGTH];
  }

  double newestSeconds() {
    return seconds[(next - 1 + LENGTH) % LENGTH];
  }

  double newestLow() {
    return low[(next - 1 + LENGTH) % LENGTH];
  }

  double newestHighSeconds() {
    return highSeconds[(next - 1 + LENGTH) % LENGTH];
  }

  double newestHigh() {
    return high[(next - 1 + LENGTH) % LENGTH];
  }

  double secondNewestLow() {
    return low[(next - 2 + LENGTH) % LENGTH];
  }

  double secondNewestSeconds() {
    return seconds[(next - 2 + LENGTH) % LENGTH];
  }

  double secondNewestHighSeconds() {
    return highSeconds[(next - 2 + LENGTH) % LENGTH];
  }

  double secondNewestHigh() {
    return high[(next - 2 + LENGTH) % LENGTH];
  }
}
