package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/**
 * Finds steady growth of the floor: the longest window whose low values lie on a straight line.
 *
 * <p>Simple rules give false alarms. A threshold on the working set counts page cache
 * (kubernetes/kubernetes#43916, starkware-libs/sequencer#14064). Two points, or least squares,
 * follow every step and every morning's load. Here a window counts only if all of this holds:
 *
 * <ul>
 *   <li>it has no change point: what was before a jump does not count;
 *   <li>Sen's interval of its slope is above 0;
 *   <li>it does not slow down towards a level below the end, and does not speed up: a shorter
 *       window then has the present slope;
 *   <li>the time to the end is at most {@link #REACH} of the time that was observed, with the
 *       highest value that came and went on top of the line;
 *   <li>the newest value lies on the line, or no higher than values that came back to it.
 * </ul>
 *
 * <p>A window is evaluated again when its newest bucket closes, and only if its growth can reach
 * the end at all. A tick of a quiet container fits no line.
 */
final class Growth {

  /** Growth is extrapolated over this share of the time for which it was observed. */
  static final double REACH = 0.67;

  /** A window whose growth is so many times the headroom has the present slope. */
  private static final double ENOUGH = 2;

  /** A window whose growth is less than this share of the headroom measures noise. */
  private static final double LEAST = 0.5;

  /** The same for suspected growth: with it, one in five goes on to the end. */
  private static final double FAINT = 0.25;

  /** The next question about a line asks for at least this share of the present one. */
  private static final double LESS = 0.8;

  /** The newest part of a window that is tried where the whole window is not straight. */
  private static final int SHORTER = Window.LENGTH * 3 / 4;

  private final Line[] lines = new Line[Scales.COUNT];

  /** The lines of all windows, straight or not, each evaluated when it is asked for. */
  private final Line[] recent = new Line[Scales.COUNT];

  /** The number of the newest bucket when the recent line was evaluated. */
  private final long[] lookedAt = new long[Scales.COUNT];

  private final Points points = new Points(Window.LENGTH);
  private final TheilSen fit = new TheilSen();

  /** The scale that {@link #find} has found last. */
  private int found;

  Growth() {
    for (int i = 0; i < lines.length; i++) {
      lines[i] = new Line();
      recent[i] = new Line();
    }
  }

  /**
   * Looks for the longest straight window; {@link #longest}, {@link #present} and {@link #goesOn}
   * have a meaning where there is one.
   *
   * @param ease 1 to find growth, more to lose it
   */
  boolean find(Scales scales, Tick tick, double floor, double ease) {
    for (int scale = Scales.COUNT - 1; scale >= 0; scale--) {
      if (scales.moved(scale)) {
        refresh(scales, scale, tick, floor, ease);
      }
      if (lines[scale].straight && lines[scale].holds(tick.seconds(), floor, tick.limit(), ease)) {
        found = scale;
        return true;
      }
    }
    return false;
  }

  /** The line of the longest straight window. */
  Line longest() {
    return lines[found];
  }

  /**
   * The line of the present growth: the shortest window that surely rises and whose growth is
   * {@link #ENOUGH} of the headroom. It is a shorter one, with {@link #LEAST} of the headroom,
   * where the slope of the next lies outside its interval: what bends is straight in a short window
   * only (O. V. Lepski, "On a problem of adaptive estimation in Gaussian white noise", Theory of
   * Probability and its Applications 35, 1991).
   */
  Line present(Scales scales, double headroom) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    Line present = lines[found];
    for (int scale = 0; scale < found; scale++) {
      Line line = recent(scales, scale, LEAST * headroom);
      if (line.fitted && line.lowSlope > 0 && line.slope * line.span >= LEAST * headroom) {
        if (line.slope < low || line.slope > high) {
          return present;
        }
        present = line;
        if (line.slope * line.span >= ENOUGH * headroom) {
          return line;
        }
        low = Math.max(low, line.lowSlope);
        high = Math.min(high, line.highSlope);
      }
    }
    Line whole = lines[found];
    return whole.slope < low || whole.slope > high ? present : whole;
  }

  /** The probability that the growth of the longest line has not stopped, see {@link Line}. */
  double goesOn(Scales scales, double now, double floor) {
    Window window = scales.window(found);
    window.copyLast(window.count(), points);
    return lines[found].goesOn(points, now, floor);
  }

  /**
   * The longest line that surely rises, whose growth is {@link #FAINT} of the room, and that holds
   * the newest value; null where there is none. It is too short for a warning, and counts in the
   * probability.
   *
   * @param room bytes until the end
   */
  @Nullable Line faint(Scales scales, Tick tick, double floor, double room) {
    for (int scale = Scales.COUNT - 1; scale >= 0; scale--) {
      Window window = scales.window(scale);
      if (window.count() >= Points.FEWEST && (floor - window.oldestLow()) * 2 >= FAINT * room) {
        Line line = recent(scales, scale, FAINT * room);
        if (line.fitted
            && line.lowSlope > 0
            && line.stillToCome >= room
            && line.slope * line.span >= FAINT * room
            && line.holds(tick.seconds(), floor, tick.limit(), 1)) {
          return line;
        }
      }
    }
    return null;
  }

  private void refresh(Scales scales, int scale, Tick tick, double floor, double ease) {
    Window window = scales.window(scale);
    Line line = lines[scale];
    line.straight = false;
    int count = window.count();
    double grown = floor - window.oldestLow();
    double peak = window.highest() - window.oldestLow();
    if (count < Points.FEWEST || grown * 2 * REACH * ease < tick.headroom() - peak) {
      return;
    }
    double headroom = Math.max(0, tick.headroom());
    Line whole = looked(scales, scale);
    if (whole.mayBeStraight(headroom, ease)) {
      line.copyFrom(recent(scales, scale, 0));
      line.straight = whole.isLongEnough(tick.seconds(), floor, headroom, ease);
    }
    if (!line.straight && count > SHORTER && copyLast(window, SHORTER)) {
      line.look(points);
      if (line.mayBeStraight(headroom, ease)) {
        fit.fit(points);
        line.set(fit, points);
        line.straight = line.isLongEnough(tick.seconds(), floor, headroom, ease);
      }
    }
  }

  /**
   * The line of a window, straight or not. It is not fitted where the window has too few points or
   * cannot have risen by {@code risen} bytes.
   */
  private Line recent(Scales scales, int scale, double risen) {
    Line line = looked(scales, scale);
    if (line.hasPoints && !line.fitted && line.mostRisen >= risen) {
      copyLast(scales.window(scale), scales.window(scale).count());
      if (fit.mayRise(points, LESS * risen)) {
        fit.fit(points);
        line.set(fit, points);
      } else {
        line.mostRisen = LESS * risen;
      }
    }
    return line;
  }

  private Line looked(Scales scales, int scale) {
    Line line = recent[scale];
    if (lookedAt[scale] != scales.newest(scale)) {
      lookedAt[scale] = scales.newest(scale);
      if (copyLast(scales.window(scale), scales.window(scale).count())) {
        line.look(points);
      } else {
        line.clear();
      }
    }
    return line;
  }

  /** Copies the newest buckets since the last change point. Returns whether they are enough. */
  private boolean copyLast(Window window, int some) {
    window.copyLast(some, points);
    points.dropBeforeJumps();
    return points.areEnough();
  }
}
