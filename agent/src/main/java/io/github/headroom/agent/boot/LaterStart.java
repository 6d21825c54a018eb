package io.github.headroom.agent.boot;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets the application go first, then loads the agent and ends. The JVM is still starting when
 * premain returns: what the agent did at once would be CPU time before main(), and a third of it
 * (docs/performance.md).
 */
public class LaterStart extends Thread {

  /** Enough for a JVM to reach main on a busy machine; a quarter of the first fast tick. */
  public static final long HEAD_START_NANOS = 250_000_000;

  private static final long STACK_BYTES = 256 * 1024;
  private static final long RETRY_NANOS = 1_000_000_000;

  private final @Nullable String argument;
  private final Instrumentation instrumentation;
  private final long headStartNanos;
  private final @Nullable Object otel;
  private final @Nullable Map<String, Object> resource;

  /** The agent's, where it was built but could not be started yet. */
  private @Nullable Thread built;

  /**
   * @param otel a Function: the OpenTelemetry agent's settings, where Headroom is its extension
   * @param resource the OpenTelemetry agent's resource, where Headroom is its extension
   */
  public LaterStart(
      @Nullable String argument,
      Instrumentation instrumentation,
      long headStartNanos,
      @Nullable Object otel,
      @Nullable Map<String, Object> resource) {
    super(null, null, "headroom-start", STACK_BYTES);
    setDaemon(true);
    this.argument = argument;
    this.instrumentation = instrumentation;
    this.headStartNanos = headStartNanos;
    this.otel = otel;
    this.resource = resource;
  }

  /**
   * Some code interrupts every thread: the file of settings that is read just then would be closed.
   */
  @Override
  public void interrupt() {}

  @Override
  public void run() {
    long wait = headStartNanos;
    boolean again = true;
    while (again) {
      again = false;
      try {
        await(wait);
        startAgent();
      } catch (OutOfMemoryError e) { // the application has filled the heap: later there is room
        // A catch block that logs could itself run out of memory.
        again = true;
        wait = RETRY_NANOS;
      } catch (IOException e) { // the jar cannot be opened: later there may be a descriptor for it
        again = isDeniedItsJar();
        if (!again || wait == headStartNanos) {
          NotStarted.print(e);
        }
        wait = RETRY_NANOS;
      } catch (InvocationTargetException e) { // the same, in the constructor of the agent's thread
        again = e.getCause() instanceof OutOfMemoryError;
        wait = RETRY_NANOS;
        if (!again) {
          NotStarted.print(e);
        }
      } catch (Throwable e) { // no permission: the application goes on without us
        NotStarted.print(e);
      }
    }
  }

  /** Whether the agent's jar is there but cannot be opened. */
  private static boolean isDeniedItsJar() {
    try {
      File jar = AgentClassLoader.ownJar();
      try {
        new RandomAccessFile(jar, "r").close();
        return false;
      } catch (IOException e) {
        return jar.isFile();
      }
    } catch (URISyntaxException | RuntimeException e) {
      return false;
    }
  }

  private void await(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      Thread.interrupted(); // some code interrupts every thread: parkNanos would spin
      LockSupport.parkNanos(this, left);
    }
  }

  /** Builds it once: where there is no memory or no process for a thread, that alone is retried. */
  private void startAgent() throws Exception {
    Thread agent = built;
    if (agent == null) {
      agent = build();
      built = agent;
    }
    agent.start();
  }

  /** In a loader of its own each time: a class whose initialiser ran out of memory is lost. */
  Thread build() throws Exception {
    Constructor<?> thread =
        AgentClassLoader.ofOwnJar()
            .loadClass("io.github.headroom.agent.run.SamplingThread")
            .getDeclaredConstructor(String.class, Instrumentation.class, Function.class, Map.class);
    thread.setAccessible(true); // of another package
    return (Thread) thread.newInstance(argument, instrumentation, otel, resource);
  }
}
