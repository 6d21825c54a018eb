package io.github.headroom.agent.cause;

import io.github.headroom.agent.sample.PlatformBeans;
import java.lang.management.GarbageCollectorMXBean;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much of the Java heap is garbage at least: the bytes allocated since the last
 * collection, less the share of them that a collection keeps. Objects that were in use after the
 * last collection may be garbage too; the estimate leaves them out.
 *
 * <p>The share that a collection keeps is (in use after it - in use after the one before) / (in use
 * before it - in use after the one before). The estimate takes the median of the last collections,
 * or the share of the last one where that is larger, since a leak may have begun.
 *
 * <p>The sampling thread counts collections and bytes in use at each tick. GcInfo has these figures
 * too, but loads classes of 2 MiB. At the tick after a collection at least as much is in use as
 * right after the collection, so the estimate errs towards less garbage. There is no estimate where
 * collections come faster than ticks.
 */
public final class Garbage {

  /** How many collections the median takes. */
  private static final int REMEMBERED = 8;

  /** Least number of collections for an estimate. */
  private static final int LEAST_KNOWN = 2;

  private final double[] shares = new double[REMEMBERED];
  private final double[] sorted = new double[REMEMBERED];
  private int known;
  private @Nullable List<GarbageCollectorMXBean> collectors;

  /** Whether there was a tick. */
  private boolean hasBegun;

  /** Bytes in use at the last tick. */
  private long usedBefore;

  /** Whether a collection ran between two ticks. */
  private boolean hasCollected;

  // The sampling thread writes them, the count last; a look reads them.
  private volatile long usedAfterCollection;
  private volatile double keptShare = 1;
  private volatile long collections;

  /**
   * Reads this JVM's heap. The sampling thread calls it at each tick, once the JVM's beans are
   * loaded. It allocates nothing.
   */
  public void tick() {
    List<GarbageCollectorMXBean> beans = collectors;
    if (beans == null) {
      beans = predictable(PlatformBeans.ofThisJvm().collectors());
      collectors = beans;
    }
    long count = collections(beans);
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    if (collections(beans) == count) {
      add(count, used);
    }
  }

  /**
   * The collectors whose collections return all garbage; none for Shenandoah. A cycle of Shenandoah
   * empties only as many regions as fit into free memory, and leaves much garbage.
   */
  static List<GarbageCollectorMXBean> predictable(List<GarbageCollectorMXBean> beans) {
    boolean predictable = beans.isEmpty() || !beans.get(0).getName().startsWith("Shenandoah");
    return predictable ? beans : Collections.emptyList();
  }

  /**
   * Collections so far, by the collectors that free memory. The beans of pauses (ZGC, Shenandoah)
   * and of G1's concurrent cycles count parts of a collection.
   */
  static long collections(List<GarbageCollectorMXBean> beans) {
    long sum = 0;
    for (int i = 0; i < beans.size(); i++) {
      String name = beans.get(i).getName();
      if (!name.endsWith(" Pauses") && !name.equals("G1 Concurrent GC")) {
        sum += Math.max(0, beans.get(i).getCollectionCount());
      }
    }
    return sum;
  }

  /**
   * Adds the reading of a tick.
   *
   * @param count collections so far
   * @param used bytes in use
   */
  void add(long count, long used) {
    long countBefore = collections;
    if (hasBegun && count != countBefore) {
      long allocated = usedBefore - usedAfterCollection;
      if (hasCollected && count == countBefore + 1 && allocated > 0) {
        double share = (used - usedAfterCollection) / (double) allocated;
        remember(Math.min(1, Math.max(0, share)));
      }
      hasCollected = true;
      usedAfterCollection = used;
    }
    hasBegun = true;
    usedBefore = used;
    collections = count;
  }

  private void remember(double share) {
    shares[known % REMEMBERED] = share;
    known++;
    int size = Math.min(known, REMEMBERED);
    for (int i = 0; i < size; i++) {
      int at = i;
      for (; at > 0 && sorted[at - 1] > shares[i]; at--) {
        sorted[at] = sorted[at - 1];
      }
      sorted[at] = shares[i];
    }
    keptShare = known < LEAST_KNOWN ? 1 : Math.max(share, sorted[size / 2]);
  }

  /**
   * Bytes that a collection returns at least; 0 without an estimate. Any thread may call it.
   *
   * @param heap the heap now
   */
  long leastBytes(Heap heap) {
    long count = heap.collections();
    if (count != collections) {
      return 0; // a collection since the last tick has freed it
    }
    long allocated = heap.used() - usedAfterCollection;
    double share = keptShare;
    return heap.collections() == count ? Math.max(0, (long) (allocated * (1 - share))) : 0;
  }
}
