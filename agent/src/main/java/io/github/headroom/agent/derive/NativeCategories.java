package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/**
 * Maps the categories of Native Memory Tracking to areas (nmt/memTag.hpp). All results are bytes.
 */
final class NativeCategories {

  private NativeCategories() {}

  /** Memory that the collector has committed, without the heap. */
  static long gc(Rows categories) {
    return sumOfGc(categories, Sample.NATIVE_COMMITTED);
  }

  /**
   * Bitmaps, cards and mark stacks: committed in proportion to the heap's size, and often hardly
   * touched.
   */
  static long gcMapped(Rows categories) {
    return sumOfGc(categories, Sample.NATIVE_MAPPED);
  }

  /** Mostly remembered sets. */
  static long gcMalloc(Rows categories) {
    return Math.max(0, gc(categories) - gcMapped(categories));
  }

  private static long sumOfGc(Rows categories, int column) {
    long sum = 0;
    for (int i = 0; i < categories.size(); i++) {
      if (isGc(categories.name(i)) && categories.known(i, column)) {
        sum += categories.value(i, column);
      }
    }
    return sum;
  }

  /**
   * Memory that malloc gave to the JVM itself: symbols, compiler arenas, class tables. Mapped
   * memory is excluded: other areas count it, or it is a copy of the CDS archive's pages. Memory
   * taken through Unsafe, including direct buffers, belongs to the application: category "Other",
   * in Java 8 "Internal".
   */
  static long other(Rows categories) {
    String ofUnsafe = categories.indexOf("Other") >= 0 ? "Other" : "Internal";
    long sum = 0;
    for (int i = 0; i < categories.size(); i++) {
      String name = categories.name(i);
      if (!isGc(name)
          && !name.equals(ofUnsafe)
          && categories.known(i, Sample.NATIVE_COMMITTED)
          && categories.known(i, Sample.NATIVE_MAPPED)) {
        long malloc =
            categories.value(i, Sample.NATIVE_COMMITTED)
                - categories.value(i, Sample.NATIVE_MAPPED);
        sum += Math.max(0, malloc);
      }
    }
    return sum;
  }

  private static boolean isGc(String name) {
    return name.equals("GC") || name.equals("GCCardSet");
  }
}
