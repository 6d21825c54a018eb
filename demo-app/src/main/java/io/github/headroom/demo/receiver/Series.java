package io.github.headroom.demo.receiver;

import java.util.Arrays;
import java.util.SortedMap;

/** The last points of one metric with one set of attributes, in the order they arrived: a ring. */
final class Series {
  private static final int FIRST_CAPACITY = 64;

  final String name;
  final String unit;
  final SortedMap<String, String> attributes;

  private final int capacity;
  private long[] cursors;
  private long[] times;
  private double[] values;
  private int start;
  private int size;

  Series(Point first, int capacity) {
    this.name = first.name();
    this.unit = first.unit();
    this.attributes = first.attributes();
    this.capacity = capacity;
    int now = Math.min(FIRST_CAPACITY, capacity);
    this.cursors = new long[now];
    this.times = new long[now];
    this.values = new double[now];
  }

  /** Adds a point; at full capacity the oldest goes. */
  void add(long cursor, long timeMillis, double value) {
    if (size == times.length && size < capacity) {
      // Not wrapped yet: it only wraps once the capacity is reached.
      int grown = Math.min(size * 2, capacity);
      cursors = Arrays.copyOf(cursors, grown);
      times = Arrays.copyOf(times, grown);
      values = Arrays.copyOf(values, grown);
    }
    int end = (start + size) % times.length;
    cursors[end] = cursor;
    times[end] = timeMillis;
    values[end] = value;
    if (size < times.length) {
      size++;
    } else {
      start = (start + 1) % times.length;
    }
  }

  int size() {
    return size;
  }

  /** Index 0 is the oldest point held. */
  long cursor(int index) {
    return cursors[(start + index) % times.length];
  }

  long timeMillis(int index) {
    return times[(start + index) % times.length];
  }

  double value(int index) {
    return values[(start + index) % times.length];
  }
}
