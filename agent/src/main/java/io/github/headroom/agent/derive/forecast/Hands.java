package io.github.headroom.agent.derive.forecast;

/**
 * The times that are shown, as hands of a clock: they go on by themselves, and turn to what is
 * found anew within a twentieth of what is left by the shorter of both. A time that jumps cannot be
 * acted on.
 */
final class Hands {

  /** Of the time that is left, how long a new estimate takes to be shown. */
  private static final double LAG = 0.05;

  /** Within a second, a hand turns by this factor at most. */
  private static final double STEP = 1.7;

  /** Seconds that are added to each, so that a time of nothing has a ratio to another. */
  private static final double LEAST = 1;

  private double low;
  private double mid;
  private double high;
  private double at;
  private boolean running;

  void stop() {
    running = false;
  }

  /** Takes what is found at that time: {@code 0 <= lowest <= middle <= highest}. */
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
    double from = shown + LEAST; // from here, a hand near 0 would fall as fast as it may rise
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
