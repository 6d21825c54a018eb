package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * The own cgroup (level 0) and its visible ancestors (1 and on, nearest first) as one list: the
 * kernel charges each of them, and the first whose limit cannot be kept calls the OOM killer.
 *
 * <p>Columns are those of {@link Sample#ancestors()}.
 */
final class Levels {

  /** No level: see {@link #binding}. */
  static final int NOT_SEEN = -1;

  /** The fields of the own cgroup in the order of the ancestors' columns. */
  private static final Field[] OWN = own();

  private Levels() {}

  static int count(Sample sample) {
    return 1 + sample.ancestors().size();
  }

  /**
   * The level whose limit is the effective one. Of several it is the outermost: that is charged for
   * what the inner ones are, and more. {@link #NOT_SEEN} where the machine's memory binds, or v1's
   * limit of an ancestor that is not in sight.
   */
  static int binding(Sample sample, long effective) {
    int binding = NOT_SEEN;
    for (int level = 0; level < count(sample); level++) {
      if (known(sample, level, Sample.ANCESTOR_LIMIT)
          && value(sample, level, Sample.ANCESTOR_LIMIT) == effective) {
        binding = level;
      }
    }
    return binding;
  }

  /** Whether it is the machine's memory that binds, where no level's limit does. */
  static boolean machineBinds(Sample sample, long effective) {
    return sample.known(Field.MEM_TOTAL) && sample.value(Field.MEM_TOTAL) == effective;
  }

  /**
   * Whether some ancestor that is not in sight has a tighter limit of memory and swap together than
   * each level that is: v1 has the least of all of them in every group's memory.stat.
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

  /** Whether a part that a kernel may lack is known or not there at all. */
  static boolean tellable(Sample sample, int level, int column) {
    return state(sample, level, column) != State.UNREADABLE;
  }

  /** The number, 0 where the kernel has no such thing. */
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
