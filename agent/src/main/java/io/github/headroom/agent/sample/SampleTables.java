package io.github.headroom.agent.sample;

/** The tables of a sample in the order of a recording. New tables are appended. */
public final class SampleTables {

  public static final int HEAP_POOLS = 0;
  public static final int OTHER_POOLS = 1;
  public static final int BUFFERS = 2;
  public static final int COLLECTORS = 3;
  public static final int NATIVE_MEMORY = 4;

  private static final int ANCESTORS = 5;

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

  /** The table of that number, which is one of the constants. */
  public static Rows of(Sample sample, int table) {
    switch (table) {
      case HEAP_POOLS:
        return sample.heapPools();
      case OTHER_POOLS:
        return sample.otherPools();
      case BUFFERS:
        return sample.buffers();
      case COLLECTORS:
        return sample.collectors();
      case NATIVE_MEMORY:
        return sample.nativeMemory();
      case ANCESTORS:
        return sample.ancestors();
      default:
        return sample.otherProcesses();
    }
  }
}
