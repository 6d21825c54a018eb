package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;

/** Sets the figures of /proc/self/status, and the JVM's figures that need no formula. */
final class ProcessMemory {

  private ProcessMemory() {}

  static void derive(Sample sample, Figures into) {
    ContainerMemory.copy(sample, Field.VM_RSS, into, Figure.PROCESS_RSS);
    ContainerMemory.copy(sample, Field.VM_SIZE, into, Figure.PROCESS_VIRTUAL);
    ContainerMemory.copy(sample, Field.RSS_ANON, into, Figure.PROCESS_ANON);
    ContainerMemory.copy(sample, Field.RSS_FILE, into, Figure.PROCESS_FILE);
    ContainerMemory.copy(sample, Field.RSS_SHMEM, into, Figure.PROCESS_SHMEM);
    ContainerMemory.copy(sample, Field.VM_SWAP, into, Figure.PROCESS_SWAP);
    ContainerMemory.copy(sample, Field.VM_PTE, into, Figure.PROCESS_PAGE_TABLES);
    ContainerMemory.copy(sample, Field.HEAP_USED, into, Figure.HEAP_USED);
    ContainerMemory.copy(sample, Field.HEAP_COMMITTED, into, Figure.HEAP_COMMITTED);
    ContainerMemory.copy(sample, Field.HEAP_MAX, into, Figure.HEAP_MAX);
    ContainerMemory.copy(sample, Field.THREADS_DAEMON, into, Figure.THREADS_DAEMON);
    ContainerMemory.copy(sample, Field.THREADS_NON_DAEMON, into, Figure.THREADS_NON_DAEMON);
    ContainerMemory.copy(sample, Field.CLASSES, into, Figure.CLASSES);
    ContainerMemory.copy(sample, Field.RELIEF_TRIM_RUNS, into, Figure.RELIEF_TRIM_RUNS);
    ContainerMemory.copy(sample, Field.RELIEF_SQUEEZE_RUNS, into, Figure.RELIEF_SQUEEZE_RUNS);
    ContainerMemory.copy(sample, Field.RELIEF_TERMINATE_RUNS, into, Figure.RELIEF_TERMINATE_RUNS);
    ContainerMemory.copy(sample, Field.RELIEF_TRIM_FREED, into, Figure.RELIEF_TRIM_FREED);
    ContainerMemory.copy(sample, Field.RELIEF_SQUEEZE_FREED, into, Figure.RELIEF_SQUEEZE_FREED);
    seconds(sample, Field.RELIEF_TRIM_NANOS, into, Figure.RELIEF_TRIM_TIME);
    seconds(sample, Field.RELIEF_SQUEEZE_NANOS, into, Figure.RELIEF_SQUEEZE_TIME);
    into.set(Figure.SAMPLE_DURATION, sample.durationNanos() / 1e9);
  }

  private static void seconds(Sample sample, Field nanos, Figures into, Figure to) {
    if (sample.known(nanos)) {
      into.set(to, sample.value(nanos) / 1e9);
    }
  }
}
