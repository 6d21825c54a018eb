package io.github.headroom.agent.derive.forecast;

/**
 * When growth with noise on top of it meets its end. The line alone comes too late where peaks meet
 * the end before it, and the line with the highest peak on it too early where such a peak is rare.
 * So what comes on top of the line is taken to go on as it did after any moment of the past (a
 * circular block bootstrap: D. N. Politis, J. P. Romano, "A circular block-resampling procedure for
 * stationary data", 1992), by as much more or less as it was then: where it stands now it begins.
 * The line's slope is drawn from its interval, as well. What has come and stayed is no noise: the
 * past begins with the last step to a level that was never there before. Makes no garbage.
 */
final class FirstPassage {

  /** Of the time that is left, how much past is looked at: rare peaks in it show as such. */
  private static final double PAST = 1.5;

  /** Less has hardly any of the peaks that end it when seconds are left. */
  private static final double SHORTEST_PAST_SECONDS = 120;

  private static final int FEWEST_BUCKETS = 10;

  /** Rounds through the past, after which a peak that was never met is given up. */
  private static final int ROUNDS = 8;

  /** What sums of the same numbers in another order differ by, and much more. */
  private static final double ROUNDING = 1e-9;

  /** Of so many buckets a level is made. */
  private static final int LEVEL = 3;

  private final Points points = new Points(Window.LENGTH);

  /** Where the noise begins that goes on after a bucket: the lowest of it and those before. */
  private final int[] floors = new int[Window.LENGTH];

  /** The highest and the lowest above the line up to each bucket, bytes from an origin. */
  private final double[] highest = new double[Window.LENGTH];

  private final double[] lowest = new double[Window.LENGTH];

  /** The highest above the line of one slope of each bucket, bytes from an origin. */
  private final double[] above = new double[Window.LENGTH];

  /** The same with what the line rises by until then, and the highest from that bucket on. */
  private final double[] comesTo = new double[Window.LENGTH];

  private final double[] highestFrom = new double[Window.LENGTH + 1];

  /**
   * Takes times in, seconds from now, in their order.
   *
   * @param line the growth, of a slope greater than 0; noise is of its span alone
   * @param level what is held now, bytes
   * @param end what can be held at most, bytes
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
    floors(line.slope);
    double apart = points.span() / (points.count - 1);
    // in turn, so that a sixth each has the ends of its interval: the three points of a normal
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

  /** How high each bucket comes, were the line as steep as that; and the highest from each on. */
  private void prepare(double slope, double apart) {
    double from = Double.NEGATIVE_INFINITY;
    for (int i = points.count - 1; i >= 0; i--) {
      above[i] = highAboveTheLine(i, slope);
      comesTo[i] = above[i] + slope * apart * i;
      from = Math.max(from, comesTo[i]);
      highestFrom[i] = from;
    }
    highestFrom[points.count] = Double.NEGATIVE_INFINITY;
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

  /** Of each bucket, which of it and the two before is the lowest: where the noise begins. */
  private void floors(double slope) {
    for (int i = 0; i < points.count; i++) {
      int lowest = i;
      for (int j = Math.max(0, i - LEVEL + 1); j < i; j++) {
        lowest = lowAboveTheLine(j, slope) < lowAboveTheLine(lowest, slope) ? j : lowest;
      }
      floors[i] = lowest;
    }
  }

  private double floorAboveTheLine(int bucket, double slope) {
    return lowAboveTheLine(floors[bucket], slope);
  }

  /** With the noise as it went on after that bucket; after the last one comes the first again. */
  private double passage(
      int start, double slope, double now, double level, double end, double apart) {
    int count = points.count;
    double stands =
        Math.min(level, floorAboveTheLine(count - 1, slope) + slope * now)
            - floorAboveTheLine(start, slope);
    double seam = floorAboveTheLine(count - 1, slope) - lowAboveTheLine(0, slope);
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
