package io.github.headroom.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Median, smallest and largest of some values. */
record Spread(double median, double min, double max, int count) {

  static Spread of(Collection<? extends Number> values) {
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      throw new IllegalArgumentException("no values");
    }
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow(), n);
  }

  /** "12.3 (11.9-12.8)", each less the base. */
  String beyond(double base, String format) {
    return number(format, median - base)
        + (count == 1
            ? ""
            : " (" + number(format, min - base) + " to " + number(format, max - base) + ")");
  }

  static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
