package io.github.headroom.agent.boot;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the application has started, then starts the agent's thread and ends.
 *
 * <p>The JVM is still starting when premain returns. Work done at once would add a third to the CPU
 * time before main() (docs/performance.md).
 */
public class LaterStart extends Thread {

  /** Time for a JVM to reach main() on a busy machine, in ns: a quarter of the first fast tick. */
  public static final long HEAD_START_NANOS = 250_000_000;

  private static final long STACK_BYTES = 256 * 1024;
  private static final long RETRY_NANOS = 1_000_000_000;

  private final @Nullable String argument;
  private final Instrumentation instrumentation;
  private final long headStartNanos;
  private final @Nullable Object otel;
  private final @Nullable Map<String, Object> resource;

  /** The agent's thread after it was built and before it could be started. */
  private @Nullable Thread built;

  /**
   * @param otel a Function with the OpenTelemetry agent's settings when Headroom is its extension
   * @param resource the OpenTelemetry agent's resource when Headroom is its extension
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
   * Ignores interrupts: some applications interrupt every thread, which would close the settings
   * file while it is being read.
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
      } catch (OutOfMemoryError e) { // the application's heap is full; try again later
        // A catch block that logs could itself run out of memory.
        again = true;
        wait = RETRY_NANOS;
      } catch (IOException e) { // the jar cannot be opened; a file descriptor may be free later
        again = isDeniedItsJar();
        if (!again || wait == headStartNanos) {
          NotStarted.print(e);
        }
        wait = RETRY_NANOS;
      } catch (Throwable e) { // no permission; the application continues without the agent
        NotStarted.print(e);
      }
    }
  }

  /** Returns whether the agent's jar exists but cannot be opened. */
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
      Thread.interrupted(); // parkNanos would return at once while the interrupt flag is set
      LockSupport.parkNanos(this, left);
    }
  }

  /**
   * Builds the thread once. When there is no memory or process for it, only its start is tried
   * again.
   */
  private void startAgent() throws Exception {
    Thread agent = built;
    if (agent == null) {
      agent = build();
      built = agent;
    }
    agent.start();
  }

  /** Uses a new loader each time: a class whose initializer ran out of memory stays unusable. */
  Thread build() throws Exception {
    return AgentClassLoader.ofOwnJar()
        .start()
        .apply(new Object[] {argument, instrumentation, otel, resource});
  }
}
