package io.github.headroom.agent.derive.forecast;

/**
 * The times as they are published. They count down by themselves, like hands of a clock, and turn
 * to a new estimate within a twentieth of the time left, by the shorter of both. Nobody can act on
 * a time that jumps.
 */
final class Hands {

  /** A hand turns to a new estimate within this share of the time left. */
  private static final double LAG = 0.05;

  /** A hand turns by this factor per second at most. */
  private static final double STEP = 1.7;

  /** Added to each time, seconds: ratios of times need no zero. */
  private static final double LEAST = 1;

  private double low;
  private double mid;
  private double high;
  private double at;
  private boolean running;

  void stop() {
    running = false;
  }

  /** Takes an estimate of this instant: {@code 0 <= lowest <= middle <= highest}. */
  void turn(double seconds, double lowest, double middle, double highest) {
    if (running) {
      double passed = Math.max(1e-3, seconds - at);
      double share = 1 - Math.exp(-passed / (LEAST + LAG * Math.min(mid, middle)));
      double most = Math.pow(STEP, passed);
      low = turned(low, passed, lowest, share, most);
      mid = Math.max(low, turned(mid, passed, middle, share, most));
      high = Math.max(mid, turned(high, passed, highest, share, most));
    } else {
      low = lowest;
      mid = middle;
      high = highest;
    }
    at = seconds;
    running = true;
  }

  private static double turned(
      double shown, double passed, double found, double share, double most) {
    double here = Math.max(0, shown - passed) + LEAST;
    if (Double.isInfinite(found) || Double.isInfinite(here)) {
      return found;
    }
    double turned = here * Math.pow((found + LEAST) / here, share);
    double from = shown + LEAST; // a hand near 0 may fall as fast as it may rise
    return Math.max(0, Math.max(from / most, Math.min(from * most, turned)) - LEAST);
  }

  double low() {
    return low;
  }

  double mid() {
    return mid;
  }

  double high() {
    return high;
  }
}
