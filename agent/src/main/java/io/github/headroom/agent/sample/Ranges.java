package io.github.headroom.agent.sample;

/**
 * Address ranges, lowest first, a bounded number of them. Addresses are unsigned but below 2^63 in
 * user space.
 */
final class Ranges {

  private final long[] starts;
  private final long[] ends;
  private int size;
  private long missed;

  Ranges(int most) {
    starts = new long[most];
    ends = new long[most];
  }

  void clear() {
    size = 0;
    missed = 0;
  }

  /** Appends a range, joined to the one before where they touch; one too many is only counted. */
  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    if (size > 0 && ends[size - 1] == start) {
      ends[size - 1] = end;
    } else if (size < starts.length) {
      starts[size] = start;
      ends[size] = end;
      size++;
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
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += ends[i] - starts[i];
    }
    return sum;
  }

  /** Bytes of the ranges for which there was no room. */
  long missedBytes() {
    return missed;
  }
}
