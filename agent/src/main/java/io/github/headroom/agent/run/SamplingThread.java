package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Descriptors;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The agent's thread. Sets the agent up, then ticks until the JVM ends. */
final class SamplingThread extends Thread {

  private static final long STACK_BYTES = 512 * 1024;
  private static final long RETRY_NANOS = 1_000_000_000;

  /**
   * Write to the process's stderr instead of System.err. The application may have replaced
   * System.err with an object that takes locks (Open Liberty does so shortly after its start).
   */
  private final AgentLog log =
      new AgentLog(new PrintStream(new FileOutputStream(FileDescriptor.err)), AgentLog.Level.WARN);

  private final Records records = new Records(log);
  private final Exports exports = new Exports(log);
  private final Shutdown shutdown;

  /** Null if the settings disable the agent. */
  private final @Nullable TickLoop loop;

  /**
   * Sets the agent up in the constructor rather than in run(): a class whose initializer runs out
   * of memory stays unusable, and the creator of this thread then loads all classes anew.
   *
   * @param otel the OpenTelemetry agent's settings when Headroom is its extension
   * @param resource the OpenTelemetry agent's resource when Headroom is its extension
   */
  SamplingThread(
      @Nullable String argument,
      Instrumentation instrumentation,
      @Nullable Function<String, String> otel,
      @Nullable Map<String, Object> resource) {
    super(null, null, "headroom", STACK_BYTES);
    setDaemon(true);
    // Do not inherit the caller's loader: a dynamic attach may run on a thread of a web
    // application.
    setContextClassLoader(SamplingThread.class.getClassLoader());
    this.shutdown = new Shutdown(this, instrumentation, records, exports);
    awaitDescriptors();
    this.loop = loop(new Wiring(log, otel, resource), argument, instrumentation);
  }

  /** Returns the shutdown of the JVM as this thread follows it. */
  Shutdown shutdown() {
    return shutdown;
  }

  /**
   * Ignores interrupts: some applications interrupt every thread, which would close the channel in
   * use.
   */
  @Override
  public void interrupt() {}

  /**
   * Waits for a free file descriptor. The setup is the first to use classes of the JDK that stay
   * unusable when they are initialized without one.
   */
  private void awaitDescriptors() {
    while (Descriptors.areShort()) {
      log.warnOnce(
          "descriptors",
          "the process has no file descriptors left (ulimit -n); the agent starts when one is"
              + " free");
      Thread.interrupted(); // parkNanos would return at once while the interrupt flag is set
      LockSupport.parkNanos(this, RETRY_NANOS);
    }
  }

  private @Nullable TickLoop loop(
      Wiring wiring, @Nullable String argument, Instrumentation instrumentation) {
    Settings settings = wiring.settings(argument);
    if (settings.disabled()) {
      log.debug("switched off by its settings");
      return null;
    }
    Sampler sampler = wiring.sampler(instrumentation);
    Events events = new Events(wiring, settings, exports, log);
    Causes causes =
        settings.looksForCause() ? new Causes(instrumentation, settings.boundsPauses(), log) : null;
    Tick tick = new Tick(wiring, settings, sampler, records, exports, causes, events, log);
    BetweenTicks between = new BetweenTicks(this, tick, records, exports, shutdown);
    return new TickLoop(settings, tick, between, exports, shutdown, log);
  }

  @Override
  public void run() {
    try {
      if (loop != null && hookIn()) {
        loop.run();
      }
    } catch (Throwable e) {
      log.failure("stopped", "the agent has stopped; the application is not affected", e);
    }
  }

  /**
   * Registers the shutdown hook. Returns false if the JVM is already ending and takes no more
   * hooks.
   */
  private boolean hookIn() {
    while (true) {
      try {
        Runtime.getRuntime().addShutdownHook(new LastExport(shutdown));
        return true;
      } catch (OutOfMemoryError e) { // the application's heap is full; try again later
        // A catch block that logs could itself run out of memory.
        LockSupport.parkNanos(this, RETRY_NANOS);
      } catch (IllegalStateException e) {
        return false;
      }
    }
  }
}
