package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/**
 * Compares what the JVM's flags allow with the limit.
 *
 * <p>There are two questions. {@code PROMISED_*} is the most that each area may take, defaults
 * included (a code cache of 240 MiB, as much direct memory as heap). {@code DEMAND} is the memory
 * that will be used when the heap grows to its largest size and all else stays as it is. Only
 * {@code DEMAND} gives the verdict cannot_fit: by defaults, nearly every JVM in a container may
 * take more than its limit.
 */
final class Promised {

  /** HotSpot's card table and block offset table have one byte each per 512 bytes of heap. */
  private static final int CARD_BYTES = 512;

  /** One mark bit per word, as a divisor of the heap's size. */
  private static final int BITMAP_DIVISOR = 64;

  private static final long SMALL_HEAP = 126L << 20;

  /** The largest region size of G1. */
  private static final long HEAP_ALIGNMENT = 32L << 20;

  private Promised() {}

  /** Sets the figures. {@link Ledger} and {@link ContainerMemory} must have run before. */
  static void derive(Sample sample, Figures into) {
    if (!Ledger.heapIsCharged(sample)) {
      // The limit does not cover this heap, so its size is no promise against the limit.
    } else if (sample.known(Field.HEAP_RESERVED)) {
      into.set(Figure.PROMISED_JAVA_HEAP, sample.value(Field.HEAP_RESERVED));
    } else if (sample.known(Field.HEAP_MAX)) {
      into.set(Figure.PROMISED_JAVA_HEAP, sample.value(Field.HEAP_MAX));
    }
    pools(sample.otherPools(), into);
    direct(sample, into);
    gc(sample, into);
    if (into.known(Figure.LEDGER_THREAD_STACKS)) {
      // Threads times -Xss is address space. A thread takes only the stack that it has touched.
      into.set(Figure.PROMISED_THREAD_STACKS, into.whole(Figure.LEDGER_THREAD_STACKS));
    }
    belief(sample, into);
    demand(sample, into);
  }

  /**
   * Detects a JVM that does not see its limit (Java 8 before 8u372 on cgroup v2; version 1 in a
   * private namespace before JDK-8343191). Such a JVM takes its share of the machine. A JVM that
   * sees the limit takes at most that share of the limit, or in small containers half of the limit,
   * at most 126 MiB (HotSpot's set_heap_size, runtime/arguments.cpp).
   */
  private static void belief(Sample sample, Figures into) {
    if (!sample.known(Field.RAM_SHARE)
        || !into.known(Figure.EFFECTIVE_LIMIT)
        || !into.known(Figure.PROMISED_JAVA_HEAP)) {
      return;
    }
    long share = sample.value(Field.RAM_SHARE);
    long limit = into.whole(Figure.EFFECTIVE_LIMIT);
    long heap = into.whole(Figure.PROMISED_JAVA_HEAP);
    long seen = Math.max(Math.round(limit * (share / 1e4)), Math.min(limit / 2, SMALL_HEAP));
    if (heap > seen * 1.05 + HEAP_ALIGNMENT) {
      into.set(Figure.BELIEVED_MEMORY, Math.round(heap / (share / 1e4)));
    }
  }

  private static void pools(Rows pools, Figures into) {
    long code = 0;
    for (int i = 0; i < pools.size(); i++) {
      boolean limited = pools.known(i, Sample.POOL_LIMIT);
      if (pools.name(i).startsWith("Code") && limited) {
        // "CodeHeap 'profiled nmethods'", "CodeCache"; "Code Cache" in Java 8.
        code += pools.value(i, Sample.POOL_LIMIT);
      } else if (pools.name(i).equals("Metaspace")) {
        int column = limited ? Sample.POOL_LIMIT : Sample.POOL_COMMITTED; // its size so far
        if (pools.known(i, column)) {
          into.set(Figure.PROMISED_METASPACE, pools.value(i, column));
        }
      }
    }
    if (code > 0) {
      into.set(Figure.PROMISED_CODE_CACHE, code);
    }
  }

  /**
   * The JDK's buffers may take as much as the heap where -XX:MaxDirectMemorySize is not set. Netty
   * counts its buffers apart, by default up to the same size (PlatformDependent.maxDirectMemory()).
   */
  private static void direct(Sample sample, Figures into) {
    long sum;
    if (sample.known(Field.MAX_DIRECT)) {
      sum = sample.value(Field.MAX_DIRECT);
    } else if (sample.known(Field.HEAP_MAX)) {
      sum = sample.value(Field.HEAP_MAX);
    } else {
      return;
    }
    if (sample.known(Field.NETTY_MAX_DIRECT)) {
      sum += sample.value(Field.NETTY_MAX_DIRECT);
    } else if (sample.known(Field.NETTY_HIDDEN) && sample.value(Field.NETTY_HIDDEN) > 0) {
      sum += Math.max(sum, sample.value(Field.NETTY_HIDDEN));
    }
    into.set(Figure.PROMISED_DIRECT_BUFFERS, sum);
  }

  /** The collector's tables for the largest heap; with NMT their present size, if that is more. */
  private static void gc(Sample sample, Figures into) {
    long most = Math.max(tables(sample), NativeCategories.gc(sample.nativeMemory()));
    if (most > 0) {
      into.set(Figure.PROMISED_GC, most);
    }
  }

  /**
   * Bytes of the tables that Serial, Parallel and G1 reserve for the largest heap; 0 for other
   * collectors, whose tables are not known without NMT.
   */
  static long tables(Sample sample) {
    Field largest = sample.known(Field.HEAP_RESERVED) ? Field.HEAP_RESERVED : Field.HEAP_MAX;
    if (sample.collectors().size() == 0 || !sample.known(largest)) {
      return 0;
    }
    long heap = sample.value(largest);
    long cards = 2 * heap / CARD_BYTES;
    String collector = sample.collectors().name(0);
    if (collector.startsWith("G1 ") || collector.startsWith("PS ")) {
      return cards + 2 * heap / BITMAP_DIVISOR; // G1 has one bitmap less since Java 20
    }
    return collector.equals("Copy") ? cards : 0;
  }

  /** Sums all memory that is held now and cannot be freed, with the heap at its largest. */
  private static void demand(Sample sample, Figures into) {
    if (!into.known(Figure.PROMISED_JAVA_HEAP)
        || !into.known(Figure.LEDGER_JAVA_HEAP)
        || !into.known(Figure.LEDGER_FILE_CACHE)
        || !into.known(Figure.LEDGER_KERNEL)
        || !into.known(Figure.RSS)) {
      return;
    }
    long beside =
        into.whole(Figure.RSS)
            + into.whole(Figure.LEDGER_KERNEL)
            + (into.known(Figure.SHMEM) ? into.whole(Figure.SHMEM) : 0)
            - into.whole(Figure.LEDGER_JAVA_HEAP);
    if (into.known(Figure.SLAB_RECLAIMABLE)) {
      beside -= into.whole(Figure.SLAB_RECLAIMABLE);
    }
    beside = Math.max(0, beside);
    into.set(Figure.DEMAND_BESIDE_HEAP, beside);
    into.set(Figure.DEMAND, beside + into.whole(Figure.PROMISED_JAVA_HEAP));
    if (into.known(Figure.EFFECTIVE_LIMIT)) {
      held(sample, beside + into.whole(Figure.LEDGER_JAVA_HEAP), into);
    }
  }

  /**
   * Compares the demand with the group's present memory and its headroom. The headroom already
   * accounts for neighbours below an ancestor's limit and for swap. The group's swap is taken to be
   * the heap's.
   */
  private static void held(Sample sample, long resident, Figures into) {
    long room;
    if (into.known(Figure.HEADROOM_UNDER_LIMITS)) {
      long swapped = into.known(Figure.SWAP) ? into.whole(Figure.SWAP) : 0;
      room = resident + swapped + into.whole(Figure.HEADROOM_UNDER_LIMITS);
    } else if (Levels.machineBinds(sample, into.whole(Figure.EFFECTIVE_LIMIT))
        && sample.known(Field.SWAP_TOTAL)) {
      // Other processes' use of the machine changes, so it is no base for sizing a heap.
      room = into.whole(Figure.EFFECTIVE_LIMIT) + sample.value(Field.SWAP_TOTAL);
    } else {
      return;
    }
    into.set(Figure.LARGEST_HEAP, Math.max(0, room - into.whole(Figure.DEMAND_BESIDE_HEAP)));
    long over = into.whole(Figure.DEMAND) - room;
    if (over > 0) {
      into.set(Figure.CANNOT_FIT_BY, over);
      long limit = into.whole(Figure.EFFECTIVE_LIMIT) + over; // neighbours hold a part of it
      into.set(Figure.DEMAND, Math.max(into.whole(Figure.DEMAND), limit));
    }
  }
}
