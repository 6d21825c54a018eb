package io.github.headroom.agent.derive.forecast;

/** Some points of a series, oldest first: a fixed space that windows copy themselves into. */
final class Points {

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

  /** Forgets the first {@code some} points. */
  void dropFirst(int some) {
    count -= some;
    System.arraycopy(seconds, some, seconds, 0, count);
    System.arraycopy(low, some, low, 0, count);
    System.arraycopy(highSeconds, some, highSeconds, 0, count);
    System.arraycopy(high, some, high, 0, count);
  }
}
