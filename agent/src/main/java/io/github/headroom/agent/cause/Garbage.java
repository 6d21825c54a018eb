package io.github.headroom.agent.cause;

import io.github.headroom.agent.sample.PlatformBeans;
import java.lang.management.GarbageCollectorMXBean;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of the Java heap is certainly garbage: what was allocated since the last collection,
 * less the share of it that a collection keeps. What was in use after the last collection may be
 * garbage too, but nothing here knows it.
 *
 * <p>The share kept by a collection is (in use after it - in use after the one before) / (in use
 * before it - in use after the one before). The median of the last collections counts, or the share
 * of the last one where that is larger: a leak may have begun.
 *
 * <p>The sampling thread counts collections and bytes in use at each tick, so GcInfo is not needed,
 * which loads classes of 2 MiB. What is in use at the tick after a collection is at least what was
 * in use right after it: the estimate errs towards less. Of collections that come faster than ticks
 * nothing is known.
 */
public final class Garbage {

  private static final int REMEMBERED = 8;

  /** Collections whose share is known; with fewer there is no estimate. */
  private static final int LEAST_KNOWN = 2;

  private final double[] shares = new double[REMEMBERED];
  private final double[] sorted = new double[REMEMBERED];
  private int known;
  private @Nullable List<GarbageCollectorMXBean> collectors;

  /** Whether there was a tick, and bytes in use at the last one. */
  private boolean hasBegun;

  private long before;

  /** Whether a collection was seen between two ticks. */
  private boolean hasCollected;

  // Written by the sampling thread, read by a look. The count is written last.
  private volatile long after;
  private volatile double kept = 1;
  private volatile long collections;

  /**
   * Looks at this JVM's heap. For the sampling thread, at each tick; makes no garbage. Not before
   * the JVM's beans are known to be there.
   */
  public void tick() {
    List<GarbageCollectorMXBean> beans = collectors;
    if (beans == null) {
      beans = known(PlatformBeans.ofThisJvm().collectors());
      collectors = beans;
    }
    long count = collections(beans);
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    if (collections(beans) == count) {
      take(count, used);
    }
  }

  /**
   * None where it is Shenandoah that collects: a cycle moves objects out of as many regions only as
   * there is free room for, and returns far less than there is.
   */
  static List<GarbageCollectorMXBean> known(List<GarbageCollectorMXBean> beans) {
    boolean known = beans.isEmpty() || !beans.get(0).getName().startsWith("Shenandoah");
    return known ? beans : Collections.emptyList();
  }

  /**
   * Collections so far, by those collectors whose collections give memory back. The beans of pauses
   * (ZGC, Shenandoah) and of G1's concurrent cycles count parts of one.
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

  /** As {@link #tick}, of a heap with so many collections so far and bytes in use. */
  void take(long count, long used) {
    long counted = collections;
    if (hasBegun && count != counted) {
      long allocated = before - after;
      if (hasCollected && count == counted + 1 && allocated > 0) {
        remember(Math.min(1, Math.max(0, (used - after) / (double) allocated)));
      }
      hasCollected = true;
      after = used;
    }
    hasBegun = true;
    before = used;
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
    kept = known < LEAST_KNOWN ? 1 : Math.max(share, sorted[size / 2]);
  }

  /**
   * Bytes that a collection would return at least; 0 where nothing is known or it would return
   * none. For any thread.
   *
   * @param heap as it is now
   */
  long atLeast(Heap heap) {
    long count = heap.collections();
    if (count != collections) {
      return 0; // a collection since the last tick has taken it
    }
    long allocated = heap.used() - after;
    double share = kept;
    return heap.collections() == count ? Math.max(0, (long) (allocated * (1 - share))) : 0;
  }
}
