package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Takes histograms of the heap's classes, each right after a collection, when most objects are
 * alive.
 *
 * <p>The JVM stops all threads for a histogram, and some collectors take memory for it. A histogram
 * is left out where the pause would be long, or where too little of the container's memory or of
 * the Java heap is left for it.
 */
final class BoundedHistogram {

  private static final long MIB = 1L << 20;
  private static final double GIB = 1L << 30;

  /** Longest pause that headroom.cause=auto allows. */
  private static final double MOST_SECONDS = 0.5;

  /** Longest wait for a collection. */
  private static final double SECONDS_TO_WAIT = 10;

  /** Pause in seconds per GiB in use, measured with the smallest objects. */
  private static final double PACE = 0.6;

  private static final double PACE_OF_SHENANDOAH = 0.75;
  private static final double PACE_OF_ZGC = 1.5;

  /** Headroom for Serial, Parallel and G1, which take less than 1 MiB for a histogram. */
  private static final long LEAST_ROOM = 8 * MIB;

  /** Shenandoah takes a 64th of -Xmx for each histogram, ZGC tens of MiB for the first. */
  private static final long LEAST_ROOM_OF_CONCURRENT = 16 * MIB;

  private static final int SHARE_OF_CONCURRENT = 32;

  /** With more classes than this, the text alone takes several MiB. */
  private static final long MANY_CLASSES = 20_000;

  private static final long ROOM_FOR_MANY_CLASSES = 16 * MIB;

  /** Java heap for the text and its parts: some 55 bytes a class, several times. */
  private static final long FREE_HEAP = 8 * MIB;

  private static final long FREE_HEAP_A_CLASS = 256;

  /** Largest part of the heap in swap, 1/n: a histogram reads each page of the heap. */
  private static final int SHARE_IN_SWAP = 16;

  private final Heap heap;
  private final Room room;
  private final boolean pausesAreBounded;

  /** Seconds per GiB in use of the last histogram; 0 before the first. */
  private double measuredPace;

  private double pauseSeconds;
  private double waitedSeconds;
  private @Nullable String obstacle;

  BoundedHistogram(Heap heap, Room room, boolean pausesAreBounded) {
    this.heap = heap;
    this.room = room;
    this.pausesAreBounded = pausesAreBounded;
  }

  /** Waits for a collection and takes a histogram; null where it is left out. */
  @Nullable Histogram take(Sample now) throws Exception {
    obstacle = shortOfHeadroom(now);
    if (obstacle != null) {
      return null;
    }
    long start = heap.nanos();
    awaitCollection(now, start);
    // The headroom may be smaller now. The collection has freed garbage.
    long used = heap.used();
    obstacle = used > 0 ? obstacle(now, used) : null;
    if (obstacle != null || used <= 0) {
      return null;
    }
    long stopped = heap.nanos();
    Histogram histogram = Histogram.of(heap.histogram());
    pauseSeconds = (heap.nanos() - stopped) / 1e9;
    waitedSeconds = (stopped - start) / 1e9;
    measuredPace = pauseSeconds / (used / GIB);
    return histogram;
  }

  /** Seconds that the last histogram waited for a collection. */
  double waitedSeconds() {
    return waitedSeconds;
  }

  /** The pause of the last histogram, for the end of a finding's sentence. */
  String pauseText() {
    return " (stopped for " + Math.round(pauseSeconds * 1000) + " ms)";
  }

  /** Why the last histogram was left out; null where it was taken. */
  @Nullable String whyLeftOut() {
    return obstacle == null ? null : "no histogram of the Java heap for the cause: " + obstacle;
  }

  private @Nullable String obstacle(Sample now, long used) {
    String found = shortOfHeadroom(now);
    found = found == null ? shortOfFreeHeap(now, used) : found;
    found = found == null ? tooMuchSwap(now, used) : found;
    return found == null && pausesAreBounded ? tooLongPause(now, used) : found;
  }

  private @Nullable String shortOfHeadroom(Sample now) {
    return shortage(neededRoom(now), room.bytes(), "headroom");
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

  /** An OutOfMemoryError of the agent's own ends a JVM with -XX:+ExitOnOutOfMemoryError. */
  private @Nullable String shortOfFreeHeap(Sample now, long used) {
    long classes = now.known(Field.CLASSES) ? now.value(Field.CLASSES) : MANY_CLASSES;
    long needed = FREE_HEAP + FREE_HEAP_A_CLASS * classes;
    return shortage(needed, Math.max(0, heap.max() - used), "free Java heap");
  }

  private static @Nullable String shortage(long needed, long left, String what) {
    return left >= needed
        ? null
        : "it needs "
            + Bytes.mebibytes(needed)
            + " of "
            + what
            + ", "
            + Bytes.mebibytes(left)
            + " are left";
  }

  private static @Nullable String tooMuchSwap(Sample now, long used) {
    long swapped = now.known(Field.VM_SWAP) ? now.value(Field.VM_SWAP) : 0;
    return swapped <= used / SHARE_IN_SWAP
        ? null
        : Bytes.mebibytes(swapped)
            + " of the process are in swap, more than a 16th of the "
            + Bytes.mebibytes(used)
            + " in use";
  }

  private @Nullable String tooLongPause(Sample now, long used) {
    double seconds = expectedSeconds(now, used);
    return seconds <= MOST_SECONDS
        ? null
        : "it would stop the application for "
            + Math.round(seconds * 1000)
            + " ms, headroom.cause=auto allows "
            + Math.round(MOST_SECONDS * 1000)
            + " ms";
  }

  /** At least half of the usual pace: the last histogram may have met easier objects. */
  private double expectedSeconds(Sample now, long used) {
    double pace = PACE;
    if (hasCollector(now, "Shenandoah")) {
      pace = PACE_OF_SHENANDOAH;
    } else if (hasCollector(now, "ZGC")) {
      pace = PACE_OF_ZGC;
    }
    pace /= heap.processorShare();
    return (measuredPace > 0 ? Math.max(measuredPace, pace / 2) : pace) * used / GIB;
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
   * Waits for a collection, but only while enough headroom is left: three quarters of it, and half
   * of what exceeds the need. Headroom is known as of the last tick, so the time in which it falls
   * by so much bounds the wait, too.
   */
  private void awaitCollection(Sample now, long start) {
    long before = heap.collections();
    long left = room.bytes();
    long enough = Math.max(left / 4 * 3, left - (left - neededRoom(now)) / 2);
    double secondsToEnough = room.seconds() * (left - enough) / left;
    double most = 1e9 * Math.min(SECONDS_TO_WAIT, secondsToEnough);
    while (heap.collections() == before && heap.nanos() - start < most && room.bytes() > enough) {
      heap.pause();
    }
  }
}
