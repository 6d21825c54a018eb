package io.github.headroom.agent.derive.forecast;

/**
 * A line through the low values of a window, or through the growth from day to day. {@link
 * #straight} says whether it is growth that can be extrapolated.
 */
final class Line {

  /** Growth that comes in steps is assumed to be made of this many steps, at most. */
  private static final int STEPS = 20;

  /** The largest ratio of the later slope to the earlier one of a straight line. */
  private static final double LARGEST_BEND = 1.5;

  /** Beside its noise, how far the newest value may be from the line, as a share of the limit. */
  private static final double ASTRAY = 0.01;

  /** How many deviations of its noise a value may be from the line. */
  private static final double DEVIATIONS = 4;

  boolean straight;

  /** Bytes per second, with the interval from {@link #lowSlope} to {@link #highSlope}. */
  double slope;

  double lowSlope;
  double highSlope;

  /** The deviation of the points from the line, bytes. */
  double noise;

  /** Seconds from the first point to the last. */
  double span;

  /** Whether there are enough points for a line. */
  boolean hasPoints;

  /** The later slope divided by the earlier one; 0 unless both are greater than 0. */
  double bend;

  /** The further rise, in bytes, if it goes on to slow down as it has. */
  double stillToCome;

  /** An upper bound of the line's rise within its span, in bytes; it is known before the slope. */
  double mostRisen;

  /** Whether the slope is known, and all figures that need it. */
  boolean fitted;

  /** The largest distance of a high value above the line, of values that came back to it; bytes. */
  double above;

  private double origin;
  private double level;

  /** Resets it for a window that has too few points. */
  void clear() {
    hasPoints = false;
    fitted = false;
    bend = 0;
  }

  /** Computes what is known without a fit, which takes longer. */
  void look(Points points) {
    hasPoints = true;
    fitted = false;
    span = points.span();
    points.compareThirds();
    bend = points.bend();
    stillToCome = points.stillToCome();
    mostRisen = points.mostRisen();
  }

  void set(TheilSen fit, Points points) {
    fitted = true;
    slope = fit.slope();
    lowSlope = fit.low();
    highSlope = fit.high();
    noise = fit.noise();
    above = 0;
    boolean cameBack = false;
    for (int i = points.count - 1; i >= 0; i--) {
      cameBack |= points.low[i] <= fit.at(points.seconds[i]) + DEVIATIONS * noise;
      if (cameBack) {
        above = Math.max(above, points.high[i] - fit.at(points.highSeconds[i]));
      }
    }
    origin = fit.origin();
    level = fit.level();
  }

  /** The growth from day to day or week to week. The line begins at the present value. */
  void setSeason(Season of, double seenSeconds, double value, double atSeconds) {
    straight = true;
    slope = of.slope();
    lowSlope = of.slowSlope();
    highSlope = of.fastSlope();
    noise = 0;
    span = seenSeconds;
    above = 0;
    origin = atSeconds;
    level = value;
  }

  void copyFrom(Line other) {
    straight = other.straight;
    slope = other.slope;
    lowSlope = other.lowSlope;
    highSlope = other.highSlope;
    noise = other.noise;
    span = other.span;
    above = other.above;
    origin = other.origin;
    level = other.level;
  }

  /**
   * Raises the slope to {@code wanted}, but not above the slope of {@code steepest}. The interval
   * then includes that of {@code steepest}.
   */
  void riseTo(double wanted, Line steepest) {
    double risen = Math.min(wanted, steepest.slope);
    if (risen > slope) {
      slope = risen;
      lowSlope = Math.min(lowSlope, steepest.lowSlope);
      highSlope = Math.max(highSlope, steepest.highSlope);
    }
  }

  /** The line's value at that time, bytes. */
  double at(double seconds) {
    return level + slope * (seconds - origin);
  }

  /**
   * Whether a value lies on the line: within its noise, or no higher than values that came back to
   * it.
   *
   * @param ease the factor by which the noise is widened, 1 or more
   */
  boolean holds(double seconds, double value, double limit, double ease) {
    double distance = value - at(seconds);
    double astray = ease * (DEVIATIONS * noise + ASTRAY * limit);
    return -astray <= distance && distance <= Math.max(astray, above);
  }

  /** Whether the value is so far below the line that a share of the line's rise is given back. */
  boolean isLeftBelow(double seconds, double value, double share) {
    return value < at(seconds) - slope * span * share - DEVIATIONS * noise;
  }

  /**
   * Whether it may be straight and lead to the end; known before a fit.
   *
   * @param headroom 0 or more
   * @param ease 1 to find growth, more to lose it
   */
  boolean mayBeStraight(double headroom, double ease) {
    return bend > 0 && bend <= LARGEST_BEND * ease && stillToCome * ease >= headroom;
  }

  /** Whether it surely rises, and its span is long enough for the time to the end. */
  boolean isLongEnough(double seconds, double value, double headroom, double ease) {
    double end = value + headroom;
    double room = Math.max(0, end - Math.max(value, at(seconds) + above));
    return fitted && lowSlope > 0 && room <= slope * span * Growth.REACH * ease;
  }

  /** The probability that the growth has not stopped, see {@link Points#goesOn}. */
  double goesOn(Points points, double now, double value) {
    return points.goesOn(slope * span / STEPS, span, now, value);
  }
}
