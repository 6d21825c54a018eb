package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.State;
import java.util.Arrays;

/** One instant of a history, filled in place. */
final class Row {

  static final Field[] FIELDS = Field.values();

  private static final double LARGEST = 9.2e18;

  /** Since 1970, or from any other origin. */
  double seconds;

  /** Bytes; NaN where they are not known. */
  double workingSet;

  /** NaN where it is not known. */
  double start;

  private final State[] states = new State[FIELDS.length];
  private final long[] values = new long[FIELDS.length];

  void begin(double atSeconds) {
    seconds = atSeconds;
    workingSet = Double.NaN;
    start = Double.NaN;
    Arrays.fill(states, State.ABSENT);
  }

  /**
   * Bytes; derived from usage and inactive page cache where there is no such column; NaN where not
   * known.
   */
  double workingSet() {
    if (Double.isNaN(workingSet) && known(Field.USAGE) && known(Field.INACTIVE_FILE)) {
      return Math.max(0, value(Field.USAGE) - value(Field.INACTIVE_FILE));
    }
    return workingSet;
  }

  State state(Field field) {
    return states[field.ordinal()];
  }

  boolean known(Field field) {
    return states[field.ordinal()] == State.KNOWN;
  }

  /** Has a meaning where it is known. */
  long value(Field field) {
    return values[field.ordinal()];
  }

  /**
   * Sets a column's number; NaN is not known. Of several columns of one meaning the first counts,
   * but a known limit replaces an unlimited one.
   *
   * @return false for a number that the column cannot have
   */
  boolean take(Column column, double number) {
    if (Double.isNaN(number)) {
      return true; // Prometheus writes NaN at the end of a series
    }
    if (column.kind == Column.Kind.START) {
      start = number;
      return true;
    }
    boolean limit = column.field != null && Column.isLimit(column.field);
    if (column.field != null && limit && isUnlimited(column.field, number)) {
      if (state(column.field) == State.ABSENT) {
        states[column.field.ordinal()] = State.UNLIMITED;
      }
      return true;
    }
    if (Double.isInfinite(number)) {
      return number > 0; // +Inf is not known, -Inf is invalid
    }
    double scaled = number * column.scale;
    boolean signed = column.field == Field.OOM_SCORE_ADJ;
    if ((scaled < 0 && !signed) || scaled > LARGEST) {
      return false;
    }
    if (column.kind == Column.Kind.WORKING_SET) {
      workingSet = scaled;
    } else if (column.field != null && !known(column.field)) {
      states[column.field.ordinal()] = State.KNOWN;
      values[column.field.ordinal()] = Math.round(scaled);
    }
    return true;
  }

  /**
   * Whether the number means "no limit", as cAdvisor publishes it: infinite, -1, v1's largest
   * number (2^63 - 1 in whole pages), or 0. Swap is an exception: 0 is its usual limit.
   */
  private static boolean isUnlimited(Field field, double number) {
    boolean nothing = number == 0 && field != Field.SWAP_LIMIT && field != Field.ZSWAP_LIMIT;
    return nothing || number == -1 || number >= 1L << 62;
  }
}
