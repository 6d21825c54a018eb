package io.github.headroom.agent.backtest;

/** Times of a history. */
final class Instants {

  private static final double MILLIS_FROM = 1e11;
  private static final double MICROS_FROM = 1e14;
  private static final double NANOS_FROM = 1e17;

  private Instants() {}

  /** Whether it can be a time of a history: within three thousand years of 1970. */
  static boolean isTime(double seconds) {
    return Math.abs(seconds) < MILLIS_FROM; // false for NaN
  }

  /**
   * Converts a time to seconds since 1970. Milliseconds, microseconds and nanoseconds are
   * recognized by their size: as seconds they would be after the year 5000.
   */
  static double seconds(double number) {
    double size = Math.abs(number);
    if (size >= NANOS_FROM) {
      return number / 1e9;
    }
    if (size >= MICROS_FROM) {
      return number / 1e6;
    }
    return size >= MILLIS_FROM ? number / 1e3 : number;
  }

  /**
   * Seconds since 1970 of {@code 2026-11-30T01:02:03.5Z}. T may be a space, the seconds or their
   * fraction may be missing, and Z may be {@code +01:00}, {@code +0100}, {@code UTC} or missing,
   * which is UTC. NaN for any other text.
   */
  static double ofIso(String text) {
    int end = text.length();
    if (end < 16
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || (text.charAt(10) != 'T' && text.charAt(10) != ' ')
        || text.charAt(13) != ':') {
      return Double.NaN;
    }
    int at = 16;
    int seconds = 0;
    double fraction = 0;
    if (end >= 19 && text.charAt(16) == ':') {
      seconds = digits(text, 17, 19);
      at = 19;
      if (at < end && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
        at++;
        for (double unit = 0.1; at < end && isDigit(text.charAt(at)); at++) {
          fraction += unit * (text.charAt(at) - '0');
          unit /= 10;
        }
      }
    }
    int day = days(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
    int hours = digits(text, 11, 13);
    int minutes = digits(text, 14, 16);
    int offset = offset(text.substring(at));
    if (day == NONE || hours > 24 || minutes > 59 || seconds > 60 || offset == NONE) {
      return Double.NaN;
    }
    if (hours < 0 || minutes < 0 || seconds < 0) {
      return Double.NaN;
    }
    return day * 86_400.0 + hours * 3600 + minutes * 60 + seconds + fraction - offset;
  }

  private static final int NONE = Integer.MIN_VALUE;

  /** Seconds east of Greenwich. Spaces may surround it; UTC or GMT may replace it or follow it. */
  private static int offset(String of) {
    String text = of.trim();
    if (text.endsWith("UTC") || text.endsWith("GMT")) {
      text = text.substring(0, text.length() - 3).trim();
    }
    if (text.isEmpty() || text.equals("Z") || text.equals("z")) {
      return 0;
    }
    boolean colon = text.length() == 6 && text.charAt(3) == ':';
    boolean sign = text.charAt(0) == '+' || text.charAt(0) == '-';
    if (!sign || !(colon || text.length() == 5 || text.length() == 3)) {
      return NONE;
    }
    int hours = digits(text, 1, 3);
    int minutes = text.length() == 3 ? 0 : digits(text, text.length() - 2, text.length());
    if (hours < 0 || minutes < 0) {
      return NONE;
    }
    return (text.charAt(0) == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }

  /** Days since 1970; {@link #NONE} for an invalid date. */
  private static int days(int year, int month, int day) {
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
      return NONE;
    }
    int fromMarch = (month + 9) % 12;
    int years = year - (month < 3 ? 1 : 0);
    int leaps = Math.floorDiv(years, 4) - Math.floorDiv(years, 100) + Math.floorDiv(years, 400);
    return 365 * years + leaps + (306 * fromMarch + 5) / 10 + day - 1 - 719_468;
  }

  /** The number; negative where a character is no digit. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(text.charAt(i))) {
        return -1;
      }
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
