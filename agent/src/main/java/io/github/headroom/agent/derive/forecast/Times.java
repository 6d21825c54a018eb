package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * Times at which it may end, each as likely as the others, seconds from now. The times that are
 * shown are quantiles of them, and a probability is the share of them that come by then: so neither
 * can contradict the other.
 */
final class Times {

  /**
   * What each may be wrong by: the growth to come differs from that seen by some tens of percent,
   * as the deviation of the logarithm.
   */
  private static final double SPREAD = 0.25;

  /** The logistic curve with this slope is the normal distribution's within a hundredth. */
  private static final double LOGISTIC = 1.702;

  private final double[] seconds = new double[Window.LENGTH];
  private int count;

  void clear() {
    count = 0;
  }

  void add(double of) {
    seconds[count++] = of;
  }

  /** Puts them into order, after all have been added. */
  void sort() {
    Arrays.sort(seconds, 0, count);
  }

  /** The time by which such a share of them has come, 0 to 1; there is at least one. */
  double quantile(double share) {
    double at = share * (count - 1);
    int below = (int) at;
    int above = Math.min(count - 1, below + 1);
    double low = seconds[below];
    double high = seconds[above];
    return high == low || at == below ? low : low + (high - low) * (at - below);
  }

  /**
   * The share of them that comes within some time, each smoothed by what it may be wrong by.
   *
   * @param factor by which each is to be stretched
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
