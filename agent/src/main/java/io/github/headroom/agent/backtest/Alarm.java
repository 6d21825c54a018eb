package io.github.headroom.agent.backtest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The warnings of one rule over a life, and their outcomes. A warning is over when its condition
 * was false for a minute, or for more than two rows where they are farther apart. A condition that
 * comes and goes within that time is one warning.
 */
final class Alarm {

  /** The same time as in the agent's log. */
  private static final double OVER_SECONDS = 60;

  /** In usual steps: a forecast that misses two rows is still the same warning. */
  private static final double OVER_STEPS = 2.5;

  /** The most warnings of a life that are kept; later ones are only counted. */
  static final int MOST_KEPT = 1000;

  final String name;
  final List<Warning> kept = new ArrayList<>();
  int count;
  private final Pace pace;

  /** Seconds of warning, of all warnings that are over. */
  private double closedSeconds;

  private @Nullable Warning open;
  private double last = Double.NaN;

  /** The first row without a warning since the last one with it; NaN while the last row warns. */
  private double overAt = Double.NaN;

  /**
   * @param pace of the rows
   */
  Alarm(String name, Pace pace) {
    this.name = name;
    this.pace = pace;
  }

  /**
   * Adds a row.
   *
   * @param passed seconds since the row before, which its result covers
   * @return the warning that begins with this row; null where none begins
   */
  @Nullable Warning look(boolean warns, double seconds, double passed) {
    Warning now = open;
    if (now != null && !Double.isNaN(last) && last == now.lastGiven) {
      now.seconds += passed;
    }
    last = seconds;
    if (warns) {
      overAt = Double.NaN;
      if (now != null) {
        now.lastGiven = seconds;
        return null;
      }
      now = new Warning(seconds);
      open = now;
      count++;
      if (kept.size() < MOST_KEPT) {
        kept.add(now);
      }
      return now;
    }
    if (now != null) {
      overAt = Double.isNaN(overAt) ? seconds : overAt;
      if (seconds - now.lastGiven >= overSeconds()) {
        close(now, overAt);
      }
    }
    return null;
  }

  private double overSeconds() {
    double step = pace.seconds(); // NaN for the first rows
    return step * OVER_STEPS > OVER_SECONDS ? step * OVER_STEPS : OVER_SECONDS;
  }

  private void close(Warning warning, double at) {
    warning.end = at;
    warning.outcome = Outcome.PASSED;
    closedSeconds += warning.seconds;
    open = null;
  }

  /** The present warning; null where there is none. */
  @Nullable Warning standing() {
    return open;
  }

  /** Ends the life. A warning that is not over counts until its end. */
  void end(End how, double at) {
    Warning now = open;
    if (now != null) {
      now.end = how == End.KILLED || Double.isNaN(overAt) ? at : overAt;
      now.outcome =
          how == End.KILLED ? Outcome.KILLED : how == End.LIVED ? Outcome.PASSED : Outcome.OPEN;
      if (how == End.LIVED) {
        closedSeconds += now.seconds;
      }
    }
  }

  /** Seconds of warning without a kill. */
  double falseSeconds() {
    return closedSeconds;
  }

  /** Seconds of all warnings. */
  double givenSeconds() {
    Warning now = open;
    return now == null || now.outcome == Outcome.PASSED
        ? closedSeconds
        : closedSeconds + now.seconds;
  }

  /**
   * Seconds from the beginning of the last warning to the kill; NaN where there was no warning at
   * the kill.
   */
  double leadSeconds() {
    Warning now = open;
    return now == null || now.outcome != Outcome.KILLED ? Double.NaN : now.end - now.begin;
  }
}
