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

  private double origin;
  private double level;

  void set(TheilSen fit, double ofSpan, double atSeconds) {
    straight = true;
    slope = fit.slope();
    lowSlope = fit.low();
    highSlope = fit.high();
    noise = fit.noise();
    span = ofSpan;
    origin = atSeconds;
    level = fit.at(atSeconds);
  }

  void copyFrom(Line other) {
    straight = other.straight;
    slope = other.slope;
    lowSlope = other.lowSlope;
    highSlope = other.highSlope;
    noise = other.noise;
    span = other.span;
    origin = other.origin;
    level = other.level;
  }

  double at(double seconds) {
    return level + slope * (seconds - origin);
  }
}
