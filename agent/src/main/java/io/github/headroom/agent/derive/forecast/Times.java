package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * Possible times of the end, all equally likely, seconds from now. The published times are
 * quantiles of them, and a probability is the share of them within some time. So these cannot
 * contradict each other.
 */
final class Times {

  /**
   * The error of each time, as the deviation of its logarithm: future growth differs from observed
   * growth by some tens of percent.
   */
  private static final double SPREAD = 0.25;

  /** With this slope, the logistic curve is within a hundredth of the normal distribution. */
  private static final double LOGISTIC = 1.702;

  private final double[] seconds = new double[Window.LENGTH];
  private int count;

  void clear() {
    count = 0;
  }

  void add(double of) {
    seconds[count++] = of;
  }

  /** Sorts them, after all were added. */
  void sort() {
    Arrays.sort(seconds, 0, count);
  }

  /** The time by which a share of them is over, 0 to 1; there must be one time at least. */
  double quantile(double share) {
    double at = share * (count - 1);
    int below = (int) at;
    int above = Math.min(count - 1, below + 1);
    double low = seconds[below];
    double high = seconds[above];
    return high == low || at == below ? low : low + (high - low) * (at - below);
  }

  /**
   * The share of them within some time, each smoothed by its error.
   *
   * @param factor multiplies each time
   */
  double share(double within, double factor) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double away = Math.log((within + 1) / (seconds[i] * factor + 1)) / SPREAD;
      sum += 1 / (1 + Math.exp(-LOGISTIC * away));
    }
    return sum / count;
  }
}
