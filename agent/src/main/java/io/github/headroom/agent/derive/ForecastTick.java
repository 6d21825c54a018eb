package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Tick;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;

/** What the forecast takes in of a sample and its figures; makes no garbage. */
final class ForecastTick {

  private ForecastTick() {}

  /**
   * Replaces all that was in {@code into}.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   * @param full whether the sample is a full pass's: areas are told then
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
   * Page cache is none of them: it is what reclaim frees. Neither is kernel memory where no key
   * tells the reclaimable slab (v1): it may be dentries.
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
    // What goes past the JDK's buffers goes past their ceiling.
    direct = past ? 0 : direct;
    capped(figures, Figure.LEDGER_DIRECT_BUFFERS, MemoryArea.DIRECT_BUFFERS, direct, into);
    free(figures, Figure.LEDGER_THREAD_STACKS, MemoryArea.THREAD_STACKS, into);
    free(figures, Figure.LEDGER_GC, MemoryArea.GC, into);
    free(figures, Figure.LEDGER_JVM_OTHER, MemoryArea.JVM_OTHER, into);
    if (figures.known(
        Figure.LEDGER_JAVA_HEAP)) { // else the heap is in it, and is not to be blamed on it
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

  /** Xmx; 0 where there is none. */
  private static long heapCeiling(Sample sample) {
    return sample.known(Field.HEAP_MAX) ? sample.value(Field.HEAP_MAX) : 0;
  }

  /** The sum of the limits of the pools that begin so; 0 where one of them has none. */
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
