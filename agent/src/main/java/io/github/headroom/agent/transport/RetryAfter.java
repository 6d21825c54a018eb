package io.github.headroom.agent.transport;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Parses the Retry-After header (RFC 9110, 10.2.3): seconds, or a date such as {@code Sun, 06 Nov
 * 1994 08:49:37 GMT}.
 */
final class RetryAfter {

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final long NANOS = 1_000_000_000L;

  /** Keeps nanoseconds and sums of them from overflowing. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / 4 / NANOS;

  private RetryAfter() {}

  /**
   * Returns the wait from now, in ns; 0 if the header is missing, invalid, negative or in the past.
   */
  static long nanos(@Nullable String value, long nowMillis) {
    if (value == null) {
      return 0;
    }
    try {
      long seconds =
          value.length() == 29 && value.endsWith(" GMT")
              ? date(value) - nowMillis / 1000
              : Long.parseLong(value);
      return Math.min(Math.max(0, seconds), MAX_SECONDS) * NANOS;
    } catch (NumberFormatException | DateTimeException e) {
      return 0;
    }
  }

  /** Returns the seconds since 1970. java.time's formatter would load about a hundred classes. */
  private static long date(String value) {
    int month = MONTHS.indexOf(value.substring(8, 11));
    if (month < 0 || month % 3 != 0) {
      throw new NumberFormatException(value);
    }
    return LocalDate.of(number(value, 12, 16), month / 3 + 1, number(value, 5, 7)).toEpochDay()
            * 86400L
        + number(value, 17, 19) * 3600L
        + number(value, 20, 22) * 60L
        + number(value, 23, 25);
  }

  private static int number(String value, int from, int to) {
    return Integer.parseInt(value.substring(from, to));
  }
}
