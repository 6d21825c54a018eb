package io.github.headroom.agent.record;

/** Formats a time as ISO 8601 in UTC, without the classes that java.time loads. */
public final class UtcTime {

  private static final long DAY_SECONDS = 24 * 60 * 60;

  /** Days from 1 March of year 0 to 1 January 1970. */
  private static final long DAYS_TO_1970 = 719_468;

  private static final int DAYS_OF_400_YEARS = 146_097;

  private UtcTime() {}

  /** Appends a time to the second, for the years 1970 to 9999. */
  static void append(long epochMillis, StringBuilder out) {
    long seconds = epochMillis / 1000;
    int ofDay = (int) (seconds % DAY_SECONDS);
    date((int) (seconds / DAY_SECONDS + DAYS_TO_1970), out);
    out.append('T');
    two(ofDay / 3600, out);
    out.append(':');
    two(ofDay / 60 % 60, out);
    out.append(':');
    two(ofDay % 60, out);
    out.append('Z');
  }

  /** Formats a time to the millisecond, for the years 1970 to 9999. */
  public static String withMillis(long epochMillis) {
    StringBuilder text = new StringBuilder();
    append(epochMillis, text);
    int millis = (int) (epochMillis % 1000);
    text.setLength(text.length() - 1);
    text.append(millis < 10 ? ".00" : millis < 100 ? ".0" : ".").append(millis);
    return text.append('Z').toString();
  }

  /**
   * Appends the date. With years that begin in March, the leap day is the last day of a year, and
   * five months have 153 days (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms",
   * civil_from_days).
   */
  private static void date(int days, StringBuilder out) {
    int era = days / DAYS_OF_400_YEARS;
    int ofEra = days % DAYS_OF_400_YEARS;
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * ofYear + 2) / 153; // 0 is March
    int year = era * 400 + yearOfEra + (month >= 10 ? 1 : 0);
    out.append(year).append('-');
    two(month < 10 ? month + 3 : month - 9, out);
    out.append('-');
    two(ofYear - (153 * month + 2) / 5 + 1, out);
  }

  private static void two(int number, StringBuilder out) {
    out.append(number < 10 ? "0" : "").append(number);
  }
}
