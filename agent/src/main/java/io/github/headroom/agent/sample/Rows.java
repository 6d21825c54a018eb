package io.github.headroom.agent.sample;

import org.jspecify.annotations.Nullable;

/**
 * Figures of several named things: heap pools, collectors, NMT categories, ancestors. The number of
 * columns is fixed, the number of rows is bounded, and rows are filled in place.
 */
public final class Rows {

  private final int columns;
  private final @Nullable String[] names;
  private final Readings readings;
  private int size;

  Rows(int maxRows, int columns) {
    this.columns = columns;
    this.names = new String[maxRows];
    this.readings = new Readings(maxRows * columns);
  }

  public int size() {
    return size;
  }

  int columns() {
    return columns;
  }

  public String name(int row) {
    String name = names[row];
    if (row >= size || name == null) {
      throw new IndexOutOfBoundsException("row " + row + " of " + size);
    }
    return name;
  }

  /** The row of that name; -1 for none, as {@link String#indexOf(String)} returns. */
  public int indexOf(String name) {
    for (int i = 0; i < size; i++) {
      if (name.equals(names[i])) {
        return i;
      }
    }
    return -1;
  }

  public State state(int row, int column) {
    return readings.state(row * columns + column);
  }

  public boolean known(int row, int column) {
    return state(row, column) == State.KNOWN;
  }

  /**
   * The number.
   *
   * @throws IllegalStateException there is no number
   */
  public long value(int row, int column) {
    return readings.value(row * columns + column);
  }

  void clear() {
    size = 0;
    readings.fill(State.ABSENT);
  }

  /**
   * Appends a row. Check {@link #full()} before.
   *
   * @return its index
   */
  int add(String name) {
    names[size] = name;
    return size++;
  }

  /**
   * Appends a row. Its name is a new String only where another name stood there before: a recording
   * has thousands of rows with the same few names.
   *
   * @return its index
   */
  int add(char[] name, int length) {
    String before = names[size];
    return add(
        before != null && equal(before, name, length) ? before : new String(name, 0, length));
  }

  private static boolean equal(String text, char[] name, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Removes the row that {@link #add} appended last. */
  void removeLast() {
    size--;
  }

  /** The index of a row's first column in {@link #readings()}. */
  int base(int row) {
    return row * columns;
  }

  Readings readings() {
    return readings;
  }

  boolean full() {
    return size == names.length;
  }

  void set(int row, int column, long value) {
    readings.set(row * columns + column, value);
  }

  void set(int row, int column, State state) {
    readings.set(row * columns + column, state);
  }

  void copyFrom(Rows other) {
    size = other.size;
    System.arraycopy(other.names, 0, names, 0, names.length);
    readings.copyFrom(other.readings);
  }
}
