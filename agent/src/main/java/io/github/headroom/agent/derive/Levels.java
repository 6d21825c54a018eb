package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * The own cgroup (level 0) and its visible ancestors (from 1, nearest first) as one list. The
 * kernel charges every level. The first level that cannot keep its limit calls the OOM killer.
 *
 * <p>Columns are those of {@link Sample#ancestors()}.
 */
final class Levels {

  /** The fields of the own cgroup in the order of the ancestors' columns. */
  private static final Field[] OWN = own();

  private Levels() {}

  static int count(Sample sample) {
    return 1 + sample.ancestors().size();
  }

  /**
   * The level whose limit is the effective one. Where several have that limit it is the outermost:
   * the kernel charges it for the inner ones and for others.
   *
   * @throws IllegalStateException no visible level has that limit, see {@link #bindingIsVisible}
   */
  static int binding(Sample sample, long effective) {
    for (int level = count(sample) - 1; level >= 0; level--) {
      if (binds(sample, level, effective)) {
        return level;
      }
    }
    throw new IllegalStateException("no level: " + effective);
  }

  /**
   * Whether a visible level has the effective limit. Otherwise the machine's memory binds, or, with
   * v1, the limit of an invisible ancestor.
   */
  static boolean bindingIsVisible(Sample sample, long effective) {
    for (int level = 0; level < count(sample); level++) {
      if (binds(sample, level, effective)) {
        return true;
      }
    }
    return false;
  }

  private static boolean binds(Sample sample, int level, long effective) {
    return known(sample, level, Sample.ANCESTOR_LIMIT)
        && value(sample, level, Sample.ANCESTOR_LIMIT) == effective;
  }

  /** Whether the machine's memory binds. Has a meaning where no level's limit does. */
  static boolean machineBinds(Sample sample, long effective) {
    return sample.known(Field.MEM_TOTAL) && sample.value(Field.MEM_TOTAL) == effective;
  }

  /**
   * Whether an invisible ancestor has a tighter limit of memory and swap together than every
   * visible level. v1 prints the least of all in each group's memory.stat.
   */
  static boolean hidesMemsw(Sample sample) {
    if (!sample.known(Field.HIERARCHICAL_MEMSW_LIMIT)) {
      return false;
    }
    long least = sample.value(Field.HIERARCHICAL_MEMSW_LIMIT);
    for (int level = 0; level < count(sample); level++) {
      if (known(sample, level, Sample.ANCESTOR_MEMSW_LIMIT)
          && value(sample, level, Sample.ANCESTOR_MEMSW_LIMIT) <= least) {
        return false;
      }
    }
    return true;
  }

  static State state(Sample sample, int level, int column) {
    return level == 0 ? sample.state(OWN[column]) : sample.ancestors().state(level - 1, column);
  }

  static boolean known(Sample sample, int level, int column) {
    return state(sample, level, column) == State.KNOWN;
  }

  static long value(Sample sample, int level, int column) {
    return level == 0 ? sample.value(OWN[column]) : sample.ancestors().value(level - 1, column);
  }

  /** Whether a value is known, or known to be absent or unlimited. */
  static boolean isReadable(Sample sample, int level, int column) {
    return state(sample, level, column) != State.UNREADABLE;
  }

  /** The value; 0 where the kernel has none. */
  static long valueOrNothing(Sample sample, int level, int column) {
    return known(sample, level, column) ? value(sample, level, column) : 0;
  }

  private static Field[] own() {
    Field[] own = new Field[Sample.ANCESTOR_COLUMNS];
    own[Sample.ANCESTOR_LIMIT] = Field.LIMIT;
    own[Sample.ANCESTOR_USAGE] = Field.USAGE;
    own[Sample.ANCESTOR_MEMSW_LIMIT] = Field.MEMSW_LIMIT;
    own[Sample.ANCESTOR_MEMSW_USAGE] = Field.MEMSW_USAGE;
    own[Sample.ANCESTOR_SWAP_LIMIT] = Field.SWAP_LIMIT;
    own[Sample.ANCESTOR_SWAP] = Field.SWAP;
    own[Sample.ANCESTOR_ANON] = Field.ANON;
    own[Sample.ANCESTOR_SHMEM] = Field.SHMEM;
    own[Sample.ANCESTOR_UNEVICTABLE] = Field.UNEVICTABLE;
    own[Sample.ANCESTOR_ACTIVE_FILE] = Field.ACTIVE_FILE;
    own[Sample.ANCESTOR_INACTIVE_FILE] = Field.INACTIVE_FILE;
    own[Sample.ANCESTOR_SLAB_RECLAIMABLE] = Field.SLAB_RECLAIMABLE;
    own[Sample.ANCESTOR_DIRTY] = Field.FILE_DIRTY;
    own[Sample.ANCESTOR_ACTIVE_ANON] = Field.ACTIVE_ANON;
    own[Sample.ANCESTOR_INACTIVE_ANON] = Field.INACTIVE_ANON;
    own[Sample.ANCESTOR_SWAP_CACHED] = Field.SWAP_CACHED;
    own[Sample.ANCESTOR_ZSWAP_LIMIT] = Field.ZSWAP_LIMIT;
    own[Sample.ANCESTOR_ZSWAP] = Field.ZSWAP;
    return own;
  }
}
