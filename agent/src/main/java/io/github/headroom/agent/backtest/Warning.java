package io.github.headroom.agent.backtest;

import org.jspecify.annotations.Nullable;

/** One warning: when, and of Headroom's why. Seconds of the history's clock. */
final class Warning {

  final double begin;
  double end;
  Outcome outcome = Outcome.OPEN;

  /** For how long it was given. */
  double seconds;

  double lastGiven;

  // Of Headroom's own, as it began.
  String verdict = "";
  @Nullable String culprit;
  @Nullable String evidence;
  boolean hasTime;
  double low;
  double mid;
  double high;
  boolean hasProbability;
  double within10Minutes;
  double within1Hour;
  double within24Hours;

  Warning(double begin) {
    this.begin = begin;
    this.end = begin;
    this.lastGiven = begin;
  }
}
