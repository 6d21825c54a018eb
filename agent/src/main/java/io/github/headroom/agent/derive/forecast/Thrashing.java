package io.github.headroom.agent.derive.forecast;

/**
 * All tasks wait for memory a good part of the time, while pages come back that were dropped a
 * moment ago: the kernel's reclaim makes progress, so it kills nobody, and nobody gets on either
 * (admin-guide/cgroup-v2.rst, memory.pressure; Documentation/accounting/psi.rst). Where pressure is
 * not told, see {@link Turnover}.
 */
final class Thrashing {

  private static final double OVER_SECONDS = 10;
  private static final double BEGINS = 0.2;
  private static final double ENDS = 0.05;

  private final Turnover turnover = new Turnover();
  private boolean byPressure;
  private boolean begun;
  private double sinceSeconds;
  private double sinceFull;
  private double sinceRefaults;

  /** Of the last ten seconds, that in which every task waited. */
  private double share;

  private boolean refaultsSeen;
  private boolean now;

  void restart() {
    begun = false;
    now = false;
  }

  /** Takes a tick in; whether the group thrashes. */
  boolean add(Tick tick) {
    byPressure = tick.pressureKnown();
    if (!byPressure) {
      restart();
      return turnover.add(tick);
    }
    turnover.restart();
    if (!begun) {
      begin(tick);
      return false;
    }
    double passed = tick.seconds() - sinceSeconds;
    if (passed >= OVER_SECONDS) {
      share = (tick.pressureFullSeconds() - sinceFull) / passed;
      refaultsSeen = tick.refaultsKnown() && tick.refaults() > sinceRefaults;
      boolean refaults = !tick.refaultsKnown() || refaultsSeen;
      now = now ? share >= ENDS : share >= BEGINS && refaults;
      begin(tick);
    }
    return now;
  }

  private void begin(Tick tick) {
    begun = true;
    sinceSeconds = tick.seconds();
    sinceFull = tick.pressureFullSeconds();
    sinceRefaults = tick.refaultsKnown() ? tick.refaults() : 0;
  }

  /** Why, in one sentence; has a meaning while it thrashes. */
  String evidence() {
    return byPressure ? Evidence.thrashing(share, refaultsSeen) : turnover.evidence();
  }
}
