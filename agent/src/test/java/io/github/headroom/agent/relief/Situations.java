package io.github.headroom.agent.relief;

/** Situations with a limit of 512 MiB and 40 MiB of headroom. */
final class Situations {

  static final long MIB = 1L << 20;

  private Situations() {}

  /**
   * Returns a heap of 300 MiB with 60 MiB live, and 150 MiB from malloc. It grows, and the kill is
   * a minute away.
   */
  static Situation near() {
    Situation now = new Situation();
    now.known = true;
    now.seconds = System.nanoTime() / 1e9;
    now.age = 600;
    now.limit = 512 * MIB;
    now.usage = 472 * MIB;
    now.expected = 40 * MIB;
    now.growing = true;
    now.midSeconds = 60;
    now.highSeconds = 90;
    now.heapKnown = true;
    now.heapUsed = 200 * MIB;
    now.heapCommitted = 300 * MIB;
    now.heapResident = 300 * MIB;
    now.heapMaxKnown = true;
    now.heapMax = 400 * MIB;
    now.liveKnown = true;
    now.liveBytes = 60 * MIB;
    now.nativeOtherKnown = true;
    now.nativeOther = 150 * MIB;
    return now;
  }
}
