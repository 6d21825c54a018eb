package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/**
 * The warning of steady growth. It begins when a few ticks in a row find a line that is believed,
 * and ends soon after they find none any more.
 */
final class GrowthWarning {

  /** The probability that growth goes on to the end, at which a warning begins. */
  private static final double BEGINS = 1 / (1 + Growth.REACH);

  /** By this factor less is asked of growth once it is warned of. */
  static final double EASE = 2;

  /** The probability at which a warning ends. */
  private static final double ENDS = 1 / (1 + EASE * Growth.REACH);

  /** A warning begins with so many ticks in a row that agree: one noisy tick is none. */
  private static final int TICKS_TO_BEGIN = 3;

  /** A warning stands for a share of the line's span after the last tick that agreed; seconds. */
  private static final double HOLD_SHARE = 0.25;

  /** A collection every few seconds must not interrupt a warning. */
  private static final double SHORTEST_HOLD_SECONDS = 15;

  /** A warning ends within a minute of the growth. */
  private static final double LONGEST_HOLD_SECONDS = 55;

  /** Where ticks are rare, a tick that does not agree is followed by another one. */
  private static final double FEWEST_HOLD_TICKS = 2.5;

  /** The error of the headroom, bytes: each processor charges up to 64 pages in advance. */
  private static final double HEADROOM_ERROR = 1 << 20;

  private final FloorHistory history;
  private final AreaTrends areas;
  private final Growth growth = new Growth();
  private final BelievedLine found;
  private final Band band = new Band();

  private boolean stands;
  private int agreeing;
  private double lastAgreed;
  private double hold;
  private @Nullable MemoryArea culprit;
  private double low;
  private double mid;
  private double high;

  /** The probability that growth too short for a warning goes on to the end; 0 for none. */
  private double suspicion;

  private final Times suspected = new Times();

  GrowthWarning(FloorHistory history, AreaTrends areas) {
    this.history = history;
    this.areas = areas;
    found = new BelievedLine(history, areas, growth);
  }

  /** Takes a tick. Returns whether the warning stands. */
  boolean add(Tick tick) {
    double now = history.now();
    boolean agrees = found.find(tick, stands ? ENDS : BEGINS, stands ? EASE : 1);
    agreeing = agrees ? Math.min(agreeing + 1, TICKS_TO_BEGIN) : 0;
    if (agrees && (stands || agreeing == TICKS_TO_BEGIN)) {
      stands = true;
      lastAgreed = now;
      culprit = found.culprit();
      hold = hold();
    }
    if (stands && !agrees) {
      boolean fell = found.line().isLeftBelow(now, history.floor(), HOLD_SHARE);
      stands = !fell && now - lastAgreed <= hold;
    }
    if (stands) {
      estimate();
      stands = !Double.isInfinite(mid); // a new limit has moved the end beyond the horizon
    }
    if (!stands) {
      band.stop();
    }
    return stands;
  }

  private double hold() {
    double span = Math.min(LONGEST_HOLD_SECONDS, found.line().span * HOLD_SHARE);
    double ticks = FEWEST_HOLD_TICKS * history.step();
    return Math.max(Math.max(SHORTEST_HOLD_SECONDS, ticks), span);
  }

  /** Nine of ten times are between low and high, widened by the error of the headroom. */
  private void estimate() {
    found.findTimes();
    Times times = found.times();
    mid = times.quantile(0.5);
    double error = HEADROOM_ERROR / found.line().slope;
    low = band.low(Math.max(0, times.quantile(0.05) - error), mid);
    high = band.high(times.quantile(0.95) + error, mid);
    band.look(history.now(), low, mid, high);
  }

  /** The line that was found last. */
  BelievedLine line() {
    return found;
  }

  /** The area that grows most; null where none is identified. */
  @Nullable MemoryArea culprit() {
    return culprit;
  }

  /** Seconds to the end at the earliest, with even odds, and at the latest. */
  double low() {
    return low;
  }

  double mid() {
    return mid;
  }

  double high() {
    return high;
  }

  /**
   * Evaluates growth that is too short for a warning, at a full tick; with a time there is none.
   */
  void suspect(Tick tick, boolean hasTime) {
    double room = history.headroom() + history.doubtful() / 2;
    Line faint = hasTime ? null : growth.faint(history.scales, tick, history.floor(), room);
    suspicion = 0;
    if (faint != null) {
      areas.look(history.now(), faint);
      if (areas.reach(room, faint.slope)) {
        double left = room / faint.slope;
        double lasts = faint.span / (faint.span + BelievedLine.BURST_SECONDS);
        suspicion = lasts * history.chance(faint.slope, faint.span, left);
        suspected.clear();
        suspected.add(left * Spike.LOW);
        suspected.add(left);
        suspected.add(left / Spike.LOW);
      }
    }
  }

  /** The probability of a kill within that many seconds by suspected growth, 0 to 1. */
  double suspicion(double within) {
    return suspicion == 0 ? 0 : suspicion * suspected.share(within, 1);
  }
}
