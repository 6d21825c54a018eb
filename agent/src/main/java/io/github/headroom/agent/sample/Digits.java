package io.github.headroom.agent.sample;

/**
 * Reads decimal numbers out of bytes, making no objects: every number that a kernel prints, from
 * -2^63 to 2^64 - 1.
 */
final class Digits {

  /** v1's largest limit before 3.19 is 2^64 - 1, after it 2^63 - 1 in whole pages (64 bits). */
  private static final long UNLIMITED_FROM = 1L << 62;

  /** The same of 32 bits: PAGE_COUNTER_MAX is LONG_MAX pages there (linux/page_counter.h). */
  private static final long UNLIMITED_ON_32_BITS = 0x7fffffffL << 12;

  /** The largest of 64 bits without its last digit, 2^64 / 10. */
  private static final long MAX_BEFORE_DIGIT = 1844674407370955161L;

  /** Where the number ended; the caller looks at what follows. */
  int end;

  /** The 64 bits of the number: from 2^63 on it is negative. Valid after a successful parse. */
  long value;

  /** Whether a number of at most 64 bits, with a minus sign or without, starts there. */
  boolean parse(byte[] bytes, int from, int limit) {
    boolean negative = from < limit && bytes[from] == '-';
    int first = negative ? from + 1 : from;
    long sum = 0;
    int at = first;
    while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at] - '0';
      if (sum < 0 || sum > MAX_BEFORE_DIGIT || (sum == MAX_BEFORE_DIGIT && digit > 5)) {
        return false;
      }
      sum = sum * 10 + digit;
      at++;
    }
    if (negative && sum < 0) {
      return false;
    }
    end = at;
    value = negative ? -sum : sum;
    return at > first;
  }

  /**
   * The number as a count, 0 where it is negative: a counter that is for a moment below 0, since
   * each processor adds to a part of its own, is printed with a minus sign or as nearly 2^64.
   */
  long count() {
    return Math.max(0, value);
  }

  /**
   * Whether the number, as a limit, says that there is none: the largest that the kernel has, by
   * its version, word length and page size, and -1.
   */
  boolean unlimited() {
    return value < 0 || value >= UNLIMITED_FROM || value == UNLIMITED_ON_32_BITS;
  }
}
