package io.github.headroom.agent.derive.forecast;

import java.nio.ByteBuffer;

/**
 * The floor, which is what reclaim cannot free, the end, at which the kernel kills, and the floor's
 * history. A new limit moves the end alone: the floor continues from its last value, so that what
 * was observed under the old limit still counts.
 */
final class FloorHistory {

  /** A rise may have begun earlier than it looks like a line, by this factor. */
  private static final double BEFORE = 6;

  final Scales scales = new Scales();
  final Season day = Season.ofDay();
  final Season week = Season.ofWeek();
  private final Rises rises = new Rises();

  private boolean begun;
  private double firstAt;
  private double now;

  /** Seconds between the last two ticks; 0 after the first. */
  private double step;

  private double limit;
  private double headroom;

  /** What reclaim may free beside the headroom, with even odds; bytes. */
  private double doubtful;

  /** Added to floor and end, bytes: they go on where they were as another limit begins to bind. */
  private double offset;

  private double floor;
  private double end;

  /** The number of ticks, up to {@link Points#FEWEST}. */
  private int ticks;

  /** Takes a tick whose headroom is known. Returns whether the limit has changed. */
  boolean add(Tick tick) {
    boolean isNewLimit = begun && tick.limit() != limit;
    if (isNewLimit) {
      offset = floor - tick.floor();
    }
    limit = tick.limit();
    headroom = Math.max(0, tick.headroom());
    doubtful = tick.limit() - tick.end();
    floor = tick.floor() + offset;
    end = tick.end() + offset;
    step = begun ? tick.seconds() - now : 0;
    now = tick.seconds();
    firstAt = begun ? firstAt : now;
    begun = true;
    ticks = Math.min(ticks + 1, Points.FEWEST);
    scales.add(now, floor);
    day.add(now, floor);
    week.add(now, floor);
    rises.add(now, floor);
    return isNewLimit;
  }

  /** Writes the shapes of the day and of the week. */
  void putShape(ByteBuffer out) {
    day.put(now, offset, out);
    week.put(now, offset, out);
  }

  /** Reads shapes that were written at that time. Returns false where they are not whole. */
  boolean inherit(double seconds, ByteBuffer in) {
    return day.inherit(seconds, in) && week.inherit(seconds, in);
  }

  /** Whether there were enough ticks for a verdict. */
  boolean isLongEnough() {
    return ticks == Points.FEWEST;
  }

  /** Seconds since the first tick. */
  double age() {
    return now - firstAt;
  }

  double now() {
    return now;
  }

  double step() {
    return step;
  }

  double headroom() {
    return headroom;
  }

  double doubtful() {
    return doubtful;
  }

  double floor() {
    return floor;
  }

  double end() {
    return end;
  }

  /**
   * The probability that growth goes on to the end. Of what has lasted for some time, half lasts
   * for as long again, and a third for twice as long (J. R. Gott, "Implications of the Copernican
   * principle for our future prospects", Nature 363, 1993). Each rise of its kind that came back
   * counts as one more trial, and so does nearly the same level at this time of yesterday, and of a
   * week ago.
   *
   * @param slope bytes per second
   * @param known the seconds for which the growth was observed
   * @param left the seconds until the end
   */
  double chance(double slope, double known, double left) {
    double base = scales.lowest(now, BEFORE * known);
    double nearly = base + (floor - base) / Rises.LARGER;
    int alike = rises.alike(floor - base, slope);
    alike += day.held(nearly) ? 1 : 0;
    alike += week.held(nearly) ? 1 : 0;
    int went = rises.count(end + doubtful / 2 - base, slope);
    return (went + known / (known + left)) / (alike + 1);
  }
}
