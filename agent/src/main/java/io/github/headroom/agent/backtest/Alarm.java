package io.github.headroom.agent.backtest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When somebody warned, and whether a kill came of it. A warning is over when it has not been given
 * for a minute, or for more than two rows where those are farther apart: one that comes and goes is
 * one.
 */
final class Alarm {

  /** As the agent has it in its log. */
  private static final double OVER_SECONDS = 60;

  /** In usual steps: a forecast that misses two rows is still the same one. */
  private static final double OVER_STEPS = 2.5;

  /** Of one life; what comes after is counted alone. */
  static final int MOST_KEPT = 1000;

  final String name;
  final List<Warning> kept = new ArrayList<>();
  int count;
  private final Pace pace;

  /** Of all that are over: seconds in which it was given. */
  private double closedSeconds;

  private @Nullable Warning open;
  private double last = Double.NaN;

  /** The first row of those that did not warn since; not a number while the last one does. */
  private double overAt = Double.NaN;

  /**
   * @param pace of the rows that are looked at
   */
  Alarm(String name, Pace pace) {
    this.name = name;
    this.pace = pace;
  }

  /**
   * Takes in whether it warns.
   *
   * @param passed seconds since the row before for which its answer counts
   * @return the warning that begins with it, else null
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
    double step = pace.seconds(); // not a number of the first rows
    return step * OVER_STEPS > OVER_SECONDS ? step * OVER_STEPS : OVER_SECONDS;
  }

  private void close(Warning warning, double at) {
    warning.end = at;
    warning.outcome = Outcome.PASSED;
    closedSeconds += warning.seconds;
    open = null;
  }

  /** The one that stands. */
  @Nullable Warning standing() {
    return open;
  }

  /** Ends a life. One that is not over yet is of its end. */
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

  /** Seconds of warnings of which no kill came. */
  double falseSeconds() {
    return closedSeconds;
  }

  /** All seconds in which it was given. */
  double givenSeconds() {
    Warning now = open;
    return now == null || now.outcome == Outcome.PASSED
        ? closedSeconds
        : closedSeconds + now.seconds;
  }

  /** Seconds before the kill that the last warning began; not a number where none stood then. */
  double leadSeconds() {
    Warning now = open;
    return now == null || now.outcome != Outcome.KILLED ? Double.NaN : now.end - now.begin;
  }
}
