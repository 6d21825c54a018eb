package io.github.headroom.agent.relief;

import io.github.headroom.agent.sample.VmOptions;
import org.jspecify.annotations.Nullable;

/**
 * Min/MaxHeapFreeRatio of this JVM: how much of the heap a full collection leaves free. They are
 * lowered for one collection and restored after it.
 */
final class HeapRatios {

  static final String MIN = "MinHeapFreeRatio";
  static final String MAX = "MaxHeapFreeRatio";
  private static final String MIN_LOWERED = "5";
  private static final String MAX_LOWERED = "10";

  private final VmOptions options;

  /** The values to restore; null if there is nothing to restore. */
  private volatile @Nullable String minBefore;

  private volatile @Nullable String maxBefore;

  HeapRatios(VmOptions options) {
    this.options = options;
  }

  /**
   * Lowers both ratios.
   *
   * @throws ReflectiveOperationException if one cannot be read or set. {@link #restore()} is needed
   *     in any case
   */
  void lower() throws ReflectiveOperationException {
    restore(); // otherwise the lowered values would be taken for the original ones
    String min = options.get(MIN);
    String max = options.get(MAX);
    if (min == null || max == null) {
      throw new ReflectiveOperationException("MinHeapFreeRatio and MaxHeapFreeRatio are gone");
    }
    minBefore = min;
    maxBefore = max;
    options.set(MIN, MIN_LOWERED); // first, because it must not be above the other
    options.set(MAX, MAX_LOWERED);
  }

  /** Returns whether a ratio is lowered and still has to be restored. */
  boolean areLowered() {
    return minBefore != null || maxBefore != null;
  }

  /**
   * Restores the lowered ratios, if there are any.
   *
   * @throws ReflectiveOperationException if one cannot be read or set. A later call tries it again
   */
  void restore() throws ReflectiveOperationException {
    try {
      restore(MAX, MAX_LOWERED, maxBefore);
      maxBefore = null;
    } finally {
      restore(MIN, MIN_LOWERED, minBefore);
      minBefore = null;
    }
  }

  /** Restores one ratio, unless it was set by somebody else in the meantime. */
  private void restore(String name, String lowered, @Nullable String before)
      throws ReflectiveOperationException {
    if (before != null && lowered.equals(options.get(name))) {
      options.set(name, before);
    }
  }
}
