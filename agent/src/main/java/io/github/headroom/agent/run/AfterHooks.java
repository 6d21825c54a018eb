package io.github.headroom.agent.run;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs at the very end of the JVM's shutdown. A shutdown hook cannot see that point: the
 * application's hooks all run at the same time, take as long as they like, and may fill the memory.
 *
 * <p>java.lang.Shutdown runs a table of ten entries in order: the console's echo, the application's
 * hooks, and File.deleteOnExit. The others are free (JDK 8 to 28). The last entry runs after
 * everything else. The table is internal to the JDK: Instrumentation.redefineModule, which is meant
 * for agents, opens its package to the agent alone.
 */
final class AfterHooks implements Runnable {

  private static final int LAST_PLACE = 9;

  /** The longest delay of the JVM's end. */
  private static final long MORE_NANOS = 500_000_000;

  /**
   * The most waits of one millisecond. A throttled container (a CFS period is 100 ms) sleeps in
   * only a few of them, and its sampling thread has run no more often.
   */
  private static final int MOST_WAITS = 100;

  private final Shutdown shutdown;
  private volatile boolean watched;
  private volatile boolean unwatched;
  private volatile boolean ended;

  AfterHooks(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  /**
   * Returns whether the end will be seen. {@link #isUnwatched} returns whether it is known that it
   * will not.
   */
  boolean isWatched() {
    return watched;
  }

  boolean isUnwatched() {
    return unwatched;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Gives up watching the end. The end of the agent's hook then counts as the end. */
  void leaveUnwatched() {
    unwatched = true;
  }

  /** Registers for the end. Call this from a shutdown hook. */
  void watch(Instrumentation instrumentation) {
    try {
      openPackage(instrumentation);
      Method add =
          Class.forName("java.lang.Shutdown")
              .getDeclaredMethod("add", int.class, boolean.class, Runnable.class);
      add.setAccessible(true);
      add.invoke(null, LAST_PLACE, true, this);
      watched = true;
    } catch (Throwable e) { // another JVM, or a full heap
      leaveUnwatched();
    }
  }

  /** Opens java.lang to the agent. Java 8 has no modules, so there is nothing to open. */
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

  /** Called by the JVM after all hooks have ended. The JVM halts as soon as this returns. */
  @Override
  public void run() {
    ended = true;
    long end = System.nanoTime() + MORE_NANOS;
    shutdown.wake();
    for (int i = 0; i < MOST_WAITS && !shutdown.isOver() && System.nanoTime() - end < 0; i++) {
      // the thread of System.exit may be interrupted; parkNanos would return at once
      Thread.interrupted();
      LockSupport.parkNanos(this, 1_000_000);
    }
  }
}
