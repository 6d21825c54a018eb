package io.github.headroom.agent.derive.forecast;

/**
 * Rises that came back: jobs, batches, reports, a day's load. One more of their like is no news,
 * and one that goes further than all of them is. A rise is over when half of it has been given
 * back. Rises are found at each size from 1 MiB on, and kept by how fast they went: of each speed
 * the three largest. 2 KB.
 */
final class Rises {

  /** Sizes are powers of two, bytes. */
  private static final int SMALLEST = 20;

  private static final int SIZES = 20;

  /** Speeds are powers of two, bytes a second: up to 16 GiB. */
  private static final int SPEEDS = 34;

  private static final int KEPT = 3;

  /** Of two rises of one kind the one is up to four times as fast as the other: two powers. */
  private static final int NEAR = 2;

  /** Of one kind, the next may be so much larger: of three alike, one in four is the largest. */
  private static final double LARGER = 1.15;

  private final double[] low = new double[SIZES];
  private final double[] lowAt = new double[SIZES];
  private final double[] high = new double[SIZES];
  private final double[] highAt = new double[SIZES];
  private final double[][] largest = new double[SPEEDS][KEPT];
  private boolean begun;

  void add(double seconds, double value) {
    for (int i = 0; i < SIZES; i++) {
      double size = 1L << (SMALLEST + i);
      if (!begun || value < low[i]) {
        begin(i, seconds, value);
      } else if (value > high[i]) {
        high[i] = value;
        highAt[i] = seconds;
      }
      double risen = high[i] - low[i];
      if (risen < size && value <= low[i] + size / 4) {
        lowAt[i] = seconds;
      } else if (risen >= size && value <= high[i] - risen / 2) {
        if (risen < 2 * size) {
          keep(risen, risen / Math.max(1, highAt[i] - lowAt[i]));
        }
        begin(i, seconds, value);
      }
    }
    begun = true;
  }

  private void begin(int size, double seconds, double value) {
    low[size] = value;
    lowAt[size] = seconds;
    high[size] = value;
    highAt[size] = seconds;
  }

  private void keep(double risen, double speed) {
    double[] of = largest[power(speed)];
    double smaller = risen;
    for (int i = 0; i < KEPT; i++) {
      double here = of[i];
      if (smaller > here) {
        of[i] = smaller;
        smaller = here;
      }
    }
  }

  private static int power(double speed) {
    return Math.max(0, Math.min(SPEEDS - 1, Math.getExponent(speed)));
  }

  /** How many have come as far as that, at about that speed, before they came back. */
  int asLarge(double bytes, double bytesASecond) {
    int count = 0;
    int power = power(bytesASecond);
    for (int i = Math.max(0, power - NEAR); i <= Math.min(SPEEDS - 1, power + NEAR); i++) {
      for (int j = 0; j < KEPT; j++) {
        count += largest[i][j] * LARGER >= bytes && largest[i][j] > 0 ? 1 : 0;
      }
    }
    return count;
  }
}
