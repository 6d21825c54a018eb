package io.github.headroom.agent.derive.forecast;

/**
 * The last {@link #LENGTH} buckets of one width: the smallest value and the largest value of each,
 * and their times. Smallest values ignore bursts; largest values meet the limit.
 */
final class Window {

  /** Twice the fewest points of a line ({@link Points#FEWEST}): its half may be a line, too. */
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
    next = next + 1 == LENGTH ? 0 : next + 1;
    count = Math.min(count + 1, LENGTH);
  }

  int count() {
    return count;
  }

  /** Copies the newest {@code some} buckets, the oldest first. */
  void copyLast(int some, Points into) {
    copyLast(some, seconds, into.seconds);
    copyLast(some, low, into.low);
    copyLast(some, highSeconds, into.highSeconds);
    copyLast(some, high, into.high);
    into.count = some;
  }

  private void copyLast(int some, double[] of, double[] into) {
    int from = back(some);
    int first = Math.min(some, LENGTH - from);
    System.arraycopy(of, from, into, 0, first);
    System.arraycopy(of, 0, into, first, some - first);
  }

  /** Adds the two newest buckets of a window that is twice as fine as one bucket. */
  void addNewestTwoOf(Window finer) {
    int last = finer.back(1);
    int before = finer.back(2);
    int lower = finer.low[last] <= finer.low[before] ? last : before;
    int higher = finer.high[last] >= finer.high[before] ? last : before;
    add(finer.seconds[lower], finer.low[lower], finer.highSeconds[higher], finer.high[higher]);
  }

  /** Seconds since the oldest bucket; 0 where there is none. */
  double reach(double now) {
    return count == 0 ? 0 : now - seconds[back(count)];
  }

  /** The smallest value since that time, and of the newest bucket. */
  double lowestSince(double since) {
    double lowest = newestLow();
    for (int some = 2; some <= count && seconds[back(some)] >= since; some++) {
      lowest = Math.min(lowest, low[back(some)]);
    }
    return lowest;
  }

  double highest() {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) { // the order does not matter
      highest = Math.max(highest, high[i]);
    }
    return highest;
  }

  double oldestLow() {
    return low[back(count)];
  }

  double newestLow() {
    return low[back(1)];
  }

  /** The position of a bucket, counted from the newest, which is 1. */
  private int back(int some) {
    int at = next - some;
    return at < 0 ? at + LENGTH : at;
  }
}
