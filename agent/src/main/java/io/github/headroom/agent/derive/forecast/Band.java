package io.github.headroom.agent.derive.forecast;

/**
 * The width of an interval, learnt from the intervals before it. Each interval is checked after a
 * quarter of its time: it holds where the end as it is expected then lies within. An interval that
 * does not hold widens all later ones, and one that holds narrows them a little, so that nine of
 * ten hold (I. Gibbs, E. J. Candes, "Adaptive conformal inference under distribution shift",
 * NeurIPS 34, 2021).
 */
final class Band {

  /** An interval is checked after this share of its middle. */
  private static final double CHECKED_AFTER = 0.25;

  /** No check comes sooner: within a few ticks the same noise is in the estimate still. */
  private static final double CHECKED_AFTER_SECONDS = 10;

  /** The share of intervals that need not hold. */
  private static final double MISSES = 0.1;

  /** The step of the width's logarithm. */
  private static final double STEP = 0.3;

  /** The interval is at least the one that was estimated. */
  private static final double NARROWEST = 1;

  /** The largest exponent: more intervals that fail must not make all later ones useless. */
  private static final double WIDEST = 6;

  /** Future growth differs from observed growth by this factor at least. */
  private static final double LEAST = 1.3;

  /** The exponent of the ratio of an end to the middle; at first as tuning lives had it. */
  private double width = 2.5;

  private boolean waits;
  private double checkAt;
  private double from;
  private double to;

  /** Drops the interval that waits for its check: the growth has ended. */
  void stop() {
    waits = false;
  }

  /**
   * The lower end of the interval, seconds.
   *
   * @param found the lower end that was estimated; returned as it is for an infinite middle
   */
  double low(double found, double middle) {
    if (Double.isInfinite(middle)) {
      return found;
    }
    return Math.max(0, (middle + 1) * Math.pow((found + 1) / (middle + 1), width) / LEAST - 1);
  }

  /** The upper end, likewise. */
  double high(double found, double middle) {
    if (Double.isInfinite(middle)) {
      return found;
    }
    return (middle + 1) * Math.pow((found + 1) / (middle + 1), width) * LEAST - 1;
  }

  /** Takes the interval of this instant, and checks the one that waits. */
  void look(double seconds, double low, double middle, double high) {
    if (Double.isInfinite(middle)) {
      waits = false;
      return;
    }
    if (waits && seconds >= checkAt) {
      double end = seconds + middle;
      boolean holds = from <= end && end <= to;
      width *= Math.exp(holds ? -STEP * MISSES : STEP * (1 - MISSES));
      width = Math.max(NARROWEST, Math.min(WIDEST, width));
      waits = false;
    }
    if (!waits) {
      waits = true;
      checkAt = seconds + Math.max(CHECKED_AFTER_SECONDS, CHECKED_AFTER * middle);
      from = seconds + low;
      to = seconds + high;
    }
  }
}
