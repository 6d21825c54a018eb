package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Who holds the memory that the container is charged for. The areas add up to its usage; swap is
 * not in it.
 *
 * <p>Downwards from what the kernel says of the group (anon, file, shmem, kernel), since a
 * process's own resident set holds file pages that others may be charged for. The anonymous part is
 * split by what is resident of this JVM (RssAnon), then by what is known of its areas, the measured
 * ones before those that are only known as committed: what no source explains is native_other. An
 * area that this JVM does not tell is merged into that.
 */
final class Ledger {

  /** memory.stat may be two seconds old, and counts in batches of 64 pages a processor. */
  private static final long TOLERANCE = 4 << 20;

  private static final long TOLERANCE_DIVISOR = 32;

  private Ledger() {}

  static void derive(Sample sample, Figures into) {
    files(sample, into);
    kernel(sample, into);
    if (!sample.known(Field.ANON)) {
      return;
    }
    long anon = sample.value(Field.ANON);
    if (!sample.known(Field.RSS_ANON)) {
      into.set(Figure.LEDGER_NATIVE_OTHER, anon);
      return;
    }
    long own = sample.value(Field.RSS_ANON);
    if (own > anon + anon / TOLERANCE_DIVISOR + TOLERANCE) {
      // Moved here after it had begun: what it held then is charged to where it was.
      into.set(Figure.LEDGER_NATIVE_OTHER, anon);
      return;
    }
    // Where the group has no other process all of it is this one's. Before 6.2 RssAnon lacks up to
    // 64 pages a thread, which each counts for itself at first (SPLIT_RSS_COUNTING, mm/memory.c).
    boolean alone = sample.known(Field.OTHER_PROCESSES) && sample.value(Field.OTHER_PROCESSES) == 0;
    own = alone ? anon : Math.min(own, anon);
    into.set(Figure.LEDGER_OTHER_PROCESSES, anon - own);
    process(sample, own, into);
  }

  /** Page cache is what is neither shared memory nor anonymous; ZGC's heap is shared memory. */
  private static void files(Sample sample, Figures into) {
    if (!sample.known(Field.FILE)) {
      return;
    }
    long file = sample.value(Field.FILE);
    if (sample.known(Field.SHMEM)) {
      long shmem = Math.min(sample.value(Field.SHMEM), file);
      if (sample.known(Field.HEAP_SHMEM)) {
        long heap = Math.min(sample.value(Field.HEAP_SHMEM), shmem);
        into.set(Figure.LEDGER_JAVA_HEAP, heap);
        shmem -= heap;
        file -= heap;
      }
      into.set(Figure.LEDGER_SHARED_MEMORY, shmem);
      file -= shmem;
    } else if (sample.state(Field.SHMEM) == State.UNREADABLE) {
      return;
    }
    into.set(Figure.LEDGER_FILE_CACHE, file);
  }

  /** Network buffers are counted beside "kernel"; before 5.18 v2 only leaves them over. */
  private static void kernel(Sample sample, Figures into) {
    if (sample.known(Field.KERNEL)) {
      long sock = sample.known(Field.SOCK) ? sample.value(Field.SOCK) : 0;
      into.set(Figure.LEDGER_KERNEL, sample.value(Field.KERNEL) + sock);
    } else if (sample.state(Field.KERNEL) == State.ABSENT
        && sample.known(Field.USAGE)
        && sample.known(Field.ANON)
        && sample.known(Field.FILE)) {
      long rest = sample.value(Field.USAGE) - sample.value(Field.ANON) - sample.value(Field.FILE);
      into.set(Figure.LEDGER_KERNEL, Math.max(0, rest));
    }
  }

  private static void process(Sample sample, long own, Figures into) {
    long rest = own;
    if (sample.known(Field.HEAP_RESIDENT)) {
      rest = take(Figure.LEDGER_JAVA_HEAP, sample.value(Field.HEAP_RESIDENT), rest, into);
    }
    if (sample.known(Field.CODE_RESIDENT)) {
      rest = take(Figure.LEDGER_CODE_CACHE, sample.value(Field.CODE_RESIDENT), rest, into);
    }
    if (sample.known(Field.STACKS_RESIDENT)) {
      rest = take(Figure.LEDGER_THREAD_STACKS, sample.value(Field.STACKS_RESIDENT), rest, into);
    }
    int metaspace = sample.otherPools().indexOf("Metaspace");
    if (metaspace >= 0 && sample.otherPools().known(metaspace, Sample.POOL_COMMITTED)) {
      long committed = sample.otherPools().value(metaspace, Sample.POOL_COMMITTED);
      rest = take(Figure.LEDGER_METASPACE, committed, rest, into);
    }
    int direct = sample.buffers().indexOf("direct");
    if (direct >= 0 && sample.buffers().known(direct, Sample.BUFFER_USED)) {
      long used = sample.buffers().value(direct, Sample.BUFFER_USED);
      rest = take(Figure.LEDGER_DIRECT_BUFFERS, used, rest, into);
    }
    Rows categories = sample.nativeMemory();
    boolean tracked = categories.size() > 0;
    if (tracked) {
      long tables = tables(sample, NativeCategories.gcMapped(categories));
      rest = take(Figure.LEDGER_GC, NativeCategories.gcMalloc(categories) + tables, rest, into);
    }
    if (tracked || sample.known(Field.FILE_COPIES_RESIDENT)) {
      long other =
          tracked ? NativeCategories.other(categories) : tables(sample, Promised.tables(sample));
      if (sample.known(Field.FILE_COPIES_RESIDENT)) {
        other += sample.value(Field.FILE_COPIES_RESIDENT);
      }
      rest = take(Figure.LEDGER_JVM_OTHER, other, rest, into);
    }
    into.set(Figure.LEDGER_NATIVE_OTHER, rest);
  }

  /** The collector's tables as resident, at most as large as they can be. */
  private static long tables(Sample sample, long most) {
    return sample.known(Field.TABLES_RESIDENT)
        ? Math.min(sample.value(Field.TABLES_RESIDENT), most)
        : 0;
  }

  /** What was committed may not be touched yet: no area is larger than what there is. */
  private static long take(Figure area, long bytes, long rest, Figures into) {
    long taken = Math.min(bytes, rest);
    into.set(area, taken);
    return rest - taken;
  }
}
