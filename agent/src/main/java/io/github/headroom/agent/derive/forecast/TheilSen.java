package io.github.headroom.agent.derive.forecast;

/**
 * A line that a quarter of wild points does not turn: its slope is the median of the slopes of all
 * pairs (H. Theil, "A rank-invariant method of linear and polynomial regression analysis", Proc.
 * Koninklijke Nederlandse Akademie van Wetenschappen 53, 1950), with the interval of P. K. Sen,
 * "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968.
 *
 * <p>Sen's interval holds for independent errors, and the errors of memory are not independent. So
 * the variance of Kendall's S is multiplied by (1 + r) / (1 - r), where r is the lag-1 correlation
 * of the residuals (K. H. Hamed and A. R. Rao, "A modified Mann-Kendall trend test for
 * autocorrelated data", J. Hydrology 204, 1998, its first term). Without this, every slow wave is a
 * trend.
 *
 * <p>Least squares is cheaper, and is what monitoring systems offer (predict_linear), but one step
 * or burst turns its line.
 */
final class TheilSen {

  /** The interval has a two-sided confidence of 95 %. */
  private static final double Z = 1.96;

  /** A larger correlation counts as this one: the interval stays finite. */
  private static final double MOST_CORRELATED = 0.9;

  /** The relative rounding error of a sum whose order changes is smaller. */
  private static final double ROUNDING = 1e-12;

  private final double[] slopes = new double[Window.LENGTH * (Window.LENGTH - 1) / 2];
  private final double[] residuals = new double[Window.LENGTH];
  private double slope;
  private double low;
  private double high;
  private double level;
  private double noise;
  private double origin;

  /** Fits the low values of the points; two points at least must have different times. */
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
    noise = 1.4826 * Selection.median(residuals, n); // the deviation of a normal distribution

    double variance = n * (n - 1.0) * (2.0 * n + 5) / 18 * (1 + widened) / (1 - widened);
    double reach = Z * Math.sqrt(variance);
    int lowRank = (int) Math.floor((pairs - reach) / 2);
    int highRank = (int) Math.ceil((pairs + reach) / 2);
    boolean isBounded = lowRank >= 0 && highRank < pairs;
    int middle = pairs / 2; // selected above: lowRank is before it, highRank after it
    low = isBounded ? Selection.kth(slopes, 0, middle, lowRank) : Double.NEGATIVE_INFINITY;
    high =
        isBounded ? Selection.kth(slopes, middle, pairs - 1, highRank) : Double.POSITIVE_INFINITY;
  }

  /** The slope of {@code values[0..count)}, bytes per second; two times must differ. */
  double slopeOf(double[] seconds, double[] values, int count) {
    int pairs = pairSlopes(seconds, values, 0, count);
    return Selection.median(slopes, pairs);
  }

  /**
   * Whether the line through the points may rise by that many bytes within their span: half of the
   * pairs are so steep. It takes a tenth of the time of a fit.
   */
  boolean mayRise(Points points, double bytes) {
    double steep = bytes / points.span();
    double nearly = ROUNDING * (1 + Math.abs(bytes) + Math.abs(points.low[0]));
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

  /** Bytes per second. */
  double slope() {
    return slope;
  }

  /** The lower end of the slope's interval; with too few points it has no bound. */
  double low() {
    return low;
  }

  /** The upper end of the slope's interval; with too few points it has no bound. */
  double high() {
    return high;
  }

  /** The time of the newest point, seconds. */
  double origin() {
    return origin;
  }

  /** The line's value at {@link #origin}, bytes. */
  double level() {
    return level;
  }

  /** The line's value at that time, bytes. */
  double at(double seconds) {
    return level + slope * (seconds - origin);
  }

  /** A robust estimate of the standard deviation of the points from the line, bytes. */
  double noise() {
    return noise;
  }
}
