package io.github.headroom.agent.derive.forecast;

/** What the window of one scale said when it last moved; {@link #straight} where it was a line. */
final class Line {

  boolean straight;
  double slope;
  double lowSlope;
  double highSlope;
  double noise;

  /** Seconds from the first point to the last. */
  double span;

  /** The later slope by the earlier one; 0 unless both rise. */
  double bend;

  /** How far it still rises, slowing down as it does, bytes. */
  double stillToCome;

  /** The line has risen by no more within its span, bytes: known before its slope is. */
  double mostRisen = Double.NEGATIVE_INFINITY;

  /** Whether its slope is known, and all that follows from it. */
  boolean fitted;

  /** How far the highest that came back to the line was above it, bytes. */
  double above;

  private double origin;
  private double level;

  /** Looks at the points without a line through them, which takes longer. */
  void look(Points points, Straightness straightness) {
    fitted = false;
    span = points.span();
    straightness.look(points);
    bend = straightness.ratio();
    stillToCome = straightness.stillToCome(span);
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
      cameBack |= points.low[i] <= fit.at(points.seconds[i]) + 4 * noise;
      if (cameBack) {
        above = Math.max(above, points.high[i] - fit.at(points.highSeconds[i]));
      }
    }
    origin = fit.origin();
    level = fit.level();
  }

  /** The growth from day to day, which begins at the present value. */
  void setDays(Days days, double seenSeconds, double value, double atSeconds) {
    straight = true;
    slope = days.slope();
    lowSlope = days.slowSlope();
    highSlope = days.fastSlope();
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

  /** Rises to a slope, but not above another line's; its interval then takes in that one's. */
  void riseTo(double wanted, Line steepest) {
    double risen = Math.min(wanted, steepest.slope);
    if (risen > slope) {
      slope = risen;
      lowSlope = Math.min(lowSlope, steepest.lowSlope);
      highSlope = Math.max(highSlope, steepest.highSlope);
    }
  }

  /** What is left until the level, or the highest that came back on top of the line, is the end. */
  double room(double seconds, double value, double end) {
    return Math.max(0, end - Math.max(value, at(seconds) + above));
  }

  double at(double seconds) {
    return level + slope * (seconds - origin);
  }
}
