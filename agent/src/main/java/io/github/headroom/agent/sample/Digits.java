package io.github.headroom.agent.sample;

/** Reads decimal numbers out of bytes, making no objects. */
final class Digits {

  private static final long MAX_BEFORE_DIGIT = Long.MAX_VALUE / 10;

  /** Where the number ended; the caller looks at what follows. */
  int end;

  /** The number, valid only after {@link #parse} said true. */
  long value;

  /**
   * Whether an unsigned number of at most 63 bits starts at {@code from}. A minus sign is not one:
   * the kernel's counters are unsigned, a negative one is a race in the kernel.
   */
  boolean parse(byte[] bytes, int from, int limit) {
    long sum = 0;
    int at = from;
    while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at] - '0';
      if (sum > MAX_BEFORE_DIGIT || (sum == MAX_BEFORE_DIGIT && digit > 7)) {
        return false;
      }
      sum = sum * 10 + digit;
      at++;
    }
    end = at;
    value = sum;
    return at > from;
  }
}
