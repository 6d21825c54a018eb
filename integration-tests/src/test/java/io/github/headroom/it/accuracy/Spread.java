package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Quantile;
import java.util.List;
import java.util.Locale;

/** Median and 90th percentile of some errors' size; the least and the greatest error. */
record Spread(double median, double p90, double least, double greatest) {

  /** Of at least one error. */
  static Spread of(List<Double> errors) {
    List<Double> sizes = errors.stream().map(Math::abs).toList();
    return new Spread(
        Quantile.of(sizes, 0.5),
        Quantile.of(sizes, 0.9),
        errors.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        errors.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f, %.2f", median, p90);
  }
}
