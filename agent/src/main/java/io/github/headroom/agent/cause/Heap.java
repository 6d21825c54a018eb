package io.github.headroom.agent.cause;

/** The Java heap, as a look at its classes needs it. */
interface Heap {

  /** Collections so far, as {@link Garbage#collections} counts them. */
  long collections();

  /** Bytes in use, garbage too. */
  long used();

  /** Share of the time that one thread may run: above 0, 1 without a CPU quota below that. */
  double processorShare();

  /** What the heap may come to, bytes. */
  long max();

  /**
   * The text of GC.class_histogram -all, which stops all threads. Never without -all: to count live
   * objects alone the JVM first collects, or takes hundreds of MiB to mark them.
   */
  String histogram() throws Exception;

  /** Waits a little. */
  void pause();

  /** A clock, nanoseconds from any origin. */
  long nanos();
}
