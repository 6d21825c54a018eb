package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Tick;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/** Extracts the forecast's input from a sample and its figures. Allocates nothing. */
final class ForecastTick {

  private ForecastTick() {}

  /**
   * Replaces all values in {@code into}.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   * @param full whether a full pass took the sample; only then areas are set
   */
  static void fill(Sample sample, Figures figures, double seconds, boolean full, Tick into) {
    into.begin(seconds, full);
    if (figures.known(Figure.EFFECTIVE_LIMIT) && figures.known(Figure.HEADROOM_EXPECTED)) {
      long expected = figures.whole(Figure.HEADROOM_EXPECTED);
      into.headroom(
          figures.whole(Figure.EFFECTIVE_LIMIT),
          expected,
          figures.whole(Figure.HEADROOM_OPTIMISTIC) - expected);
    }
    if (sample.known(Field.HEAP_USED)
        && sample.known(Field.HEAP_COMMITTED)
        && Ledger.heapIsCharged(sample)) {
      into.heap(sample.value(Field.HEAP_USED), sample.value(Field.HEAP_COMMITTED));
    }
    if (sample.known(Field.PRESSURE_FULL_TOTAL)) {
      into.pressureFull(sample.value(Field.PRESSURE_FULL_TOTAL) / 1e6);
    }
    refaults(sample, into);
    if (full) {
      areas(sample, figures, into);
    }
  }

  private static void refaults(Sample sample, Tick into) {
    if (!sample.known(Field.REFAULTS_FILE)) {
      return;
    }
    long file = sample.value(Field.REFAULTS_FILE);
    into.refaults(
        sample.known(Field.REFAULTS_ANON) ? file + sample.value(Field.REFAULTS_ANON) : file);
    if (sample.known(Field.PGMAJFAULT)) {
      into.fileFaults(file, sample.value(Field.PGMAJFAULT));
    }
  }

  /**
   * Sets the areas that can grow into the limit. Page cache is excluded because reclaim frees it.
   * Kernel memory is excluded where no key counts the reclaimable slab (v1): it may be dentries.
   */
  private static void areas(Sample sample, Figures figures, Tick into) {
    capped(figures, Figure.LEDGER_JAVA_HEAP, MemoryArea.JAVA_HEAP, heapCeiling(sample), into);
    capped(
        figures,
        Figure.LEDGER_METASPACE,
        MemoryArea.METASPACE,
        poolCeiling(sample.otherPools(), "Metaspace"),
        into);
    capped(
        figures,
        Figure.LEDGER_CODE_CACHE,
        MemoryArea.CODE_CACHE,
        poolCeiling(sample.otherPools(), "Code"),
        into);
    long direct =
        sample.known(Field.MAX_DIRECT) ? sample.value(Field.MAX_DIRECT) : heapCeiling(sample);
    boolean past = sample.known(Field.NETTY_HIDDEN) && sample.value(Field.NETTY_HIDDEN) > 0;
    // Netty's buffers outside the JDK's pool are not bound by the JDK's ceiling.
    direct = past ? 0 : direct;
    capped(figures, Figure.LEDGER_DIRECT_BUFFERS, MemoryArea.DIRECT_BUFFERS, direct, into);
    free(figures, Figure.LEDGER_THREAD_STACKS, MemoryArea.THREAD_STACKS, into);
    free(figures, Figure.LEDGER_GC, MemoryArea.GC, into);
    free(figures, Figure.LEDGER_JVM_OTHER, MemoryArea.JVM_OTHER, into);
    if (figures.known(Figure.LEDGER_JAVA_HEAP)) { // else native_other contains the heap
      free(figures, Figure.LEDGER_NATIVE_OTHER, MemoryArea.NATIVE_OTHER, into);
    }
    free(figures, Figure.LEDGER_OTHER_PROCESSES, MemoryArea.OTHER_PROCESSES, into);
    free(figures, Figure.LEDGER_SHARED_MEMORY, MemoryArea.SHARED_MEMORY, into);
    if (figures.known(Figure.LEDGER_KERNEL) && sample.known(Field.SLAB_RECLAIMABLE)) {
      long slab = sample.value(Field.SLAB_RECLAIMABLE);
      into.area(MemoryArea.KERNEL, Math.max(0, figures.whole(Figure.LEDGER_KERNEL) - slab));
    }
  }

  private static void free(Figures figures, Figure from, MemoryArea area, Tick into) {
    if (figures.known(from)) {
      into.area(area, figures.whole(from));
    }
  }

  private static void capped(
      Figures figures, Figure from, MemoryArea area, long ceiling, Tick into) {
    if (figures.known(from)) {
      if (ceiling > 0) {
        into.area(area, figures.whole(from), ceiling);
      } else {
        into.area(area, figures.whole(from));
      }
    }
  }

  /** -Xmx in bytes; 0 where there is no ceiling. */
  private static long heapCeiling(Sample sample) {
    return sample.known(Field.HEAP_MAX) ? sample.value(Field.HEAP_MAX) : 0;
  }

  /**
   * The sum of the limits of the pools with that prefix, in bytes; 0 where one of them has no
   * limit.
   */
  private static long poolCeiling(Rows pools, String prefix) {
    long sum = 0;
    for (int i = 0; i < pools.size(); i++) {
      if (pools.name(i).startsWith(prefix)) {
        if (!pools.known(i, Sample.POOL_LIMIT)) {
          return 0;
        }
        sum += pools.value(i, Sample.POOL_LIMIT);
      }
    }
    return sum;
  }
}
