package io.github.headroom.agent.derive.forecast;

/**
 * Thrashing: reclaim makes progress, so the kernel kills nobody, and no task makes progress either.
 * It is evaluated every ten seconds.
 *
 * <p>By pressure, where the kernel has it: all tasks wait for memory for a good part of the time,
 * while pages come back that were dropped a moment ago (admin-guide/cgroup-v2.rst, memory.pressure;
 * Documentation/accounting/psi.rst).
 *
 * <p>Else (v1, psi=0) by turnover: next to nothing is left but page cache, which is dropped and
 * read again within a second, and page faults wait for the storage. Each sign alone is harmless.
 * Measured on 6.18, v1, in eight runs: readers of files larger than the limit kept their full speed
 * with 13,000 to 560,000 refaults and 0 to 32 major faults per second, near the limit too. A JVM
 * whose own code was in the last 4 to 8 MiB of page cache stood still, or had a fifth of its speed,
 * with 67 to 192 major faults per second; on a busy disk with 1 to 31, which is not detected. The
 * rule prefers a late detection to a wrong one: slower storage, and pages that come back from swap,
 * are detected by pressure only.
 */
final class Thrashing {

  /** The time between two evaluations: the shortest average of memory.pressure (avg10), too. */
  private static final double OVER_SECONDS = 10;

  /** The share of the time for which all tasks wait, at which thrashing begins and ends. */
  private static final double WAIT_BEGINS = 0.2;

  /** A quarter, as with all signs: a verdict that begins and ends by turns helps nobody. */
  private static final double WAIT_ENDS = 0.05;

  /** By turnover: the headroom as a share of the limit. */
  private static final double LEFT_BEGINS = 0.125;

  /** Twice as much is left. */
  private static final double LEFT_ENDS = 0.25;

  /** How many times per second what is left comes back. */
  private static final double TIMES_BEGINS = 1;

  /** A quarter. */
  private static final double TIMES_ENDS = 0.25;

  /** Major faults per second. */
  private static final double MAJOR_BEGINS = 50;

  /** A quarter. */
  private static final double MAJOR_ENDS = 12;

  /** The smallest page, bytes: with larger ones the turnover is underestimated. */
  private static final double PAGE = 4096;

  /** A smaller headroom counts as this, bytes. */
  private static final double LEAST_LEFT = 1 << 20;

  private boolean byPressure;
  private boolean begun;
  private double sinceSeconds;
  private double sinceWaited;
  private double sinceRefaults;
  private double sinceMajor;

  /** Of the last ten seconds, the share in which all tasks waited. */
  private double waited;

  private boolean refaultsSeen;
  private double times;
  private double major;
  private boolean thrashes;

  /** Takes a tick. Returns whether the group thrashes. */
  boolean add(Tick tick) {
    boolean canSee = tick.pressureKnown() || (tick.fileFaultsKnown() && tick.headroomKnown());
    if (!canSee || byPressure != tick.pressureKnown()) {
      begun = false;
      thrashes = false;
    }
    byPressure = tick.pressureKnown();
    double passed = tick.seconds() - sinceSeconds;
    if (begun && passed >= OVER_SECONDS) {
      thrashes = byPressure ? waits(tick, passed) : turnsOver(tick, passed);
    }
    if (canSee && (!begun || passed >= OVER_SECONDS)) {
      begin(tick);
    }
    return thrashes;
  }

  private void begin(Tick tick) {
    begun = true;
    sinceSeconds = tick.seconds();
    sinceWaited = byPressure ? tick.pressureFullSeconds() : 0;
    sinceRefaults = refaults(tick);
    sinceMajor = byPressure ? 0 : tick.majorFaults();
  }

  /**
   * Refaulted pages: with pressure all of them, 0 where no counter is known; else those of files.
   */
  private double refaults(Tick tick) {
    if (!byPressure) {
      return tick.fileRefaults();
    }
    return tick.refaultsKnown() ? tick.refaults() : 0;
  }

  private boolean waits(Tick tick, double passed) {
    waited = (tick.pressureFullSeconds() - sinceWaited) / passed;
    refaultsSeen = tick.refaultsKnown() && tick.refaults() > sinceRefaults;
    boolean comesBack = !tick.refaultsKnown() || refaultsSeen;
    return thrashes ? waited >= WAIT_ENDS : waited >= WAIT_BEGINS && comesBack;
  }

  private boolean turnsOver(Tick tick, double passed) {
    double left = Math.max(LEAST_LEFT, tick.headroom());
    times = (tick.fileRefaults() - sinceRefaults) * PAGE / passed / left;
    major = (tick.majorFaults() - sinceMajor) / passed;
    double share = tick.headroom() / tick.limit();
    return thrashes
        ? share <= LEFT_ENDS && times >= TIMES_ENDS && major >= MAJOR_ENDS
        : share <= LEFT_BEGINS && times >= TIMES_BEGINS && major >= MAJOR_BEGINS;
  }

  /** The reason, in one sentence; has a meaning while the group thrashes. */
  String evidence() {
    return byPressure ? Evidence.thrashing(waited, refaultsSeen) : Evidence.turnover(times, major);
  }
}
