package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.publish.ExportThread;
import io.github.headroom.agent.sample.Descriptors;
import io.github.headroom.agent.sample.Sample;
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

/**
 * The agent's thread: sets the rooms up, then ticks until the JVM ends. Fast passes every {@code
 * headroom.sample.interval}; full passes every {@code headroom.slow.interval} and for each export.
 */
final class SamplingThread extends Thread {

  private static final long STACK_BYTES = 512 * 1024;
  private static final long RETRY_NANOS = 1_000_000_000;

  /** Between two records while the end may be near. */
  private static final long QUICK_NANOS = 50_000_000;

  /** Between two looks at an export under way: its writes end so late after their time. */
  private static final long EXPORT_LOOK_NANOS = 1_000_000_000;

  private static final long FULL_SHARE = 20;

  /** What a full pass takes, until it is known. */
  private static final long FULL_NANOS = 10_000_000;

  private final @Nullable String argument;
  private final Instrumentation instrumentation;
  private final @Nullable Function<String, String> otel;
  private final @Nullable Map<String, Object> resource;

  /**
   * The process's own standard error, not System.err: an application may have put there an object
   * of its own by now, into whose locks and logs a guest's thread has not to go (Open Liberty does,
   * some hundred milliseconds after its start).
   */
  private final AgentLog log =
      new AgentLog(new PrintStream(new FileOutputStream(FileDescriptor.err)), AgentLog.Level.WARN);

  private final Sample sample = new Sample();
  private final Outlook outlook = new Outlook();
  private final LimitWatch limits = new LimitWatch(log);
  private final VerdictWatch verdicts = new VerdictWatch(log);
  private final Records records = new Records(log);
  private long fullNanos = FULL_NANOS;
  private long fullEnded;
  private double passSeconds;
  private volatile @Nullable ExportThread exports;
  private volatile boolean lastWanted;
  private volatile boolean lastDone;
  private volatile boolean stopped;

  /** Somebody waits for this thread to act. */
  private volatile boolean called;

  /** Where the shutdown is; null until it begins. */
  private volatile @Nullable Shutdown shutdown;

  private volatile long lastOffered;
  private boolean hooked;

  /**
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
    this.argument = argument;
    this.instrumentation = instrumentation;
    this.otel = otel;
    this.resource = resource;
  }

  /**
   * Some code interrupts every thread: whatever channel this one uses just then would be closed.
   */
  @Override
  public void interrupt() {}

  @Override
  public void run() {
    boolean again = true;
    while (again) {
      again = false;
      try {
        awaitDescriptors();
        setUpAndTick();
      } catch (OutOfMemoryError e) { // the application has filled the heap: later there is room
        // A catch block that says something could itself run out of memory.
        LockSupport.parkNanos(this, RETRY_NANOS);
        again = true;
      } catch (Throwable e) {
        log.failure("stopped", "the agent has stopped; the application is not affected", e);
      }
    }
  }

  /** Setting up is the first to use classes of the JDK that are lost without a descriptor. */
  private void awaitDescriptors() {
    while (Descriptors.areShort()) {
      log.warnOnce(
          "descriptors",
          "the process has no file descriptors left (ulimit -n): the agent starts when it has");
      park(System.nanoTime() + RETRY_NANOS);
    }
  }

  private void setUpAndTick() {
    Wiring wiring = new Wiring(log, otel, resource);
    Settings settings = wiring.settings(argument);
    if (settings.disabled()) {
      log.debug("switched off by its settings");
      return;
    }
    Sampler sampler = wiring.sampler(instrumentation);
    if (hookIn()) {
      tickToTheEnd(wiring, settings, sampler);
    }
  }

  /** Whether there is still time: a JVM that ends while the agent starts takes no more hooks. */
  private boolean hookIn() {
    if (hooked) {
      return true; // setting up has failed for lack of memory and is done again
    }
    try {
      Runtime.getRuntime().addShutdownHook(new LastExport(this));
      hooked = true;
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /**
   * Ticks on whatever is thrown. A catch block that says something can itself run out of memory, be
   * it in the constants it names: here it only remembers, and what it says is said within the try.
   */
  private void tickToTheEnd(Wiring wiring, Settings settings, Sampler sampler) {
    long now = System.nanoTime();
    ExportPace pace = new ExportPace(settings.exportIntervalMillis() * 1_000_000, now);
    if (settings.exporter() == Settings.Exporter.NONE) {
      pace.stop(now);
    }
    Throwable failed = null;
    while (!stopped) {
      try {
        if (failed != null) {
          LockSupport.parkNanos(this, RETRY_NANOS);
          if (followShutdown()) { // in a full heap what follows may fail once more
            return;
          }
          log.failure("tick", "a tick failed; the next is tried in its time", failed);
          failed = null;
        }
        tick(wiring, settings, sampler, pace);
      } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
        failed = e;
      }
    }
  }

  private void tick(Wiring wiring, Settings settings, Sampler sampler, ExportPace pace) {
    long fastNanos = settings.sampleIntervalMillis() * 1_000_000;
    long slowNanos = settings.slowIntervalMillis() * 1_000_000;
    long now = System.nanoTime();
    long nextFast = now;
    long nextSlow = now;
    while (!stopped) {
      called = false;
      boolean last = lastWanted && !lastDone;
      if (followShutdown()) {
        return;
      }
      boolean export = last ? exports != null : pace.isDue(now);
      boolean full = export || now - nextSlow >= 0 || wantsFull(now);
      if (full) {
        nextSlow = after(now, nextSlow, slowNanos);
      }
      boolean passed = pass(sampler, full);
      if (passed) {
        if (full && !lastWanted) { // what begins during the shutdown would not see its beginning
          records.begin(wiring, settings, sampler.location(), outlook);
        }
        records.record(sampler.location(), sample, outlook, passSeconds, full, true);
        say(full);
        pace.look(outlook, now);
        if (!export && !last && pace.isDue(now)) {
          full = full || complete(sampler);
          export = full; // else at the next tick, which is at once
        }
        records.say(sample, outlook, passSeconds, full);
      }
      if (export) {
        pace.exported(now);
        if (passed && !export(wiring, settings)) {
          pace.stop(now);
        }
      }
      if (last) {
        pace.stop(now); // the exporter's thread ends with its last export
        lastDone = true;
        if (followShutdown()) {
          return;
        }
      }
      nextFast = after(now, nextFast, fastNanos);
      now = System.nanoTime();
      long due = now + Math.min(nextFast - now, Math.min(nextSlow - now, pace.next() - now));
      recordQuickly(sampler, full, due);
      now = park(due);
    }
  }

  /**
   * Records how far the JVM's shutdown is, once it has begun, and gives whether that is the end of
   * it: until then hooks of the application run, and may be killed in the middle of it.
   */
  private boolean followShutdown() {
    Shutdown now = shutdown;
    if (!lastWanted || now == null) {
      return false;
    }
    if (now.isWatched()) {
      // First: a shutdown that is recorded alone counts as one that came to its end.
      records.shutdownIsWatched();
    }
    records.shutdownBegan();
    if (now.hasEnded() || (now.isUnwatched() && lastDone)) {
      records.shutdownEnded(now.hasEnded());
      stopped = true;
    }
    return stopped;
  }

  /** Whether sample and figures are those of one whole pass. */
  private boolean pass(Sampler sampler, boolean full) {
    try {
      if (full) {
        fullPass(sampler);
        passSeconds = seconds();
        outlook.full(sample, passSeconds);
      } else {
        sampler.fastPass(sample);
        passSeconds = seconds();
        outlook.fast(sample, passSeconds);
      }
      return true;
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      log.failure("pass", "a pass failed; the next is tried in its time", e);
      return false;
    }
  }

  /** Makes the sample of a fast pass a whole one, for an export that has become due by it. */
  private boolean complete(Sampler sampler) {
    try {
      fullPass(sampler);
      outlook.beside(sample);
      return true;
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      log.failure("pass", "a pass failed; the next is tried in its time", e);
      return false;
    }
  }

  private void fullPass(Sampler sampler) {
    sampler.fullPass(sample);
    // The first loads classes, and one may be held up: neither tells what the next will take.
    fullNanos = Math.min(sample.durationNanos(), 2 * fullNanos);
    fullEnded = System.nanoTime();
  }

  /**
   * While the end may be near every tick is full: who holds the memory is known of no other. Unless
   * that took more than a twentieth of the time, as where the process has very many mappings.
   */
  private boolean wantsFull(long now) {
    return outlook.isPressing() && now - fullEnded >= FULL_SHARE * fullNanos;
  }

  /**
   * While the end may be near, ticks between the ticks: recorded, not foretold from. The first of
   * them after a fast pass is full: there may be no other tick.
   */
  private void recordQuickly(Sampler sampler, boolean wasFull, long due) {
    boolean full = !wasFull && wantsFull(System.nanoTime());
    try {
      while (records.isRecording() && outlook.isPressing() && !called) {
        long next = System.nanoTime() + QUICK_NANOS;
        if (due - next < QUICK_NANOS) {
          return;
        }
        park(next);
        if (full) {
          fullPass(sampler);
        } else {
          sampler.fastPass(sample);
        }
        records.record(sampler.location(), sample, outlook, seconds(), full, false);
        full = false;
      }
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      log.failure("pass", "a pass failed; the next is tried in its time", e);
    }
  }

  private void say(boolean full) {
    try {
      if (full) {
        limits.look(outlook.figures());
      }
      verdicts.look(outlook, seconds());
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      log.failure("say", "what was to be said could not be", e);
    }
  }

  private static double seconds() {
    return System.nanoTime() / 1e9;
  }

  /** Waits until then; a late tick is not made up for. Looks after an export meanwhile. */
  private long park(long due) {
    long now = System.nanoTime();
    long wait = due - now;
    while (wait > 0 && !called) {
      ExportThread thread = exports;
      if (thread != null && !isTold(thread)) {
        thread.endOverdue(now);
        wait = Math.min(wait, EXPORT_LOOK_NANOS);
      }
      Thread
          .interrupted(); // a debugger's of Java 8 passes interrupt() by, and parkNanos would spin
      // parkNanos allocates nothing; Thread.sleep makes 40 bytes a call on JDK 25.
      LockSupport.parkNanos(this, wait);
      now = System.nanoTime();
      wait = due - now;
    }
    return now;
  }

  /** The next multiple of the interval that lies ahead. */
  static long after(long now, long due, long interval) {
    long late = now - due;
    return late < 0 ? due : due + (late / interval + 1) * interval;
  }

  /** Whether there is where to export to. */
  private boolean export(Wiring wiring, Settings settings) {
    try {
      ExportThread thread = exports;
      if (thread == null) {
        if (Descriptors.areShort()) {
          log.warnOnce(
              "exports",
              "the process has no file descriptors left (ulimit -n): exports start when it has");
          return true;
        }
        // Only now: a JVM that ends before its first interval never loads OpenTelemetry.
        thread = wiring.exports(settings);
        if (thread == null) {
          return false;
        }
        thread.start();
        exports = thread;
      }
      lastOffered = thread.offer(sample, outlook.figures());
    } catch (Throwable e) { // no memory for it, or no thread to be had: later there may be
      log.failure("exports", "exports could not be started; tried again at the next", e);
    }
    return true;
  }

  /**
   * Called when the JVM's shutdown begins: one last export, for at most the time given. What is
   * recorded goes on until the shutdown has ended.
   */
  void exportLast(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    ExportThread thread = exports;
    Shutdown now = new Shutdown(this);
    if (records.areNone()) {
      now.leaveUnwatched(); // nothing is recorded, so the end changes nothing
    } else {
      now.watch(instrumentation);
    }
    shutdown = now;
    lastWanted = true;
    if (thread != null) {
      thread.tryOnce(); // a collector that refuses is not worth a wait now
    }
    wake();
    if (thread == null && records.areNone()) {
      return; // a short-lived JVM, or nothing is published and nothing recorded
    }
    while (System.nanoTime() - end < 0 && !(lastDone && isTold(thread) && isAsFarAs(now))) {
      Thread.interrupted(); // some code interrupts every thread: parkNanos would spin
      LockSupport.parkNanos(this, 2_000_000);
    }
    if (thread != null) {
      thread.finish();
    }
  }

  /** Unwatched, the shutdown may be over as soon as the hook is. */
  private boolean isAsFarAs(Shutdown now) {
    return now.isWatched() || stopped;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Has the thread look at once for what is wanted of it. */
  void wake() {
    called = true;
    LockSupport.unpark(this);
  }

  private boolean isTold(@Nullable ExportThread thread) {
    return thread == null || thread.told() >= lastOffered;
  }
}
