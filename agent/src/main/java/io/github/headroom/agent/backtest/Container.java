package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.HistorySample;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;
import org.jspecify.annotations.Nullable;

/**
 * Makes the agent's sample of a row. A missing column is derived where that is exact, and otherwise
 * assumed; the output lists the assumptions ({@link #hasNoColumn}).
 */
final class Container {

  /** Assumed free swap of the machine, bytes, where only the group's own swap limit is known. */
  private static final long ENOUGH = 1L << 50;

  private static final Field[] KERNEL = {Field.KERNEL};

  private static final Field[] KERNEL_PARTS = {
    Field.SLAB_RECLAIMABLE, Field.PAGE_TABLES, Field.KERNEL_STACK
  };

  private final HistorySample history = new HistorySample();

  /** Whether the column had a value in this life. An empty cell is then unreadable, not absent. */
  private final boolean[] seen = new boolean[Row.FIELDS.length];

  private boolean workingSetSeen;
  private double workingSet = Double.NaN;
  private boolean swapUsed;
  private boolean swapAllowed;
  private boolean swapUnlimited;

  Sample sample() {
    return history.sample();
  }

  /** Replaces the sample by the row. Limits that the row does not have keep their values. */
  void take(Row row) {
    history.begin(Math.round(row.seconds * 1000));
    for (Field field : Row.FIELDS) {
      State state = row.state(field);
      if (state == State.KNOWN) {
        history.set(field, row.value(field));
      } else if (state != State.ABSENT) {
        history.set(field, state);
      } else if (seen[field.ordinal()] && !holds(field)) {
        history.set(field, State.UNREADABLE);
      }
      seen[field.ordinal()] |= state != State.ABSENT;
    }
    workingSetSeen |= !Double.isNaN(row.workingSet);
    usage(row);
    activeFile();
    swap();
  }

  /** Whether the field keeps its value between rows. */
  private static boolean holds(Field field) {
    return Column.isLimit(field)
        || field == Field.MEM_TOTAL
        || field == Field.SWAP_TOTAL
        || field == Field.SWAPPINESS
        || field == Field.OOM_GROUP;
  }

  boolean hasNoColumn(Field field) {
    return !seen[field.ordinal()];
  }

  boolean hasNoWorkingSet() {
    return !workingSetSeen;
  }

  boolean swapUsed() {
    return swapUsed;
  }

  /** Whether any row assumed that the swap limit can be used in full. */
  boolean swapAllowed() {
    return swapAllowed;
  }

  /** Whether the swap limit was unlimited at any row, so that it bounds nothing. */
  boolean swapUnlimited() {
    return swapUnlimited;
  }

  /**
   * The field from which active page cache is derived where it has no column: page cache, or usage
   * less anonymous memory. Null where it cannot be derived. Without usage and inactive page cache,
   * the working set replaces usage; it contains no inactive page cache, but page cache does.
   */
  @Nullable Field activeFileOf() {
    if (!hasNoColumn(Field.ACTIVE_FILE)) {
      return null;
    }
    boolean inactiveIsOut = hasNoColumn(Field.USAGE) && hasNoColumn(Field.INACTIVE_FILE);
    if (!hasNoColumn(Field.FILE) && !inactiveIsOut) {
      return Field.FILE;
    }
    return hasNoColumn(Field.ANON) ? null : Field.USAGE;
  }

  /** Bytes; NaN where they are not known. */
  double workingSet() {
    return workingSet;
  }

  /** Bytes that the container itself holds, to detect a new start; NaN where they are not known. */
  double held() {
    return sample().known(Field.ANON) ? sample().value(Field.ANON) : workingSet;
  }

  private void usage(Row row) {
    boolean inactive = !hasNoColumn(Field.INACTIVE_FILE);
    boolean both = !Double.isNaN(row.workingSet);
    if (hasNoColumn(Field.USAGE) && workingSetSeen) {
      // Without inactive page cache on both sides, the headroom is the same.
      if (both && !(inactive && !sample().known(Field.INACTIVE_FILE))) {
        long cache = inactive ? sample().value(Field.INACTIVE_FILE) : 0;
        history.set(Field.USAGE, Math.round(row.workingSet) + cache);
      } else {
        history.set(Field.USAGE, State.UNREADABLE);
      }
    } else if (!inactive && workingSetSeen) {
      if (both && sample().known(Field.USAGE)) {
        long cache = sample().value(Field.USAGE) - Math.round(row.workingSet);
        history.set(Field.INACTIVE_FILE, Math.max(0, cache));
      } else {
        history.set(Field.INACTIVE_FILE, State.UNREADABLE);
      }
    }
    workingSet = both ? row.workingSet : Double.NaN;
    if (!both && sample().known(Field.USAGE) && sample().known(Field.INACTIVE_FILE)) {
      long rest = sample().value(Field.USAGE) - sample().value(Field.INACTIVE_FILE);
      workingSet = Math.max(0, rest);
    }
  }

  /** Derives active page cache: page cache without the inactive part, or the rest of usage. */
  private void activeFile() {
    Field whole = activeFileOf();
    if (whole == null) {
      return;
    }
    Sample now = sample();
    boolean anon = whole == Field.USAGE;
    if (!now.known(whole)
        || (anon && (!now.known(Field.ANON) || lacksKernel()))
        || lacks(Field.SHMEM)
        || lacks(Field.INACTIVE_FILE)) {
      history.set(Field.ACTIVE_FILE, State.UNREADABLE);
      return;
    }
    long active = now.value(whole) - bytes(Field.SHMEM) - bytes(Field.INACTIVE_FILE);
    if (anon) {
      active -= now.value(Field.ANON) + kernel();
    }
    history.set(Field.ACTIVE_FILE, Math.max(0, active));
  }

  /** Bytes of kernel memory. Without such a column, the sum of the columns of its parts. */
  private long kernel() {
    long sum = 0;
    for (Field part : kernelColumns()) {
      sum += bytes(part);
    }
    return sum;
  }

  private boolean lacksKernel() {
    for (Field part : kernelColumns()) {
      if (lacks(part)) {
        return true;
      }
    }
    return false;
  }

  private Field[] kernelColumns() {
    return hasNoColumn(Field.KERNEL) ? KERNEL_PARTS : KERNEL;
  }

  /** Whether the column exists, but this row has no value. */
  private boolean lacks(Field field) {
    return !sample().known(field) && sample().state(field) != State.ABSENT;
  }

  /** Bytes; 0 where they are not known. */
  private long bytes(Field field) {
    return sample().known(field) ? sample().value(field) : 0;
  }

  /**
   * Derives free swap. A history seldom has the machine's free swap. The group's own swap limit
   * bounds it as well, where its swap usage is known. Without either, no further swap is assumed.
   */
  private void swap() {
    swapUsed |= sample().known(Field.SWAP) && sample().value(Field.SWAP) > 0;
    if (!hasNoColumn(Field.SWAP_FREE)) {
      return;
    }
    swapUnlimited |= sample().state(Field.SWAP_LIMIT) == State.UNLIMITED;
    boolean limited = sample().known(Field.SWAP_LIMIT);
    if (limited && sample().state(Field.SWAP) == State.UNREADABLE) {
      history.set(Field.SWAP_FREE, State.UNREADABLE);
      return;
    }
    boolean bounded = limited && sample().known(Field.SWAP);
    swapAllowed |= bounded && sample().value(Field.SWAP_LIMIT) > 0;
    history.set(Field.SWAP_FREE, bounded ? ENOUGH : 0);
  }
}
