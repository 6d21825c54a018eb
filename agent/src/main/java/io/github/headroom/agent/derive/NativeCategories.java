package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/** Which areas the categories of Native Memory Tracking belong to (nmt/memTag.hpp). */
final class NativeCategories {

  private NativeCategories() {}

  /** All that the collector has committed beside the heap. */
  static long gc(Rows categories) {
    return sumOfGc(categories, Sample.NATIVE_COMMITTED);
  }

  /** Bitmaps, cards, mark stacks: committed for the heap's size, of which little may be touched. */
  static long gcMapped(Rows categories) {
    return sumOfGc(categories, Sample.NATIVE_MAPPED);
  }

  /** Remembered sets above all. */
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
   * What malloc gave the JVM itself: symbols, compiler arenas, classes' tables. What it has mapped
   * is in the other areas, or is copies of the CDS archive's pages. Memory taken through Unsafe,
   * direct buffers among it, is the application's: "Other", or in Java 8, which lacks that,
   * "Internal".
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
