package io.github.headroom.agent.settings;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Durations in autoconfigure's format: {@code 10s}, {@code 500ms}, {@code 1m}. A plain number is
 * ms.
 */
final class DurationText {

  private DurationText() {}

  /**
   * Returns the duration in ms, rounded down, at most Long.MAX_VALUE; may be negative. Null if the
   * text is no duration.
   */
  static @Nullable Long millis(String text) {
    int end = text.length();
    while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
      end--;
    }
    TimeUnit unit = unit(text.substring(end).trim());
    if (unit == null) {
      return null;
    }
    try {
      return unit.toMillis(Long.parseLong(text.substring(0, end).trim()));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable TimeUnit unit(String text) {
    if (text.isEmpty() || text.equals("ms")) {
      return TimeUnit.MILLISECONDS;
    } else if (text.equals("s")) {
      return TimeUnit.SECONDS;
    } else if (text.equals("m")) {
      return TimeUnit.MINUTES;
    } else if (text.equals("h")) {
      return TimeUnit.HOURS;
    } else if (text.equals("d")) {
      return TimeUnit.DAYS;
    } else if (text.equals("us")) {
      return TimeUnit.MICROSECONDS;
    } else if (text.equals("ns")) {
      return TimeUnit.NANOSECONDS;
    }
    return null;
  }

  /** Returns the shortest exact text for a number of milliseconds. */
  static String of(long millis) {
    if (millis >= 86_400_000 && millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    } else if (millis >= 3_600_000 && millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    } else if (millis > 60_000 && millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    } else if (millis >= 1000 && millis % 1000 == 0) {
      return millis / 1000 + "s";
    }
    return millis + "ms";
  }
}
