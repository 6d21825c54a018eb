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

/** The agent's thread: sets the rooms up, then ticks until the JVM ends. */
final class SamplingThread extends Thread {

  private static final long STACK_BYTES = 512 * 1024;
  private static final long RETRY_NANOS = 1_000_000_000;

  /**
   * The process's own standard error, not System.err: an application may have put there an object
   * of its own by now, into whose locks and logs a guest's thread has not to go (Open Liberty does,
   * some hundred milliseconds after its start).
   */
  private final AgentLog log =
      new AgentLog(new PrintStream(new FileOutputStream(FileDescriptor.err)), AgentLog.Level.WARN);

  private final Records records = new Records(log);
  private final Exports exports = new Exports(log);
  private final Shutdown shutdown;

  /** Null where the settings switch the agent off. */
  private final @Nullable TickLoop loop;

  /**
   * Sets the rooms up. All of it is done here, not when the thread runs: a class whose initialiser
   * runs out of memory is lost, and what creates this thread then loads it all anew.
   *
   * @param otel the OpenTelemetry agent's settings, where Headroom is its extension
   * @param resource the OpenTelemetry agent's resource, where Headroom is its extension
   */
  SamplingThread(
      @Nullable String argument,
      Instrumentation instrumentation,
      @Nullable Function<String, String> otel,
      @Nullable Map<String, Object> resource) {
    super(null, null, "headroom", STACK_BYTES);
    setDaemon(true);
    // Not the caller's: a dynamic attach may come from a thread of a web application.
    setContextClassLoader(SamplingThread.class.getClassLoader());
    this.shutdown = new Shutdown(this, instrumentation, records, exports);
    awaitDescriptors();
    this.loop = loop(new Wiring(log, otel, resource), argument, instrumentation);
  }

  /** The JVM's, as this thread sees it. */
  Shutdown shutdown() {
    return shutdown;
  }

  /**
   * Some code interrupts every thread: whatever channel this one uses just then would be closed.
   */
  @Override
  public void interrupt() {}

  /** Setting up is the first to use classes of the JDK that are lost without a descriptor. */
  private void awaitDescriptors() {
    while (Descriptors.areShort()) {
      log.warnOnce(
          "descriptors",
          "the process has no file descriptors left (ulimit -n): the agent starts when it has");
      Thread.interrupted(); // parkNanos would spin
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

  /** Whether there is still time: a JVM that ends while the agent starts takes no more hooks. */
  private boolean hookIn() {
    while (true) {
      try {
        Runtime.getRuntime().addShutdownHook(new LastExport(shutdown));
        return true;
      } catch (OutOfMemoryError e) { // the application has filled the heap: later there is room
        // A catch block that says something could itself run out of memory.
        LockSupport.parkNanos(this, RETRY_NANOS);
      } catch (IllegalStateException e) {
        return false;
      }
    }
  }
}
