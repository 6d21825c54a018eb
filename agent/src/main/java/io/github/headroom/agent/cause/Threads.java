package io.github.headroom.agent.cause;

/**
 * The platform threads of this JVM that run Java code: no threads of the VM, no virtual threads.
 *
 * <p>It uses the root group's enumerate, which needs no safepoint: 10,000 threads take 3 to 6
 * milliseconds. Thread.getAllStackTraces, ThreadMXBean.dumpAllThreads and getThreadInfo stop all
 * threads or take memory: 249 MB for 10,000 threads on JDK 17.
 *
 * <p>Not final: a test has threads of its own. An interface would be one more class in each JVM.
 */
class Threads {

  /** Most threads that are listed. */
  private static final int MOST = 65_536;

  /** The live threads, in any order; the array may end with nulls. */
  Thread[] all() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = root; parent != null; parent = root.getParent()) {
      root = parent;
    }
    int room = root.activeCount() + 16;
    while (true) {
      Thread[] threads = new Thread[Math.min(room, MOST)];
      int found = root.enumerate(threads, true);
      if (found < threads.length || room >= MOST) {
        return threads;
      }
      room *= 2; // enumerate fills the array and ignores the rest without a sign
    }
  }
}
