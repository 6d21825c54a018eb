package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of the heap's classes, each right after a collection, when most of what is found is
 * alive.
 *
 * <p>The JVM stops all threads for a histogram, and some collectors take memory for it: it is left
 * out where the pause would be long, or where so little is left, of the container or of the Java
 * heap, that it could be the end.
 */
final class BoundedHistogram {

  private static final long MIB = 1L << 20;
  private static final double GIB = 1L << 30;

  private static final double MOST_SECONDS = 0.5;
  private static final double SECONDS_TO_WAIT = 10;

  /** Seconds a GiB in use, as measured with the smallest objects. */
  private static final double PACE = 0.6;

  private static final double PACE_OF_SHENANDOAH = 0.75;
  private static final double PACE_OF_ZGC = 1.5;

  /** Serial, Parallel and G1 take less than 1 MiB for it. */
  private static final long LEAST_ROOM = 8 * MIB;

  /** Shenandoah takes a 64th of -Xmx at each, ZGC tens of MiB at the first. */
  private static final long LEAST_ROOM_OF_CONCURRENT = 16 * MIB;

  private static final int SHARE_OF_CONCURRENT = 32;

  /** From so many classes on, the text alone takes MiB. */
  private static final long MANY_CLASSES = 20_000;

  private static final long ROOM_FOR_MANY_CLASSES = 16 * MIB;

  /** Java heap for its text and what is made of it: some 55 bytes a class, several times. */
  private static final long FREE_HEAP = 8 * MIB;

  private static final long FREE_HEAP_A_CLASS = 256;

  /** A heap of which more than this share is in swap is not walked: each page would be read. */
  private static final int SHARE_IN_SWAP = 16;

  private final Heap heap;
  private final Room room;
  private final boolean pausesAreBounded;

  /** Of the last histogram, seconds a GiB in use; 0: none was made. */
  private double measured;

  private double took;
  private double waited;
  private @Nullable String leftOut;

  BoundedHistogram(Heap heap, Room room, boolean pausesAreBounded) {
    this.heap = heap;
    this.room = room;
    this.pausesAreBounded = pausesAreBounded;
  }

  /** A histogram now, after a wait for a collection; null where it is left out. */
  @Nullable Histogram take(Sample now) throws Exception {
    leftOut = lackOfRoom(now);
    if (leftOut != null) {
      return null;
    }
    long start = heap.nanos();
    awaitCollection(now, start);
    // The room may have gone meanwhile, and garbage has.
    long used = heap.used();
    leftOut = used > 0 ? lack(now, used) : null;
    if (leftOut != null || used <= 0) {
      return null;
    }
    long stopped = heap.nanos();
    Histogram histogram = Histogram.of(heap.histogram());
    took = (heap.nanos() - stopped) / 1e9;
    waited = (stopped - start) / 1e9;
    measured = took / (used / GIB);
    return histogram;
  }

  /** Seconds that the last one waited for a collection. */
  double waitedSeconds() {
    return waited;
  }

  /** What the last one has cost the application, as the sentence of a finding has it at its end. */
  String stopped() {
    return " (stopped for " + Math.round(took * 1000) + " ms)";
  }

  /** Why the last one was left out, with what it needs and what is there; null where it was not. */
  @Nullable String leftOut() {
    return leftOut == null ? null : "no histogram of the Java heap for the cause: " + leftOut;
  }

  private @Nullable String lack(Sample now, long used) {
    String lack = lackOfRoom(now);
    lack = lack == null ? lackOfFreeHeap(now, used) : lack;
    lack = lack == null ? swap(now, used) : lack;
    return lack == null && pausesAreBounded ? pause(now, used) : lack;
  }

  private @Nullable String lackOfRoom(Sample now) {
    return lack(neededRoom(now), room.bytes(), "of headroom");
  }

  private long neededRoom(Sample now) {
    boolean concurrent = hasCollector(now, "Shenandoah") || hasCollector(now, "ZGC");
    long needed =
        concurrent ? LEAST_ROOM_OF_CONCURRENT + heap.max() / SHARE_OF_CONCURRENT : LEAST_ROOM;
    if (!now.known(Field.CLASSES) || now.value(Field.CLASSES) > MANY_CLASSES) {
      needed += ROOM_FOR_MANY_CLASSES;
    }
    return needed;
  }

  /** Without it the agent's own OutOfMemoryError could end a JVM that exits at the first. */
  private @Nullable String lackOfFreeHeap(Sample now, long used) {
    long classes = now.known(Field.CLASSES) ? now.value(Field.CLASSES) : MANY_CLASSES;
    long needed = FREE_HEAP + FREE_HEAP_A_CLASS * classes;
    return lack(needed, Math.max(0, heap.max() - used), "free in it");
  }

  private static @Nullable String lack(long needed, long there, String what) {
    return there >= needed
        ? null
        : Bytes.mebibytes(needed) + " " + what + " are needed, " + Bytes.mebibytes(there) + " left";
  }

  private static @Nullable String swap(Sample now, long used) {
    long swapped = now.known(Field.VM_SWAP) ? now.value(Field.VM_SWAP) : 0;
    return swapped <= used / SHARE_IN_SWAP
        ? null
        : Bytes.mebibytes(swapped) + " are in swap, a 16th of " + Bytes.mebibytes(used) + " may be";
  }

  private @Nullable String pause(Sample now, long used) {
    double seconds = expected(now, used);
    return seconds <= MOST_SECONDS
        ? null
        : "it would stop the application for "
            + Math.round(seconds * 1000)
            + " ms, "
            + Math.round(MOST_SECONDS * 1000)
            + " ms are allowed with headroom.cause=auto";
  }

  /** Seconds; the pace of the last histogram counts, which may have found easier objects. */
  private double expected(Sample now, long used) {
    double pace = PACE;
    if (hasCollector(now, "Shenandoah")) {
      pace = PACE_OF_SHENANDOAH;
    } else if (hasCollector(now, "ZGC")) {
      pace = PACE_OF_ZGC;
    }
    pace /= heap.processorShare();
    return (measured > 0 ? Math.max(measured, pace / 2) : pace) * used / GIB;
  }

  private static boolean hasCollector(Sample now, String name) {
    Rows collectors = now.collectors();
    for (int i = 0; i < collectors.size(); i++) {
      if (collectors.name(i).startsWith(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Or until a quarter of what is left has gone, or half of what is more than needed: by the room
   * as of the last tick, and by the time in which so much goes.
   */
  private void awaitCollection(Sample now, long start) {
    long before = heap.collections();
    long left = room.bytes();
    long enough = Math.max(left / 4 * 3, left - (left - neededRoom(now)) / 2);
    double goes = room.seconds() * (left - enough) / left;
    double most = 1e9 * Math.min(SECONDS_TO_WAIT, goes);
    while (heap.collections() == before && heap.nanos() - start < most && room.bytes() > enough) {
      heap.pause();
    }
  }
}
