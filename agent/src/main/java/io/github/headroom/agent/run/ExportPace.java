package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;

/**
 * When exports are due: at their interval, and while the end is near at once and every second, so
 * that the backend has the last picture before a kill. Not more than a minute of them in a row,
 * which begins anew when the headroom has come to half of what it was at its beginning, or when the
 * end was not near for an interval: a container that lives close to its limit pays a minute, one
 * that slowly dies is seen to its end. Makes no garbage.
 */
final class ExportPace {

  static final int MOST_IN_A_ROW = 60;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LONGEST_CALM_NANOS = 60 * SECOND_NANOS;

  /** 146 years, half of what two times may be apart. */
  private static final long NEVER_NANOS = 1L << 62;

  /** One that is due so soon goes out with the tick that is there: no two passes side by side. */
  private static final long SOON_NANOS = SECOND_NANOS / 4;

  private final long intervalNanos;
  private final long calmNanos;
  private long nextRegular;
  private long nextHurried;
  private int hurriedLeft;
  private double headroomAtStart;
  private boolean near;
  private boolean begun;
  private boolean stopped;
  private long calmSince;

  /**
   * @param now as all other times of System.nanoTime
   */
  ExportPace(long intervalNanos, long now) {
    this.intervalNanos = intervalNanos;
    this.calmNanos = Math.min(intervalNanos, LONGEST_CALM_NANOS);
    this.nextRegular = now + intervalNanos;
  }

  /** There is nobody to export to: none is due any more. */
  void stop(long now) {
    stopped = true;
    nextRegular = now + NEVER_NANOS;
  }

  boolean isDue(long now) {
    return now - nextRegular >= 0 || (hurries() && now - nextHurried >= -SOON_NANOS);
  }

  /** When the next one is due, unless something changes. */
  long next() {
    return hurries() && nextHurried - nextRegular < 0 ? nextHurried : nextRegular;
  }

  void exported(long now) {
    nextRegular = TickLoop.after(now, nextRegular, intervalNanos);
    if (hurries()) {
      hurriedLeft--;
      nextHurried = TickLoop.after(now + SOON_NANOS, nextHurried, SECOND_NANOS);
    }
  }

  /** Looks at the outlook of the tick at that time, which may make an export due. */
  void look(Outlook outlook, long now) {
    boolean was = near;
    near = outlook.isEndNear();
    if (!near) {
      calmSince = was ? now : calmSince;
      return;
    }
    double headroom = headroom(outlook.latest());
    boolean returned = !was && (!begun || now - calmSince >= calmNanos);
    if (returned || headroom < headroomAtStart / 2) {
      headroomAtStart = headroom;
      nextHurried = hurries() ? nextHurried : now;
      hurriedLeft = MOST_IN_A_ROW;
      begun = true;
    }
  }

  private boolean hurries() {
    return near && hurriedLeft > 0 && !stopped;
  }

  private static double headroom(Figures figures) {
    return figures.known(Figure.HEADROOM_EXPECTED) ? figures.whole(Figure.HEADROOM_EXPECTED) : 0;
  }
}
