package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/**
 * Steady growth of what reclaim cannot free, in the longest window that is a straight line.
 *
 * <p>Simple rules cry wolf: a threshold on the working set counts page cache (the users' reports:
 * kubernetes/kubernetes#43916, starkware-libs/sequencer#14064), two points or least squares follow
 * every step and every morning's load. Here a window counts only if
 *
 * <ul>
 *   <li>it has no change point: it begins anew after a jump that is {@link #JUMP} of its range,
 *   <li>Sen's interval of its slope does not hold zero,
 *   <li>it does not slow down towards a level below the limit, nor speed up (a shorter window then
 *       tells the present slope),
 *   <li>what is left, beside the highest that came and went on top of it, lasts no longer than
 *       {@link #REACH} of the time that was seen,
 *   <li>the newest value still lies on the line, or no higher above it than what came and went.
 * </ul>
 *
 * <p>A window is looked at again when its newest bucket closes, and only if it could reach the
 * limit at all: a tick of a quiet container fits no line.
 */
final class Growth {

  static final int FEWEST_POINTS = 20;
  static final double SHORTEST_SECONDS = 15;

  static final double JUMP = 0.4;
  static final double REACH = 0.67;
  static final double FASTEST = 1.5;

  /** Of the limit: how far the newest value may lie from the line beside its noise. */
  static final double ASTRAY = 0.01;

  /** Of what is left, how much growth a window has seen that knows its pace well. */
  private static final double ENOUGH = 2;

  /** Of what is left, how much it has seen at least; less knows of noise alone. */
  private static final double LEAST = 0.5;

  /** The same of growth that is only suspected: a chance of a fifth that it goes on to the end. */
  private static final double FAINT = 0.25;

  /** Of the growth of a line, so many steps are looked for. */
  private static final int STEPS = 20;

  /**
   * How soon growth that rests is taken to have stopped; of twice the longest rest one in 17 goes
   * on.
   */
  private static final double SHARP = 4;

  /** What is asked of a line next is hardly less than so much of what was asked now. */
  private static final double LESS = 0.8;

  private static final int SHORTER = Window.LENGTH * 3 / 4;

  private final Line[] lines = new Line[Scales.COUNT];
  private final Line[] recent = new Line[Scales.COUNT];

  /** The bucket that was the newest when a recent line was looked at, by its number. */
  private final long[] lookedAt = new long[Scales.COUNT];

  private final Points points = new Points(Window.LENGTH);
  private final TheilSen fit = new TheilSen();
  private final Straightness straightness = new Straightness();

  Growth() {
    for (int i = 0; i < lines.length; i++) {
      lines[i] = new Line();
      recent[i] = new Line();
    }
  }

  /**
   * The scale of the longest straight window, -1 where there is none.
   *
   * @param ease 1 to find growth, greater to lose it: what grew must stop to be called still
   */
  int longest(Scales scales, Tick tick, double floor, double ease) {
    int found = -1;
    for (int scale = Scales.COUNT - 1; scale >= 0 && found < 0; scale--) {
      if (scales.moved(scale)) {
        refresh(scales, scale, tick, floor, ease);
      }
      if (lines[scale].straight && onTheLine(lines[scale], tick, floor, ease)) {
        found = scale;
      }
    }
    return found;
  }

  Line line(int scale) {
    return lines[scale];
  }

  /**
   * The line of the present growth: the shortest window that rises for sure and has seen {@link
   * #ENOUGH} of what is left; or a shorter one, of {@link #LEAST}, where the slope of the next does
   * not lie in its interval, for what bends is straight in a short window only (O. V. Lepski, "On a
   * problem of adaptive estimation in Gaussian white noise", Theory of Probability and its
   * Applications 35, 1991).
   */
  Line present(Scales scales, int longest, double headroom) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    Line present = lines[longest];
    for (int scale = 0; scale < longest; scale++) {
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
    Line whole = lines[longest];
    return whole.slope < low || whole.slope > high ? present : whole;
  }

  /**
   * The longest line that rises for sure, has seen {@link #FAINT} of what is left, and goes on to
   * lie under the newest value; null where there is none. It is too short to be told as growth, and
   * a part of the probability.
   *
   * @param room what is left, bytes: with half of what may or may not be freed
   */
  @Nullable Line faint(Scales scales, Tick tick, double floor, double room) {
    for (int scale = Scales.COUNT - 1; scale >= 0; scale--) {
      Window window = scales.window(scale);
      if (window.count() >= FEWEST_POINTS && (floor - window.oldestLow()) * 2 >= FAINT * room) {
        Line line = recent(scales, scale, FAINT * room);
        if (line.fitted
            && line.lowSlope > 0
            && line.stillToCome >= room
            && line.slope * line.span >= FAINT * room
            && onTheLine(line, tick, floor, 1)) {
          return line;
        }
      }
    }
    return null;
  }

  /**
   * The chance that growth has not stopped, by how long it rests: at times it has risen before, in
   * steps, and the longest rest between them is its measure. As much again is as likely as not;
   * twice that hardly is.
   */
  double goesOn(Scales scales, int scale, double now, double floor) {
    Line line = lines[scale];
    Window window = scales.window(scale);
    window.copyLast(window.count(), points);
    double step = line.slope * line.span / STEPS;
    double highest = Double.NEGATIVE_INFINITY;
    double since = now;
    double longest = 0;
    int begun = 0;
    for (int i = 0; i < points.count; i++) {
      if (now - points.seconds[i] > line.span + points.span() / points.count) {
        continue;
      }
      if (points.low[i] > highest + step || begun == 0) {
        longest = begun++ == 0 ? 0 : Math.max(longest, points.seconds[i] - since);
        highest = points.low[i];
        since = points.seconds[i];
      }
    }
    if (floor > highest + step || begun == 0) {
      return 1;
    }
    double usual = Math.max(longest, 3 * points.span() / points.count);
    double rests = (now - since) / usual;
    return 1 / (1 + Math.pow(rests, SHARP));
  }

  /**
   * The line of a window, whether it is straight or not; not fitted where it has too few points, or
   * cannot have risen by so many bytes. It is looked at when it is asked for, which can be hours
   * after the window moved.
   */
  private Line recent(Scales scales, int scale, double risen) {
    Line line = looked(scales, scale);
    if (!line.fitted && line.mostRisen >= risen) {
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
        line.look(points, straightness);
      } else {
        line.fitted = false;
        line.bend = 0;
        line.mostRisen = Double.NEGATIVE_INFINITY;
      }
    }
    return line;
  }

  /** The newest of a window since its change point; whether they are enough. */
  private boolean copyLast(Window window, int some) {
    window.copyLast(some, points);
    cutAtChangePoint();
    return points.count >= FEWEST_POINTS && points.span() >= SHORTEST_SECONDS;
  }

  private static boolean onTheLine(Line line, Tick tick, double floor, double ease) {
    double above = floor - line.at(tick.seconds());
    double astray = ease * (4 * line.noise + ASTRAY * tick.limit());
    return -astray <= above && above <= Math.max(astray, line.above);
  }

  private void refresh(Scales scales, int scale, Tick tick, double floor, double ease) {
    Window window = scales.window(scale);
    Line line = lines[scale];
    line.straight = false;
    int count = window.count();
    double grown = floor - window.oldestLow();
    double peak = window.highest() - window.oldestLow();
    if (count < FEWEST_POINTS || grown * 2 * REACH * ease < tick.headroom() - peak) {
      return;
    }
    Line whole = looked(scales, scale);
    if (mayBeStraight(whole, tick, ease)) {
      line.copyFrom(recent(scales, scale, 0));
      line.straight = isStraight(whole, tick, floor, ease);
    }
    if (!line.straight && count > SHORTER && copyLast(window, SHORTER)) {
      line.look(points, straightness);
      if (mayBeStraight(line, tick, ease)) {
        fit.fit(points);
        line.set(fit, points);
        line.straight = isStraight(line, tick, floor, ease);
      }
    }
  }

  /** Whether it is worth to be fitted. */
  private static boolean mayBeStraight(Line line, Tick tick, double ease) {
    return line.bend > 0
        && line.bend <= FASTEST * ease
        && line.stillToCome * ease >= Math.max(0, tick.headroom());
  }

  private static boolean isStraight(Line line, Tick tick, double floor, double ease) {
    double room = line.room(tick.seconds(), floor, floor + Math.max(0, tick.headroom()));
    return line.fitted && line.lowSlope > 0 && room <= line.slope * line.span * REACH * ease;
  }

  /** Forgets all before the largest jump, while that is most of what happened. */
  private void cutAtChangePoint() {
    while (points.count >= FEWEST_POINTS) {
      double smallest = points.low[0];
      double largest = points.low[0];
      double jump = 0;
      int at = 0;
      for (int i = 1; i < points.count; i++) {
        smallest = Math.min(smallest, points.low[i]);
        largest = Math.max(largest, points.low[i]);
        double here = Math.abs(points.low[i] - points.low[i - 1]);
        if (here > jump) {
          jump = here;
          at = i;
        }
      }
      if (jump <= JUMP * (largest - smallest)) {
        return;
      }
      points.dropFirst(at);
    }
  }
}
