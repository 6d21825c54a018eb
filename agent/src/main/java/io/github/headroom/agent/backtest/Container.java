package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.HistorySample;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;
import org.jspecify.annotations.Nullable;

/**
 * Makes the agent's sample of a row: what the history does not have is concluded where that is
 * exact, assumed where it has to be, and said ({@link #hasNoColumn}).
 */
final class Container {

  /** Free swap of a machine of which only the group's own limit of swap is known, bytes. */
  private static final long ENOUGH = 1L << 50;

  private static final Field[] KERNEL = {Field.KERNEL};

  private static final Field[] KERNEL_PARTS = {
    Field.SLAB_RECLAIMABLE, Field.PAGE_TABLES, Field.KERNEL_STACK
  };

  private final HistorySample history = new HistorySample();

  /**
   * Whether the column has had a value in this life: then an empty cell is not read, not absent.
   */
  private final boolean[] seen = new boolean[Row.FIELDS.length];

  private boolean workingSetSeen;
  private double workingSet = Double.NaN;
  private boolean swapUsed;
  private boolean swapAllowed;
  private boolean swapUnlimited;

  Sample sample() {
    return history.sample();
  }

  /** Replaces what was there by the row; limits that it does not have stay as they were. */
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

  /** What does not change by itself. */
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

  /** Whether at any row it was taken that as much can be swapped as the limit of swap allows. */
  boolean swapAllowed() {
    return swapAllowed;
  }

  /** Whether the limit of swap was unlimited at any row: it bounds nothing then. */
  boolean swapUnlimited() {
    return swapUnlimited;
  }

  /**
   * What active page cache is the rest of, where it has no column: page cache, or usage by what is
   * anonymous; null where it cannot be concluded. Without usage and inactive page cache the usage
   * that is taken is the working set: no inactive page cache is in it, but in all page cache some
   * is.
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

  /** Bytes; not a number where it is not known. */
  double workingSet() {
    return workingSet;
  }

  /** What the container holds itself, to tell a new start; not a number where not known. */
  double held() {
    return sample().known(Field.ANON) ? sample().value(Field.ANON) : workingSet;
  }

  private void usage(Row row) {
    boolean inactive = !hasNoColumn(Field.INACTIVE_FILE);
    boolean both = !Double.isNaN(row.workingSet);
    if (hasNoColumn(Field.USAGE) && workingSetSeen) {
      // Usage less what of it is inactive page cache: headroom comes out the same.
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

  /** All page cache but the inactive, or what is left of usage when all else is taken off. */
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

  /**
   * Bytes; without such a column those of its parts that have one, which are no page cache either.
   */
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

  /** Whether there is such a column, but this row does not have it. */
  private boolean lacks(Field field) {
    return !sample().known(field) && sample().state(field) != State.ABSENT;
  }

  /** 0 where it is not known. */
  private long bytes(Field field) {
    return sample().known(field) ? sample().value(field) : 0;
  }

  /**
   * A history seldom has the machine's free swap. The group's own limit of swap bounds it, too,
   * where it is known how much of it is used; without either it is taken that no more can be
   * swapped.
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
