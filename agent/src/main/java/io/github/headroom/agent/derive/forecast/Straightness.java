package io.github.headroom.agent.derive.forecast;

/**
 * Whether points rise evenly: by the medians of their thirds, as in J. W. Tukey's resistant line
 * (D. C. Hoaglin, F. Mosteller and J. W. Tukey, "Understanding Robust and Exploratory Data
 * Analysis", 1983, chapter 5). A warm-up slows down and stops; what slows down is not extrapolated
 * past where it will stop.
 */
final class Straightness {

  private final double[] values = new double[Window.LENGTH];
  private double earlier;
  private double later;

  void look(Points points) {
    int third = points.count / 3;
    double first = median(points, 0, third);
    double middle = median(points, third, points.count - third);
    double last = median(points, points.count - third, points.count);
    double firstAt = time(points, 0, third);
    double middleAt = time(points, third, points.count - third);
    double lastAt = time(points, points.count - third, points.count);
    earlier = (middle - first) / Math.max(1e-9, middleAt - firstAt);
    later = (last - middle) / Math.max(1e-9, lastAt - middleAt);
  }

  private double median(Points points, int from, int to) {
    System.arraycopy(points.low, from, values, 0, to - from);
    return Selection.median(values, to - from);
  }

  private static double time(Points points, int from, int to) {
    return (points.seconds[from] + points.seconds[to - 1]) / 2;
  }

  /** The later slope by the earlier one; 0 unless both rise. */
  double ratio() {
    return earlier > 0 && later > 0 ? later / earlier : 0;
  }

  /**
   * How far it still rises if it goes on slowing down as it has: the sum of a geometric series;
   * infinite where it does not slow down.
   *
   * @param span seconds from the first point to the last
   */
  double stillToCome(double span) {
    double ratio = ratio();
    return ratio >= 1 ? Double.POSITIVE_INFINITY : later * span / 3 * ratio / (1 - ratio);
  }
}
