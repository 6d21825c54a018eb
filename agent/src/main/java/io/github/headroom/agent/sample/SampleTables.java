package io.github.headroom.agent.sample;

/** The tables of a sample in the order that a recording has them; new ones are appended. */
final class SampleTables {

  static final String[] NAMES = {
    "heap_pools",
    "other_pools",
    "buffers",
    "collectors",
    "native_memory",
    "ancestors",
    "other_processes"
  };

  private SampleTables() {}

  static Rows of(Sample sample, int table) {
    switch (table) {
      case 0:
        return sample.heapPools();
      case 1:
        return sample.otherPools();
      case 2:
        return sample.buffers();
      case 3:
        return sample.collectors();
      case 4:
        return sample.nativeMemory();
      case 5:
        return sample.ancestors();
      default:
        return sample.otherProcesses();
    }
  }
}
