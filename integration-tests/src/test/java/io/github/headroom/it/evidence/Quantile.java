package io.github.headroom.it.evidence;

import java.util.Collection;
import java.util.List;

/** Quantiles that are numbers of the collection itself, nothing between two of them. */
public final class Quantile {

  private Quantile() {}

  /**
   * Of at least one number: the smallest that so large a share is not above.
   *
   * @param share from 0 to 1
   */
  public static <T extends Comparable<T>> T of(Collection<T> numbers, double share) {
    List<T> sorted = numbers.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
  }
}
