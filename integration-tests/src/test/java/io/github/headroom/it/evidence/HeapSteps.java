package io.github.headroom.it.evidence;

import java.util.Map;

/**
 * What a heap takes faster than its program does, while no thread of the JVM can look: the agent's
 * stands still in a pause like every other.
 */
final class HeapSteps {

  private static final String COMMITTED = "jvm.memory.committed ";

  /** ZGC's medium pages: 1/32 of the largest heap, 32 MiB at most (zHeuristics.cpp). */
  private static final double MEDIUM_PAGE_SHARE = 1.0 / 32;

  private static final double LARGEST_MEDIUM_PAGE = 32 << 20;

  private HeapSteps() {}

  static boolean growsHeap(RecordedScene scene) {
    return scene.area().orElse("").equals("java_heap");
  }

  /** Whether the heap is shared memory to the kernel: ZGC maps a memfd (zPhysicalMemoryBacking). */
  static boolean isShared(RecordedScene scene) {
    return growsHeap(scene) && scene.collector().equals("zgc");
  }

  /**
   * Bytes a second that are allocated, with what becomes garbage: it fills the young generation.
   */
  static double allocationRate(RecordedScene scene) {
    return scene.rate() + scene.argument("--garbage");
  }

  /**
   * Bytes that come at once. Serial, Parallel and G1: a collection copies what lives of the young
   * generation, at most all that is committed for it, before it lets go of the original. ZGC: a
   * medium page is committed as a whole.
   *
   * @param sample the figures of the last one
   */
  static double of(RecordedScene scene, Map<String, Double> sample) {
    if (!growsHeap(scene)) {
      return 0;
    }
    if (isShared(scene)) {
      double largest = 0;
      for (Map.Entry<String, Double> figure : sample.entrySet()) {
        if (figure.getKey().startsWith("jvm.memory.limit ") && isHeap(figure.getKey())) {
          largest = Math.max(largest, figure.getValue());
        }
      }
      return Math.min(largest * MEDIUM_PAGE_SHARE, LARGEST_MEDIUM_PAGE);
    }
    double young = 0;
    for (Map.Entry<String, Double> figure : sample.entrySet()) {
      String key = figure.getKey();
      if (key.startsWith(COMMITTED) && (key.contains("Eden") || key.contains("Survivor"))) {
        young += figure.getValue();
      }
    }
    return young;
  }

  private static boolean isHeap(String key) {
    return key.contains(" heap");
  }
}
