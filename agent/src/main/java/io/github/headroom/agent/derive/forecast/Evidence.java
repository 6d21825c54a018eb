package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/** The reason of a verdict, in one sentence. */
public final class Evidence {

  /** Bytes. */
  private static final double MIB = 1 << 20;

  private static final double FARTHEST_SECONDS = Season.FARTHEST * Season.DAY;

  private Evidence() {}

  static String growing(
      @Nullable MemoryArea culprit,
      double rate,
      double seen,
      double left,
      double low,
      double high) {
    return who(culprit)
        + " by "
        + rate(rate)
        + " (over the last "
        + time(seen)
        + "); "
        + mebibytes(left)
        + " of headroom left; OOM kill expected in "
        + between(low, high);
  }

  static String spike(@Nullable MemoryArea culprit, double rate, double left) {
    return who(culprit)
        + " by "
        + rate(rate)
        + " at once; "
        + mebibytes(left)
        + " of headroom left, less than the last step took";
  }

  static String thrashing(double share, boolean refaultsSeen) {
    return "every task waited for memory "
        + Math.round(share * 100)
        + " % of the last seconds"
        + (refaultsSeen ? ", and dropped pages were read again" : "");
  }

  static String turnover(double times, double majorFaults) {
    return "the page cache that is left is dropped and read again "
        + (times < 10 ? String.valueOf(Math.round(times * 10) / 10.0) : Math.round(times))
        + " times a second, with "
        + Math.round(majorFaults)
        + " page faults a second that wait for storage";
  }

  private static String who(@Nullable MemoryArea culprit) {
    return (culprit == null ? "what cannot be reclaimed" : culprit.word()) + " grows";
  }

  private static String rate(double bytesASecond) {
    return mebibytes(bytesASecond) + "/s";
  }

  /** Two decimals below 10 MiB, none above. */
  static String mebibytes(double bytes) {
    double mebibytes = bytes / MIB;
    if (mebibytes >= 9.995) {
      return Math.round(mebibytes) + " MiB";
    }
    long hundredths = Math.round(mebibytes * 100);
    return hundredths / 100 + "." + hundredths % 100 / 10 + hundredths % 10 + " MiB";
  }

  /**
   * The earliest and the latest time, in one phrase; one time where both are beyond the horizon.
   */
  public static String between(double low, double high) {
    return low > FARTHEST_SECONDS ? time(low) : time(low) + " to " + time(high);
  }

  /** A time for people, in seconds, minutes or hours; no number for a time beyond the horizon. */
  public static String time(double seconds) {
    if (seconds > FARTHEST_SECONDS) {
      return "more than " + Season.FARTHEST + " days";
    }
    if (seconds < 120) {
      return Math.round(seconds) + " s";
    }
    return seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
  }
}
