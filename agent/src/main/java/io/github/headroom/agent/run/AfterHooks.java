package io.github.headroom.agent.run;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Called at the very end of the JVM's shutdown, which no hook sees: all hooks of the application
 * run at the same time, for as long as they like, and may fill the memory.
 *
 * <p>java.lang.Shutdown runs a table of ten places one after the other: the console's echo, the
 * application's hooks, File.deleteOnExit; the others are free (JDK 8 to 28). What stands in the
 * last place runs when all else has. The table is the JDK's own: Instrumentation.redefineModule,
 * which is for agents, opens its package to the agent alone.
 */
final class AfterHooks implements Runnable {

  private static final int LAST_PLACE = 9;

  /** The end is delayed by at most this. */
  private static final long MORE_NANOS = 500_000_000;

  /**
   * And by so many waits of a millisecond at most. A container that is throttled (a CFS period is
   * 100 ms) has slept in few of them, and its sampling thread has had no more turns than this.
   */
  private static final int MOST_WAITS = 100;

  private final Shutdown shutdown;
  private volatile boolean watched;
  private volatile boolean unwatched;
  private volatile boolean ended;

  AfterHooks(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  /** Whether the end will be seen; {@link #isUnwatched} where that is known not to be. */
  boolean isWatched() {
    return watched;
  }

  boolean isUnwatched() {
    return unwatched;
  }

  boolean hasEnded() {
    return ended;
  }

  /** The end is not asked for: the hook's end stands for it. */
  void leaveUnwatched() {
    unwatched = true;
  }

  /** Asks to be called at the end; to be called by a shutdown hook. */
  void watch(Instrumentation instrumentation) {
    try {
      openPackage(instrumentation);
      Method add =
          Class.forName("java.lang.Shutdown")
              .getDeclaredMethod("add", int.class, boolean.class, Runnable.class);
      add.setAccessible(true);
      add.invoke(null, LAST_PLACE, true, this);
      watched = true;
    } catch (Throwable e) { // another JVM, or a heap that is full
      leaveUnwatched();
    }
  }

  /** Java 8 has no modules, and nothing to open. */
  private static void openPackage(Instrumentation instrumentation) throws Exception {
    Method moduleOf;
    try {
      moduleOf = Class.class.getMethod("getModule");
    } catch (NoSuchMethodException e) {
      return;
    }
    Object base = moduleOf.invoke(Object.class);
    Object own = moduleOf.invoke(AfterHooks.class);
    Map<?, ?> opens = Collections.singletonMap("java.lang", Collections.singleton(own));
    Instrumentation.class
        .getMethod(
            "redefineModule",
            moduleOf.getReturnType(),
            Set.class,
            Map.class,
            Map.class,
            Set.class,
            Map.class)
        .invoke(
            instrumentation,
            base,
            Collections.emptySet(),
            Collections.emptyMap(),
            opens,
            Collections.emptySet(),
            Collections.emptyMap());
  }

  /** Called by the JVM when all hooks have ended; it halts as soon as this returns. */
  @Override
  public void run() {
    ended = true;
    long end = System.nanoTime() + MORE_NANOS;
    shutdown.wake();
    for (int i = 0; i < MOST_WAITS && !shutdown.isOver() && System.nanoTime() - end < 0; i++) {
      Thread.interrupted(); // this is the thread that called System.exit: parkNanos would spin
      LockSupport.parkNanos(this, 1_000_000);
    }
  }
}
