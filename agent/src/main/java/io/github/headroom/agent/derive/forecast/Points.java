package io.github.headroom.agent.derive.forecast;

/** Some points of a series, oldest first: a fixed space that windows copy themselves into. */
final class Points {

  /** Of some points more than half of all pairs lie at least so many of them apart. */
  private static final double PAIRS = 0.29;

  /** Of the low values. */
  final double[] seconds;

  final double[] low;
  final double[] highSeconds;
  final double[] high;
  int count;

  Points(int capacity) {
    seconds = new double[capacity];
    low = new double[capacity];
    highSeconds = new double[capacity];
    high = new double[capacity];
  }

  /** Seconds from the first point to the last. */
  double span() {
    return count < 2 ? 0 : seconds[count - 1] - seconds[0];
  }

  /**
   * What a line whose slope is the median of all slopes rises by from the first to the last at
   * most, bytes: more than half of all pairs lie so many points apart.
   */
  double mostRisen() {
    int apart = (int) (PAIRS * count);
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

  /** Forgets the first {@code some} points. */
  void dropFirst(int some) {
    count -= some;
    System.arraycopy(seconds, some, seconds, 0, count);
    System.arraycopy(low, some, low, 0, count);
    System.arraycopy(highSeconds, some, highSeconds, 0, count);
    System.arraycopy(high, some, high, 0, count);
  }
}
