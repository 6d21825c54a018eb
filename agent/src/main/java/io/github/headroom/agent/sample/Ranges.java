package io.github.headroom.agent.sample;

import java.util.Arrays;

/**
 * Address ranges, lowest first. Room grows with their number, up to {@value #MOST}: 256 KiB. Linux
 * lets a process have 65,530 mappings (vm.max_map_count), of which those of one kind touch mostly.
 * Addresses are unsigned but below 2^63 in user space.
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

  /** Appends a range, joined to the one before where they touch; one too many is only counted. */
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

  /** Bytes of the ranges held. */
  long bytes() {
    return bytes;
  }

  /** Bytes of the ranges held, and of those for which there was no room. */
  long allBytes() {
    return bytes + missed;
  }
}
