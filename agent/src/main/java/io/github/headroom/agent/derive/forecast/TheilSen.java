package io.github.headroom.agent.derive.forecast;

/**
 * A line through points of which a quarter may be wild: its slope is the median of the slopes of
 * all pairs (H. Theil, "A rank-invariant method of linear and polynomial regression analysis",
 * Proc. Koninklijke Nederlandse Akademie van Wetenschappen 53, 1950), with the interval of P. K.
 * Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968.
 *
 * <p>Sen's interval holds for independent errors. Memory's are not: the variance of Kendall's S is
 * widened by (1 + r) / (1 - r), r the lag-1 correlation of the residuals (K. H. Hamed and A. R.
 * Rao, "A modified Mann-Kendall trend test for autocorrelated data", J. Hydrology 204, 1998, cut to
 * its first term). Without it every slow wave is a trend.
 *
 * <p>Least squares would be cheaper and is what monitoring systems offer (predict_linear), but one
 * step or burst turns its line.
 */
final class TheilSen {

  /** Two-sided 95 %. */
  private static final double Z = 1.96;

  private static final double MOST_CORRELATED = 0.9;

  /** What sums of the same numbers in another order differ by, and more. */
  private static final double NEARLY = 1e-12;

  private final double[] slopes = new double[Window.LENGTH * (Window.LENGTH - 1) / 2];
  private final double[] residuals = new double[Window.LENGTH];
  private double slope;
  private double low;
  private double high;
  private double level;
  private double noise;
  private double origin;

  /** Fits the points' low values; needs two points at different times. */
  void fit(Points points) {
    fit(points.seconds, points.low, 0, points.count);
  }

  /** Fits {@code values[from..to)}. */
  void fit(double[] seconds, double[] values, int from, int to) {
    int n = to - from;
    int pairs = pairSlopes(seconds, values, from, to);
    slope = Selection.median(slopes, pairs);
    origin = seconds[to - 1];
    for (int i = 0; i < n; i++) {
      residuals[i] = values[from + i] - slope * (seconds[from + i] - origin);
    }
    double widened = correlation(n);
    level = Selection.median(residuals, n);
    for (int i = 0; i < n; i++) {
      residuals[i] = Math.abs(residuals[i] - level);
    }
    noise = 1.4826 * Selection.median(residuals, n); // of a normal distribution: its deviation

    double variance = n * (n - 1.0) * (2.0 * n + 5) / 18 * (1 + widened) / (1 - widened);
    double reach = Z * Math.sqrt(variance);
    int lowRank = (int) Math.floor((pairs - reach) / 2);
    int highRank = (int) Math.ceil((pairs + reach) / 2);
    boolean told = lowRank >= 0 && highRank < pairs;
    int middle = pairs / 2; // selected above: lowRank lies before it, highRank behind
    low = told ? Selection.kth(slopes, 0, middle, lowRank) : Double.NEGATIVE_INFINITY;
    high = told ? Selection.kth(slopes, middle, pairs - 1, highRank) : Double.POSITIVE_INFINITY;
  }

  /** The slope of {@code values[0..count)} alone, bytes a second; needs two different times. */
  double slopeOf(double[] seconds, double[] values, int count) {
    int pairs = pairSlopes(seconds, values, 0, count);
    return Selection.median(slopes, pairs);
  }

  /**
   * Whether the line through some points rises by so many bytes within their span, or nearly: as
   * many pairs are as steep as make the median. It takes a tenth of what the line takes.
   */
  boolean mayRise(Points points, double bytes) {
    double steep = bytes / points.span();
    double nearly = NEARLY * (1 + Math.abs(bytes) + Math.abs(points.low[0]));
    int steeper = 0;
    for (int i = 0; i < points.count; i++) {
      double above = points.low[i] - steep * (points.seconds[i] - points.seconds[0]);
      residuals[i] = above;
      for (int j = 0; j < i; j++) {
        if (above + nearly >= residuals[j]) {
          steeper++;
        }
      }
    }
    return 4 * steeper >= points.count * (points.count - 1);
  }

  private int pairSlopes(double[] seconds, double[] values, int from, int to) {
    int pairs = 0;
    for (int i = from; i < to; i++) {
      for (int j = i + 1; j < to; j++) {
        double apart = seconds[j] - seconds[i];
        if (apart > 0) {
          slopes[pairs++] = (values[j] - values[i]) / apart;
        }
      }
    }
    return pairs;
  }

  /** Lag-1 correlation of the residuals, 0 to {@link #MOST_CORRELATED}. */
  private double correlation(int n) {
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += residuals[i] / n;
    }
    double squares = 0;
    double products = 0;
    for (int i = 0; i < n; i++) {
      double here = residuals[i] - mean;
      squares += here * here;
      if (i > 0) {
        products += here * (residuals[i - 1] - mean);
      }
    }
    return squares <= 0 ? 0 : Math.max(0, Math.min(MOST_CORRELATED, products / squares));
  }

  /** Bytes a second. */
  double slope() {
    return slope;
  }

  /** Lower end of the slope's interval; minus infinity where there are too few points. */
  double low() {
    return low;
  }

  /** Upper end of the slope's interval; infinity where there are too few points. */
  double high() {
    return high;
  }

  /** When the line has the value {@link #level}, seconds: at the newest point. */
  double origin() {
    return origin;
  }

  double level() {
    return level;
  }

  /** The line's value at that time, bytes. */
  double at(double seconds) {
    return level + slope * (seconds - origin);
  }

  /** Standard deviation of the points about the line, robustly, bytes. */
  double noise() {
    return noise;
  }
}
