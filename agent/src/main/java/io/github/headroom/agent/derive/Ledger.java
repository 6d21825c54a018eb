package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;

/**
 * Attributes the memory that the container is charged for to areas. The areas add up to its usage.
 * Swap is not included.
 *
 * <p>The ledger starts from the kernel's counts of the group (anon, file, shmem, kernel). A
 * process's resident set is no start: it holds file pages that another group may be charged for.
 * The anonymous part is split by this JVM's resident memory (RssAnon), then by the areas of the
 * JVM. Areas with a measured resident size come before those with a committed size only.
 * native_other is what no source explains. It also contains each area for which this JVM has no
 * source. Explicit huge pages are in no area unless the cgroup is charged for them.
 */
final class Ledger {

  /** memory.stat may be two seconds old, and it counts in batches of 64 pages per processor. */
  private static final long TOLERANCE = 4 << 20;

  private static final long TOLERANCE_DIVISOR = 32;

  private Ledger() {}

  static void derive(Sample sample, Figures into) {
    files(sample, into);
    kernel(sample, into);
    if (sample.known(Field.ANON)) {
      anonymous(sample, into);
    }
    hugePages(sample, into);
  }

  /**
   * Whether the cgroup is charged for the heap. Explicit huge pages come from a reserve of the
   * machine that no limit covers; only v2 mounted with memory_hugetlb_accounting (6.7+) charges for
   * them.
   */
  static boolean heapIsCharged(Sample sample) {
    return !sample.known(Field.HEAP_HUGETLB) || charged(sample) > 0;
  }

  private static long charged(Sample sample) {
    return sample.known(Field.HUGETLB) ? sample.value(Field.HUGETLB) : 0;
  }

  private static void anonymous(Sample sample, Figures into) {
    long anon = sample.value(Field.ANON);
    if (!sample.known(Field.RSS_ANON)) {
      into.set(Figure.LEDGER_NATIVE_OTHER, anon);
      return;
    }
    long own = sample.value(Field.RSS_ANON);
    if (own > anon + anon / TOLERANCE_DIVISOR + TOLERANCE) {
      // The process moved here after its start. Its earlier memory is charged to the earlier group.
      into.set(Figure.LEDGER_NATIVE_OTHER, anon);
      return;
    }
    // Without another process, all of it belongs to this one. Before 6.2 RssAnon lacks up to 64
    // pages a
    // thread: each thread counts them for itself first (SPLIT_RSS_COUNTING, mm/memory.c).
    own = alone(sample) ? anon : Math.min(own, anon);
    into.set(Figure.LEDGER_OTHER_PROCESSES, anon - own);
    process(sample, own, into);
  }

  private static boolean alone(Sample sample) {
    return sample.known(Field.OTHER_PROCESSES) && sample.value(Field.OTHER_PROCESSES) == 0;
  }

  /** Adds explicit huge pages. A heap of them is charged only with memory_hugetlb_accounting. */
  private static void hugePages(Sample sample, Figures into) {
    long charged = charged(sample);
    long heap = 0;
    if (sample.known(Field.HEAP_HUGETLB)) {
      heap = Math.min(sample.value(Field.HEAP_HUGETLB), charged);
      add(Figure.LEDGER_JAVA_HEAP, heap, into);
    }
    long rest = charged - heap;
    if (rest > 0) {
      long own = rest;
      if (!alone(sample) && sample.known(Field.HUGETLB_PAGES)) {
        own = Math.min(rest, Math.max(0, sample.value(Field.HUGETLB_PAGES) - heap));
        add(Figure.LEDGER_OTHER_PROCESSES, rest - own, into);
      }
      add(Figure.LEDGER_NATIVE_OTHER, own, into);
    }
  }

  private static void add(Figure area, long bytes, Figures into) {
    into.set(area, into.known(area) ? into.whole(area) + bytes : bytes);
  }

  /**
   * Sets page cache, shared memory and a heap in shared memory (ZGC). Page cache is the part of the
   * file pages that reclaim can free: neither shared memory nor {@link #unevictable}.
   */
  private static void files(Sample sample, Figures into) {
    if (!sample.known(Field.FILE)) {
      return;
    }
    long file = sample.value(Field.FILE);
    if (sample.known(Field.SHMEM)) {
      long shmem = Math.min(sample.value(Field.SHMEM), file);
      long held = unevictable(sample, file - shmem);
      if (sample.known(Field.HEAP_SHMEM)) {
        long heap = Math.min(sample.value(Field.HEAP_SHMEM), shmem);
        into.set(Figure.LEDGER_JAVA_HEAP, heap);
        shmem -= heap;
        file -= heap;
      }
      into.set(Figure.LEDGER_SHARED_MEMORY, shmem + held);
      file -= shmem + held;
    } else if (sample.state(Field.SHMEM) == State.UNREADABLE) {
      return;
    }
    into.set(Figure.LEDGER_FILE_CACHE, file);
  }

  /**
   * File pages that are on neither of reclaim's file lists: ramfs, memfd_secret(2) and locked
   * pages. Like shared memory they stay until their owner frees them.
   */
  private static long unevictable(Sample sample, long filePages) {
    if (!sample.known(Field.UNEVICTABLE)
        || !sample.known(Field.ACTIVE_FILE)
        || !sample.known(Field.INACTIVE_FILE)) {
      return 0;
    }
    long listed = sample.value(Field.ACTIVE_FILE) + sample.value(Field.INACTIVE_FILE);
    return Math.min(Math.max(0, filePages - listed), sample.value(Field.UNEVICTABLE));
  }

  /**
   * Sets kernel memory. "kernel" does not include network buffers. Before 5.18 v2 has no such key,
   * and the figure is the remainder.
   */
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
    boolean pooled = direct >= 0 && sample.buffers().known(direct, Sample.BUFFER_USED);
    if (pooled || sample.known(Field.NETTY_HIDDEN)) {
      long used = pooled ? sample.buffers().value(direct, Sample.BUFFER_USED) : 0;
      used += sample.known(Field.NETTY_HIDDEN) ? sample.value(Field.NETTY_HIDDEN) : 0;
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

  /** Resident bytes of the collector's tables, at most {@code most}. */
  private static long tables(Sample sample, long most) {
    return sample.known(Field.TABLES_RESIDENT)
        ? Math.min(sample.value(Field.TABLES_RESIDENT), most)
        : 0;
  }

  /**
   * Takes an area out of the rest. A committed size may not be resident yet, so the area is at most
   * the rest.
   */
  private static long take(Figure area, long bytes, long rest, Figures into) {
    long taken = Math.min(bytes, rest);
    into.set(area, taken);
    return rest - taken;
  }
}
