package io.github.headroom.agent.backtest;

import org.jspecify.annotations.Nullable;

/** One warning: its time and, for Headroom's own, its reason. Seconds of the history's clock. */
final class Warning {

  final double begin;
  double end;
  Outcome outcome = Outcome.OPEN;

  /** Seconds for which the condition was true. */
  double seconds;

  double lastGiven;

  // Set for Headroom's own warnings, at their beginning.
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
