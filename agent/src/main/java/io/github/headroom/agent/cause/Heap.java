package io.github.headroom.agent.cause;

/** What a look at the Java heap reads of it. */
interface Heap {

  /** Collections so far, as {@link Garbage#collections} counts them. */
  long collections();

  /** Bytes in use, with garbage. */
  long used();

  /** The share of the time that one thread may run: above 0; 1 without a smaller CPU quota. */
  double processorShare();

  /** Largest size of the heap, bytes. */
  long max();

  /**
   * The text of GC.class_histogram -all, which stops all threads. It is never asked for without
   * -all: to count live objects alone, the JVM first collects, or takes hundreds of MiB to mark
   * them.
   */
  String histogram() throws Exception;

  /** Waits some milliseconds. */
  void pause();

  /** A monotonic clock, nanoseconds from any origin. */
  long nanos();
}
