package io.github.headroom.agent.derive.forecast;

/**
 * Thrashing where no pressure is told (v1, psi=0), by its signs: next to nothing is left but page
 * cache, that is dropped and read again within a second, and page faults wait for the storage.
 *
 * <p>Each sign by itself is harmless. Seen on 6.18, v1, in eight runs: readers of files larger than
 * the limit got on at full speed while 13,000 to 560,000 pages a second came back, with 0 to 32
 * major faults a second, near the limit too. A JVM whose own code was among the last 4 to 8 MiB
 * stood still, or came to a fifth of its speed, with 67 to 192; on a busy disk with 1 to 31, which
 * is not told.
 *
 * <p>Told late rather than wrongly: storage that serves fewer faults, and pages that come back from
 * swap, are told by pressure alone.
 */
final class Turnover {

  private static final double OVER_SECONDS = 10;

  /** Of the limit, what may be left. */
  private static final double LEFT_BEGINS = 0.125;

  private static final double LEFT_ENDS = 0.25;

  /** How often a second what is left comes back. */
  private static final double TIMES_BEGINS = 1;

  private static final double TIMES_ENDS = 0.25;
  private static final double MAJOR_BEGINS = 50;
  private static final double MAJOR_ENDS = 12;

  /** The smallest there is: with larger ones, less comes back than it seems to. */
  private static final double PAGE = 4096;

  private static final double LEAST_LEFT = 1 << 20;

  private boolean begun;
  private double sinceSeconds;
  private double sinceRefaults;
  private double sinceMajor;
  private double times;
  private double major;
  private boolean now;

  void restart() {
    begun = false;
    now = false;
  }

  /** Takes a tick in; whether the group thrashes. */
  boolean add(Tick tick) {
    if (!tick.fileFaultsKnown() || !tick.headroomKnown()) {
      restart();
      return false;
    }
    if (!begun) {
      begin(tick);
      return false;
    }
    double passed = tick.seconds() - sinceSeconds;
    if (passed >= OVER_SECONDS) {
      double left = Math.max(LEAST_LEFT, tick.headroom());
      times = (tick.fileRefaults() - sinceRefaults) * PAGE / passed / left;
      major = (tick.majorFaults() - sinceMajor) / passed;
      double share = tick.headroom() / tick.limit();
      now =
          now
              ? share <= LEFT_ENDS && times >= TIMES_ENDS && major >= MAJOR_ENDS
              : share <= LEFT_BEGINS && times >= TIMES_BEGINS && major >= MAJOR_BEGINS;
      begin(tick);
    }
    return now;
  }

  private void begin(Tick tick) {
    begun = true;
    sinceSeconds = tick.seconds();
    sinceRefaults = tick.fileRefaults();
    sinceMajor = tick.majorFaults();
  }

  String evidence() {
    return Evidence.turnover(times, major);
  }
}
