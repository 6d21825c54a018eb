package io.github.headroom.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets the application go first, then loads the agent and ends. The JVM is still starting when
 * premain returns: what the agent did at once would be CPU time before main(), and a third of it
 * (docs/performance.md).
 */
final class LaterStart extends Thread {

  /** Enough for a JVM to reach main on a busy machine; a quarter of the first fast tick. */
  static final long HEAD_START_NANOS = 250_000_000;

  private static final long STACK_BYTES = 256 * 1024;

  private final @Nullable String argument;
  private final Instrumentation instrumentation;
  private final long headStartNanos;

  LaterStart(@Nullable String argument, Instrumentation instrumentation, long headStartNanos) {
    super(null, null, "headroom-start", STACK_BYTES);
    setDaemon(true);
    this.argument = argument;
    this.instrumentation = instrumentation;
    this.headStartNanos = headStartNanos;
  }

  @Override
  public void run() {
    try {
      long end = System.nanoTime() + headStartNanos;
      for (long left = headStartNanos; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(this, left);
      }
      ClassLoader own =
          new AgentClassLoader(HeadroomAgent.ownJar(), HeadroomAgent.class.getClassLoader());
      Constructor<?> thread =
          own.loadClass("io.github.headroom.agent.SamplingThread")
              .getDeclaredConstructor(String.class, Instrumentation.class);
      thread.setAccessible(true); // the same package name in another loader is another package
      ((Thread) thread.newInstance(argument, instrumentation)).start();
    } catch (Throwable e) { // no threads left, no permission: the application goes on without us
      HeadroomAgent.sayNotStarted(e);
    }
  }
}
