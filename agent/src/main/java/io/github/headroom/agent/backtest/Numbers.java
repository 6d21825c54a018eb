package io.github.headroom.agent.backtest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/** Formats numbers. */
final class Numbers {

  /** The year 2001: an earlier time has another origin. */
  private static final double CALENDAR_FROM = 978_307_200;

  private static final double FARTHEST = 253_402_300_800.0;

  private Numbers() {}

  /** Formats to thousandths, without an exponent, for JSON and CSV. */
  static String plain(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    return BigDecimal.valueOf(number)
        .setScale(3, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Formats a date and time to the second; seconds where the time has another origin than 1970. */
  static String time(double seconds) {
    return seconds >= CALENDAR_FROM && seconds < FARTHEST
        ? Instant.ofEpochSecond((long) Math.floor(seconds)).toString()
        : plain(seconds) + " s";
  }

  /** Formats a duration in its two largest units. */
  static String span(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 120) {
      return whole + " s";
    }
    long minutes = whole / 60;
    if (minutes < 120) {
      return minutes + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
    }
    long hours = minutes / 60;
    if (hours < 48) {
      return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }

  /** Formats bytes as MiB, to a tenth. */
  static String mebibytes(double bytes) {
    double tenths = Math.rint(bytes / (1 << 20) * 10) / 10;
    return plain(tenths) + " MiB";
  }

  /** Formats a count with separators: 40,320. */
  static String count(long number) {
    String digits = Long.toString(number);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        text.append(',');
      }
      text.append(digits.charAt(i));
    }
    return text.toString();
  }
}
