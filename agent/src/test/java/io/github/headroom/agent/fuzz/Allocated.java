package io.github.headroom.agent.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a parser takes of the Java heap for one input. */
public final class Allocated {

  /**
   * What nothing that comes from outside may make the agent allocate, bytes; under the fuzzer,
   * whose hooks allocate at each comparison, a multiple of it.
   */
  static final long MOST = Boolean.getBoolean("headroom.fuzzing") ? 32 << 20 : 1 << 20;

  /** Something that reads an input. */
  public interface Parser {
    void parse() throws Exception;
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocated() {}

  /**
   * Runs the parser and fails where it allocated more than {@link #MOST}, a second time, too: the
   * first one may load classes.
   */
  public static void bounded(Parser parser) throws Exception {
    long allocated = allocated(parser);
    if (allocated > MOST) {
      allocated = allocated(parser);
    }
    if (allocated > MOST) {
      throw new AssertionError(allocated + " bytes allocated for one input");
    }
  }

  private static long allocated(Parser parser) throws Exception {
    long id = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(id);
    parser.parse();
    return THREADS.getThreadAllocatedBytes(id) - before;
  }
}
