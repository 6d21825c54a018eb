package io.github.headroom.agent.sample;

import java.util.Arrays;

/**
 * Address ranges, lowest first. The arrays grow to at most {@value #MOST} ranges: 256 KiB. Linux
 * allows 65,530 mappings per process (vm.max_map_count), and those of one kind are mostly adjacent.
 * Addresses are unsigned, but below 2^63 in user space.
 */
final class Ranges {

  static final int MOST = 1 << 14;

  private static final int FIRST = 32;

  private final int most;
  private long[] starts;
  private long[] ends;
  private int size;
  private long bytes;
  private long missed;

  Ranges() {
    this(MOST);
  }

  Ranges(int most) {
    this.most = most;
    starts = new long[Math.min(FIRST, most)];
    ends = new long[starts.length];
  }

  void clear() {
    size = 0;
    bytes = 0;
    missed = 0;
  }

  /**
   * Appends a range, and joins it to the last one if they touch. Without room, only its bytes are
   * counted.
   */
  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    if (size > 0 && ends[size - 1] == start) {
      ends[size - 1] = end;
      bytes += end - start;
    } else if (size < most) {
      if (size == starts.length) {
        int room = Math.min(2 * size, most);
        starts = Arrays.copyOf(starts, room);
        ends = Arrays.copyOf(ends, room);
      }
      starts[size] = start;
      ends[size] = end;
      size++;
      bytes += end - start;
    } else {
      missed += end - start;
    }
  }

  int size() {
    return size;
  }

  long start(int at) {
    return starts[at];
  }

  long end(int at) {
    return ends[at];
  }

  /** Bytes of the stored ranges. */
  long bytes() {
    return bytes;
  }

  /** Bytes of the stored ranges and of those without room. */
  long allBytes() {
    return bytes + missed;
  }
}
