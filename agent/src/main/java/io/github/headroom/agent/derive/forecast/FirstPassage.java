package io.github.headroom.agent.derive.forecast;

/**
 * The times at which growth with noise on top of it meets its end. The line alone is late where
 * peaks meet the end first, and the line with its highest peak is early where such a peak is rare.
 * So the noise is assumed to go on as it did after each moment of the past, from its present value
 * (a circular block bootstrap: D. N. Politis, J. P. Romano, "A circular block-resampling procedure
 * for stationary data", 1992). Noise is what lies above the past's own trend, and the slope of the
 * time to come is drawn from its interval. A step that has stayed is not noise: the past begins
 * after the last step to a new level. Allocates nothing.
 */
final class FirstPassage {

  /** The past is so many times the time left: rare peaks are rare in it. */
  private static final double PAST = 1.5;

  /** A shorter past has too few peaks for the last seconds. */
  private static final double SHORTEST_PAST_SECONDS = 120;

  /** A window with fewer buckets, or a past before a step, is too short to draw noise from. */
  private static final int FEWEST_BUCKETS = 10;

  /** So many rounds through the past are tried; then the line alone counts. */
  private static final int ROUNDS = 8;

  /** The relative rounding error of a sum whose order changes is far smaller. */
  private static final double ROUNDING = 1e-9;

  /** The number of buckets that make a level. */
  private static final int LEVEL = 3;

  private final Points points = new Points(Window.LENGTH);

  /** For each bucket, the bucket at which its noise begins: the lowest of it and the two before. */
  private final int[] floors = new int[Window.LENGTH];

  /** The highest and the lowest distance above the line up to each bucket, bytes. */
  private final double[] highest = new double[Window.LENGTH];

  private final double[] lowest = new double[Window.LENGTH];

  /** The highest distance of each bucket above the trend, bytes. */
  private final double[] above = new double[Window.LENGTH];

  /** The same with the rise of the line, and its highest value from each bucket on; bytes. */
  private final double[] comesTo = new double[Window.LENGTH];

  private final double[] highestFrom = new double[Window.LENGTH + 1];

  /**
   * The growth of the past itself, bytes per second. Measured from another slope, the noise would
   * contain the difference, and every slope would give the same times.
   */
  private double trend;

  /**
   * Replaces the times in {@code into}, seconds from now, sorted.
   *
   * @param line the growth, with a slope above 0; only noise within its span counts
   * @param level the present value, bytes
   * @param end the value at the end, bytes
   */
  void look(Scales scales, Line line, double now, double level, double end, Times into) {
    double left = Math.max(0, end - level) / line.slope;
    double past = Math.min(Math.max(SHORTEST_PAST_SECONDS, PAST * left), line.span);
    Window window = finest(scales, now, past);
    window.copyLast(window.count(), points);
    int older = 0;
    while (older < points.count && now - points.seconds[older] > past) {
      older++;
    }
    points.dropFirst(older);
    points.dropFirst(beforeTheStep(line.slope));
    into.clear();
    if (points.count < 2) {
      into.add(left);
      return;
    }
    setTrend(line.slope);
    double apart = points.span() / (points.count - 1);
    // a sixth of the times each has the lower and the upper slope: three points of a normal
    prepare(line.lowSlope, apart);
    for (int i = 0; i < points.count; i += 6) {
      into.add(passage(i, line.lowSlope, now, level, end, apart));
    }
    prepare(line.highSlope, apart);
    for (int i = 3; i < points.count; i += 6) {
      into.add(passage(i, line.highSlope, now, level, end, apart));
    }
    prepare(line.slope, apart);
    for (int i = 0; i < points.count; i++) {
      if (i % 3 != 0) {
        into.add(passage(i, line.slope, now, level, end, apart));
      }
    }
    into.sort();
  }

  /** Computes how high each bucket comes on a line of that slope. */
  private void prepare(double slope, double apart) {
    double from = Double.NEGATIVE_INFINITY;
    for (int i = points.count - 1; i >= 0; i--) {
      comesTo[i] = above[i] + slope * apart * i;
      from = Math.max(from, comesTo[i]);
      highestFrom[i] = from;
    }
    highestFrom[points.count] = Double.NEGATIVE_INFINITY;
  }

  /** The finest window that goes back that far, of those with enough buckets. */
  private static Window finest(Scales scales, double now, double past) {
    int scale = 0;
    while (scale + 1 < Scales.COUNT
        && scales.window(scale).reach(now) < past
        && scales.window(scale + 1).count() >= FEWEST_BUCKETS) {
      scale++;
    }
    return scales.window(scale);
  }

  /** The number of buckets before the last step: all lower, or all higher, than all after it. */
  private int beforeTheStep(double slope) {
    double high = Double.NEGATIVE_INFINITY;
    double low = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.count; i++) {
      high = Math.max(high, highAboveTheLine(i, slope));
      low = Math.min(low, lowAboveTheLine(i, slope));
      highest[i] = high;
      lowest[i] = low;
    }
    high = Double.NEGATIVE_INFINITY;
    low = Double.POSITIVE_INFINITY;
    for (int i = points.count - 1; i >= FEWEST_BUCKETS; i--) {
      high = Math.max(high, highAboveTheLine(i, slope));
      low = Math.min(low, lowAboveTheLine(i, slope));
      boolean step = low > highest[i - 1] || high < lowest[i - 1];
      if (step && points.count - i >= LEVEL) {
        return i;
      }
    }
    return 0;
  }

  private double highAboveTheLine(int bucket, double slope) {
    return points.high[bucket] - slope * points.highSeconds[bucket];
  }

  private double lowAboveTheLine(int bucket, double slope) {
    return points.low[bucket] - slope * points.seconds[bucket];
  }

  /** Computes the trend from the first floor to the last, and the noise above it. */
  private void setTrend(double slope) {
    int first = floor(Math.min(LEVEL, points.count) - 1, slope);
    int last = floor(points.count - 1, slope);
    double passed = points.seconds[last] - points.seconds[first];
    trend = passed > 0 ? (points.low[last] - points.low[first]) / passed : slope;
    for (int i = 0; i < points.count; i++) {
      floors[i] = floor(i, trend);
      above[i] = highAboveTheLine(i, trend);
    }
  }

  /** The lowest of a bucket and the two before it. */
  private int floor(int bucket, double slope) {
    int lowest = bucket;
    for (int i = Math.max(0, bucket - LEVEL + 1); i < bucket; i++) {
      lowest = lowAboveTheLine(i, slope) < lowAboveTheLine(lowest, slope) ? i : lowest;
    }
    return lowest;
  }

  private double floorAboveTheTrend(int bucket) {
    return lowAboveTheLine(floors[bucket], trend);
  }

  /** The time with the noise that followed a bucket; the first bucket follows the last. */
  private double passage(
      int start, double slope, double now, double level, double end, double apart) {
    int count = points.count;
    double stands =
        Math.min(level, floorAboveTheTrend(count - 1) + trend * now) - floorAboveTheTrend(start);
    double seam = floorAboveTheTrend(count - 1) - lowAboveTheLine(0, trend);
    double nearly = ROUNDING * (Math.abs(end) + slope * (Math.abs(now) + ROUNDS * count * apart));
    int before = -start; // steps that have passed at the first bucket of the round
    for (int from = start + 1; before <= ROUNDS * count; from = 0) {
      double wanted = end - stands - slope * apart * before - nearly;
      int at = highestFrom[from] < wanted ? count : from;
      for (; at < count && before + at <= ROUNDS * count; at++) {
        if (comesTo[at] >= wanted) {
          double needed = (end - stands - above[at]) / slope;
          int step = before + at;
          if (needed <= step * apart) {
            return Math.max(0, Math.max(needed, (step - 1) * apart));
          }
        }
      }
      before += count;
      stands += seam;
    }
    return Math.max(0, end - level) / slope;
  }
}
