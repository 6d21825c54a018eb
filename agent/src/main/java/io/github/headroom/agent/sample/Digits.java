package io.github.headroom.agent.sample;

/**
 * Parses decimal numbers without allocation: every number that a kernel prints, from -2^63 to 2^64
 * - 1.
 */
final class Digits {

  /**
   * The largest limit of v1 is 2^64 - 1 before 3.19, and since then 2^63 - 1 in whole pages (64
   * bits).
   */
  private static final long UNLIMITED_FROM = 1L << 62;

  /**
   * The largest limit on 32 bits: PAGE_COUNTER_MAX is LONG_MAX pages there (linux/page_counter.h).
   */
  private static final long UNLIMITED_ON_32_BITS = 0x7fffffffL << 12;

  /** The largest number of 64 bits without its last digit, 2^64 / 10. */
  private static final long MAX_BEFORE_DIGIT = 1844674407370955161L;

  /** The index after the number. The caller checks what follows. */
  int end;

  /** The 64 bits of the number; negative from 2^63 on. Valid after a successful parse. */
  long value;

  /** Whether a number of at most 64 bits starts there, with or without a minus sign. */
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
   * The number as a count; 0 where it is negative. Each processor adds to its own part of a
   * counter, so the sum may be below 0 for a short time. The kernel then prints a minus sign or
   * nearly 2^64.
   */
  long count() {
    return Math.max(0, value);
  }

  /**
   * Whether the number, as a limit, means "no limit": -1, or the kernel's largest number, which
   * depends on its version, word length and page size.
   */
  boolean unlimited() {
    return value < 0 || value >= UNLIMITED_FROM || value == UNLIMITED_ON_32_BITS;
  }
}
