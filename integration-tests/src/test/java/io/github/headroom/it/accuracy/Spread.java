package io.github.headroom.it.accuracy;

import java.util.List;
import java.util.Locale;

/** Median and 90th percentile of some errors' size; the least and the greatest error. */
record Spread(double median, double p90, double least, double greatest) {

  /** Of at least one error. */
  static Spread of(List<Double> errors) {
    List<Double> sizes = errors.stream().map(Math::abs).sorted().toList();
    return new Spread(
        quantile(sizes, 0.5),
        quantile(sizes, 0.9),
        errors.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        errors.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  /** Of at least one number: the smallest that so large a share is not above. */
  static double quantile(List<Double> sorted, double share) {
    return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f, %.2f", median, p90);
  }
}
