package io.github.headroom.agent.derive.forecast;

/**
 * Points of a series, oldest first, in a space of fixed size. A window copies its buckets here:
 * each has a low value and a high value, and the times of both.
 */
final class Points {

  /** More than half of all pairs of points are at least this share of the points apart. */
  private static final double MEDIAN_PAIR = 0.29;

  /** A line needs so many points, and a span of so many seconds. */
  static final int FEWEST = 20;

  /** Where ticks are denser than a second, the span decides. */
  private static final double SHORTEST_SECONDS = 15;

  /** A jump of more than this share of the range of all low values is a change point. */
  private static final double JUMP = 0.4;

  /** The exponent of {@link #goesOn}: after twice the longest rest, one in 17 goes on. */
  private static final double SHARP = 4;

  final double[] seconds;
  final double[] low;
  final double[] highSeconds;
  final double[] high;
  int count;

  private final double[] sorted;
  private double earlierSlope;
  private double laterSlope;

  Points(int capacity) {
    seconds = new double[capacity];
    low = new double[capacity];
    highSeconds = new double[capacity];
    high = new double[capacity];
    sorted = new double[capacity];
  }

  /** Seconds from the first point to the last. */
  double span() {
    return count < 2 ? 0 : seconds[count - 1] - seconds[0];
  }

  /**
   * An upper bound, in bytes, of the rise from the first point to the last along a line whose slope
   * is the median of the slopes of all pairs. It is cheaper than the line.
   */
  double mostRisen() {
    int apart = (int) (MEDIAN_PAIR * count);
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    double shortest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      smallest = Math.min(smallest, low[i]);
      largest = Math.max(largest, low[i]);
      if (i >= apart) {
        shortest = Math.min(shortest, seconds[i] - seconds[i - apart]);
      }
    }
    return (largest - smallest) / shortest * span();
  }

  /** Removes the oldest {@code some} points. */
  void dropFirst(int some) {
    count -= some;
    System.arraycopy(seconds, some, seconds, 0, count);
    System.arraycopy(low, some, low, 0, count);
    System.arraycopy(highSeconds, some, highSeconds, 0, count);
    System.arraycopy(high, some, high, 0, count);
  }

  /** Removes all points before a change point, while there are enough points. */
  void dropBeforeJumps() {
    while (count >= FEWEST) {
      double smallest = low[0];
      double largest = low[0];
      double jump = 0;
      int at = 0;
      for (int i = 1; i < count; i++) {
        smallest = Math.min(smallest, low[i]);
        largest = Math.max(largest, low[i]);
        double here = Math.abs(low[i] - low[i - 1]);
        if (here > jump) {
          jump = here;
          at = i;
        }
      }
      if (jump <= JUMP * (largest - smallest)) {
        return;
      }
      dropFirst(at);
    }
  }

  /** Whether they are enough for a line. */
  boolean areEnough() {
    return count >= FEWEST && span() >= SHORTEST_SECONDS;
  }

  /**
   * The probability that growth has not stopped, by the time since the last step up. The longest
   * rest between two steps is the measure: after a rest of that length it is as likely as not.
   *
   * @param step the rise of a step, bytes
   * @param span older points do not count, seconds
   * @param value the newest value
   */
  double goesOn(double step, double span, double now, double value) {
    double highest = Double.NEGATIVE_INFINITY;
    double since = now;
    double longest = 0;
    int steps = 0;
    for (int i = 0; i < count; i++) {
      if (now - seconds[i] > span + span() / count) {
        continue;
      }
      if (low[i] > highest + step || steps == 0) {
        longest = steps++ == 0 ? 0 : Math.max(longest, seconds[i] - since);
        highest = low[i];
        since = seconds[i];
      }
    }
    if (value > highest + step || steps == 0) {
      return 1;
    }
    double usual = Math.max(longest, 3 * span() / count);
    double rests = (now - since) / usual;
    return 1 / (1 + Math.pow(rests, SHARP));
  }

  /**
   * Computes the slopes between the medians of the thirds, for {@link #bend} and {@link
   * #stillToCome}. It is J. W. Tukey's resistant line (D. C. Hoaglin, F. Mosteller and J. W. Tukey,
   * "Understanding Robust and Exploratory Data Analysis", 1983, chapter 5).
   */
  void compareThirds() {
    int third = count / 3;
    double first = median(0, third);
    double middle = median(third, count - third);
    double last = median(count - third, count);
    double firstAt = time(0, third);
    double middleAt = time(third, count - third);
    double lastAt = time(count - third, count);
    earlierSlope = (middle - first) / Math.max(1e-9, middleAt - firstAt);
    laterSlope = (last - middle) / Math.max(1e-9, lastAt - middleAt);
  }

  private double median(int from, int to) {
    System.arraycopy(low, from, sorted, 0, to - from);
    return Selection.median(sorted, to - from);
  }

  private double time(int from, int to) {
    return (seconds[from] + seconds[to - 1]) / 2;
  }

  /** The later slope divided by the earlier one; 0 unless both are greater than 0. */
  double bend() {
    return earlierSlope > 0 && laterSlope > 0 ? laterSlope / earlierSlope : 0;
  }

  /**
   * The further rise, in bytes, if it goes on to slow down at the same ratio: the sum of a
   * geometric series. Infinite where it does not slow down. A warm-up slows down and stops.
   */
  double stillToCome() {
    double ratio = bend();
    return ratio >= 1 ? Double.POSITIVE_INFINITY : laterSlope * span() / 3 * ratio / (1 - ratio);
  }
}
