package io.github.headroom.agent.derive.forecast;

/**
 * When growth with noise on top of it meets its end. The line alone comes too late where peaks meet
 * the end before it, and the line with the highest peak on it too early where such a peak is rare.
 * So the noise of the time to come is taken to be that of the time past, begun at any moment of it,
 * and the time is the median over those moments (a circular block bootstrap: D. N. Politis, J. P.
 * Romano, "A circular block-resampling procedure for stationary data", 1992). What has come and
 * stayed is no noise: the past begins with the last step to a level that was never there before.
 * Makes no garbage.
 */
final class FirstPassage {

  /** Of the time that is left, how much past is looked at: rare peaks in it show as such. */
  private static final double PAST = 2;

  private static final int FEWEST_BUCKETS = 10;

  /** Rounds through the past, after which a peak that was never met is given up. */
  private static final int ROUNDS = 8;

  /** Of so many buckets a level is made. */
  private static final int LEVEL = 3;

  private final Points points = new Points(Window.LENGTH);

  /** Seconds of growth after which as high a peak as in each bucket meets the end. */
  private final double[] needed = new double[Window.LENGTH];

  private final double[] passages = new double[Window.LENGTH];

  /** The highest and the lowest above the line up to each bucket, bytes from an origin. */
  private final double[] highest = new double[Window.LENGTH];

  private final double[] lowest = new double[Window.LENGTH];

  /**
   * Seconds from now.
   *
   * @param line the growth, of a slope greater than 0; noise is of its span alone
   * @param level what is held now, bytes
   * @param end what can be held at most, bytes
   */
  double seconds(Scales scales, Line line, double now, double level, double end) {
    double left = Math.max(0, end - level) / line.slope;
    Window window = finest(scales, now, Math.min(PAST * left, line.span));
    window.copyLast(window.count(), points);
    int older = 0;
    while (older < points.count && now - points.seconds[older] > line.span) {
      older++;
    }
    points.dropFirst(older);
    points.dropFirst(beforeTheStep(line.slope));
    return points.count < 2 ? left : median(line.slope, now, end);
  }

  /** The finest window that reaches so far back, of those that have been filled. */
  private static Window finest(Scales scales, double now, double past) {
    int scale = 0;
    while (scale + 1 < Scales.COUNT
        && scales.window(scale).reach(now) < past
        && scales.window(scale + 1).count() >= FEWEST_BUCKETS) {
      scale++;
    }
    return scales.window(scale);
  }

  /** How many buckets were all lower than all that came after them, or all higher. */
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

  private double median(double slope, double now, double end) {
    int count = points.count;
    for (int i = 0; i < count; i++) {
      needed[i] = (end - points.high[i]) / slope - (now - points.highSeconds[i]);
    }
    double apart = points.span() / (count - 1);
    for (int i = 0; i < count; i++) {
      passages[i] = passage(i, count, apart);
    }
    return Selection.median(passages, count);
  }

  /** Of the noise as it came after that bucket, from the last one on as after the first. */
  private double passage(int start, int count, double apart) {
    int at = start;
    for (int step = 1; step <= ROUNDS * count; step++) {
      at = at + 1 == count ? 0 : at + 1;
      if (needed[at] <= step * apart) {
        return Math.max(0, Math.max(needed[at], (step - 1) * apart));
      }
    }
    return Math.max(0, needed[start]);
  }
}
