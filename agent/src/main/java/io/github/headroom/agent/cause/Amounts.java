package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.Evidence;

/** Formats numbers for the sentences of findings. */
final class Amounts {

  private Amounts() {}

  /** A count with a comma between groups of three digits: {@code 3,100}. */
  static String count(long number) {
    StringBuilder text = new StringBuilder(String.valueOf(number));
    int first = number < 0 ? 1 : 0;
    for (int at = text.length() - 3; at > first; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }

  /** Two counts, before and now: {@code 200 -> 3,100}. */
  static String counts(long before, long now) {
    return count(before) + " -> " + count(now);
  }

  /** Two sizes, before and now: {@code 80 -> 610 MiB}. */
  static String bytes(long before, long now) {
    String from = Bytes.mebibytes(before);
    return from.substring(0, from.length() - " MiB".length()) + " -> " + Bytes.mebibytes(now);
  }

  /** A duration: {@code in 10 min}. */
  static String span(double seconds) {
    return "in " + Evidence.time(seconds);
  }
}
