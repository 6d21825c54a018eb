package io.github.headroom.agent.derive.forecast;

/**
 * How wide an interval has to be, learnt from those before it: each is looked at again after a
 * quarter of its time, when it holds where the end is seen now, or does not. After one that does
 * not all are wider, after one that does a little narrower, so that nine of ten hold (I. Gibbs, E.
 * J. Candes, "Adaptive conformal inference under distribution shift", NeurIPS 34, 2021).
 */
final class Band {

  /** Of the time that is left, when an interval is looked at again. */
  private static final double SOON = 0.25;

  private static final double SOONEST_SECONDS = 10;

  /** What an interval may miss. */
  private static final double MISSES = 0.1;

  /** One that misses widens those after it by this, as a logarithm. */
  private static final double STEP = 0.3;

  private static final double NARROWEST = 1;
  private static final double WIDEST = 6;

  /** What the growth to come differs by from what is seen, at least. */
  private static final double LEAST = 1.3;

  private double width = 2.5;
  private boolean waits;
  private double dueAt;
  private double from;
  private double to;

  /** What was to be looked at is of another growth. */
  void stop() {
    waits = false;
  }

  /** The lower end, by what is found to be it, seconds. Of a middle that never comes, just that. */
  double low(double found, double middle) {
    if (Double.isInfinite(middle)) {
      return found;
    }
    return Math.max(0, (middle + 1) * Math.pow((found + 1) / (middle + 1), width) / LEAST - 1);
  }

  double high(double found, double middle) {
    if (Double.isInfinite(middle)) {
      return found;
    }
    return (middle + 1) * Math.pow((found + 1) / (middle + 1), width) * LEAST - 1;
  }

  /** Takes what is shown at that time. */
  void look(double seconds, double low, double middle, double high) {
    if (Double.isInfinite(middle)) {
      waits = false;
      return;
    }
    if (waits && seconds >= dueAt) {
      double end = seconds + middle;
      boolean holds = from <= end && end <= to;
      width *= Math.exp(holds ? -STEP * MISSES : STEP * (1 - MISSES));
      width = Math.max(NARROWEST, Math.min(WIDEST, width));
      waits = false;
    }
    if (!waits) {
      waits = true;
      dueAt = seconds + Math.max(SOONEST_SECONDS, SOON * middle);
      from = seconds + low;
      to = seconds + high;
    }
  }
}
