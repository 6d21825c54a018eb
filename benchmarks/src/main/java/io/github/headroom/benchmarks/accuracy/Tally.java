package io.github.headroom.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Numbers of one figure, and what they say. */
final class Tally {

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  void add(boolean hit) {
    values.add(hit ? 1.0 : 0.0);
  }

  int count() {
    return values.size();
  }

  double quantile(double of) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    Collections.sort(values);
    return values.get((int) Math.min(values.size() - 1L, Math.round(of * (values.size() - 1))));
  }

  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  String percentOf(double fraction) {
    return values.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f %%", fraction * 100);
  }

  /** "7 % / 21 %" */
  String medianAndP90() {
    return percentOf(quantile(0.5)) + " / " + percentOf(quantile(0.9));
  }

  /** "98.6 % of 142" */
  String share() {
    return values.isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%.1f %% of %d", mean() * 100, values.size());
  }
}
