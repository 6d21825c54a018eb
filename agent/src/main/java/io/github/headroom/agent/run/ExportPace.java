package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;

/**
 * Decides when an export is due: at its interval, and near the end at once and then every second,
 * so that the backend has recent figures before a kill.
 *
 * <p>There is at most one minute of these fast exports. A new minute begins when the headroom has
 * fallen to half of its value at the beginning of the last one, or after the end was not near for
 * one interval. A container that lives close to its limit thus pays for one minute, and one that
 * dies slowly is reported to the end. Allocates nothing.
 */
final class ExportPace {

  static final int MOST_IN_A_ROW = 60;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LONGEST_CALM_NANOS = 60 * SECOND_NANOS;

  /** 146 years: half the largest distance between two values of System.nanoTime. */
  private static final long NEVER_NANOS = 1L << 62;

  /**
   * A fast export that is due this soon uses the current tick, so that two passes do not follow
   * each other.
   */
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
   * @param intervalNanos the regular interval, in ns
   * @param now the time of System.nanoTime, in ns, as in all methods
   */
  ExportPace(long intervalNanos, long now) {
    this.intervalNanos = intervalNanos;
    this.calmNanos = Math.min(intervalNanos, LONGEST_CALM_NANOS);
    this.nextRegular = now + intervalNanos;
  }

  /** Ends all exports, because there is nowhere to export to. */
  void stop(long now) {
    stopped = true;
    nextRegular = now + NEVER_NANOS;
  }

  boolean isDue(long now) {
    return now - nextRegular >= 0 || (hurries() && now - nextHurried >= -SOON_NANOS);
  }

  /** Returns when the next export is due unless the outlook changes. */
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

  /** Takes in the outlook of the tick at that time. It may make an export due. */
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
