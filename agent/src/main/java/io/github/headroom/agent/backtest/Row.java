package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.State;
import java.util.Arrays;

/** One instant of a history as it was read, filled in place. */
final class Row {

  static final Field[] FIELDS = Field.values();

  private static final double LARGEST = 9.2e18;

  /** Since 1970, or from any origin. */
  double seconds;

  /** Not a number where it is not known; bytes. */
  double workingSet;

  /** Not a number where it is not known. */
  double start;

  private final State[] states = new State[FIELDS.length];
  private final long[] values = new long[FIELDS.length];

  void begin(double atSeconds) {
    seconds = atSeconds;
    workingSet = Double.NaN;
    start = Double.NaN;
    Arrays.fill(states, State.ABSENT);
  }

  /** Bytes, from usage and inactive page cache where no column has it; not a number if unknown. */
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
   * Takes in a number of a column; what is not a number is not known. Of several of one meaning the
   * first counts, but no limit gives way to one that is known.
   *
   * @return false for a number that the column cannot have
   */
  boolean take(Column column, double number) {
    if (Double.isNaN(number)) {
      return true; // Prometheus writes so that a series has ended
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
      return number > 0; // of what is no limit it says nothing
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
   * Infinite, -1, the largest number that v1 has (2^63 - 1 in whole pages), and 0: so cAdvisor
   * publishes that there is none. Swap is the exception: 0 is the usual limit of it.
   */
  private static boolean isUnlimited(Field field, double number) {
    boolean nothing = number == 0 && field != Field.SWAP_LIMIT && field != Field.ZSWAP_LIMIT;
    return nothing || number == -1 || number >= 1L << 62;
  }
}
