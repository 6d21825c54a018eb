package io.github.headroom.agent.derive.forecast;

/**
 * The last {@link #LENGTH} buckets of one width: of each the smallest value, when it was seen, and
 * the largest. Minima pass over bursts; maxima are what meets the limit.
 */
final class Window {

  static final int LENGTH = 40;

  private final double[] seconds = new double[LENGTH];
  private final double[] low = new double[LENGTH];
  private final double[] high = new double[LENGTH];
  private int next;
  private int count;

  void add(double atSeconds, double smallest, double largest) {
    seconds[next] = atSeconds;
    low[next] = smallest;
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
      into.high[i] = high[at];
    }
    into.count = some;
  }

  /**
   * Where the highest of as long a time as is left until {@code end} would be now, had it risen
   * with that slope since: the noise that will meet the limit first is that of the time to come,
   * and as long a time past shows how high it reaches.
   *
   * @param slope greater than 0
   */
  double peak(double now, double slope, double end) {
    double peak = Double.NEGATIVE_INFINITY;
    for (int back = 1; back <= count; back++) {
      int at = (next - back + LENGTH) % LENGTH;
      double age = now - seconds[at];
      if (back > 1 && age * slope > end - peak) {
        break;
      }
      peak = Math.max(peak, high[at] + slope * age);
    }
    return peak;
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

  double newestHigh() {
    return high[(next - 1 + LENGTH) % LENGTH];
  }

  double secondNewestLow() {
    return low[(next - 2 + LENGTH) % LENGTH];
  }

  double secondNewestSeconds() {
    return seconds[(next - 2 + LENGTH) % LENGTH];
  }

  double secondNewestHigh() {
    return high[(next - 2 + LENGTH) % LENGTH];
  }
}
