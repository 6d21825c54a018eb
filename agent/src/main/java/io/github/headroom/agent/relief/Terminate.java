package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends this JVM with SIGTERM to itself, so that its shutdown hooks run before the kernel kills it
 * without them. The exit status is 143 instead of 137. The signal is raised in this process,
 * because a child process that sends it would use the memory that is left.
 *
 * <p>If a signal handler does not end the JVM within half of the lead, System.exit follows. If the
 * hooks do not end by the deadline, Runtime.halt ends the JVM.
 */
class Terminate extends Action {

  /** 128 + SIGTERM. */
  private static final int EXIT = 143;

  /** Earlier than this, in s, the forecast is not reliable: the growth may be the start-up. */
  private static final double START_SECONDS = 120;

  /** How long the kill must be within the lead without interruption, in s. */
  private static final double LOOK_SECONDS = 2;

  /** The share of the forecast fall in headroom that must have happened in that time. */
  private static final double LEAST_FALL = 0.5;

  /** The latest time of the kill must be within this many leads. */
  private static final double LATEST_IN_LEADS = 2;

  private static final double LEAST_LEAD_SECONDS = 10;

  /** The largest lead, as in the setting. Longer hooks are not waited for. */
  private static final double MOST_LEAD_SECONDS = 600;

  /** The time for the sampling thread to record the halt. */
  private static final double RECORD_SECONDS = 2;

  private static final double TIMES_THE_HOOKS = 2;
  private static final double LEAST_DEADLINE_SECONDS = 30;

  private final @Nullable Double givenLead;
  private double hooksSeconds;

  /** The state when the kill came within the lead. */
  private boolean watching;

  private double since;
  private double expectedThen;
  private double midThen;

  /** Written by the thread that runs the action. */
  private volatile boolean begun;

  private volatile boolean halting;
  private volatile boolean haltRecorded;

  /**
   * @param givenLead the lead from the settings, in s; null to derive it from the hooks' duration
   */
  Terminate(@Nullable Double givenLead) {
    this.givenLead = givenLead;
  }

  /** Takes how long the hooks of the previous JVM took, in s; 0 if unknown. */
  void hooksTook(double seconds) {
    hooksSeconds = seconds;
  }

  /** Returns how long before the expected kill the JVM is ended, in s. */
  double leadSeconds() {
    return givenLead == null
        ? Math.min(MOST_LEAD_SECONDS, Math.max(LEAST_LEAD_SECONDS, TIMES_THE_HOOKS * hooksSeconds))
        : givenLead;
  }

  /** Returns how long the hooks may take, in s. */
  double deadlineSeconds() {
    return Math.max(LEAST_DEADLINE_SECONDS, 2 * leadSeconds());
  }

  @Override
  String word() {
    return "terminate";
  }

  /**
   * Returns whether the kill is within the lead, by what grows. The latest time alone would be too
   * late: when it is 10 s away, the kill is expected in 4 s.
   */
  boolean isWithinLead(Situation now) {
    return now.growing
        && now.midSeconds <= leadSeconds()
        && now.highSeconds <= LATEST_IN_LEADS * leadSeconds();
  }

  /**
   * Starts the observation anew, because nothing is known or another action has changed the
   * forecast.
   */
  void interrupted() {
    watching = false;
  }

  @Override
  @Nullable String barred(Situation now) {
    String why = begun ? "the JVM is being ended" : unfit(now);
    if (why != null || !watching) {
      watching = why == null;
      watch(now);
      return why == null ? "the forecast is too recent" : why;
    }
    double passed = now.seconds - since;
    if (passed < LOOK_SECONDS) {
      return "the forecast is too recent";
    }
    // A forecast persists for a while after the growth has ended.
    double forecast = expectedThen * passed / Math.max(passed, midThen);
    boolean falls = expectedThen - now.expected >= LEAST_FALL * forecast;
    watch(now);
    return falls ? null : "headroom falls more slowly than by the forecast";
  }

  private @Nullable String unfit(Situation now) {
    if (!isWithinLead(now)) {
      return "the kill is farther away than the lead, or not sure";
    }
    if (now.age < START_SECONDS) {
      return "the JVM has run for less than two minutes";
    }
    return now.culprit == MemoryArea.FILE_CACHE || now.culprit == MemoryArea.OTHER_PROCESSES
        ? "what grows is not this JVM"
        : null;
  }

  private void watch(Situation now) {
    since = now.seconds;
    expectedThen = now.expected;
    midThen = now.midSeconds;
  }

  @Override
  void act() {
    begun = true;
    long start = System.nanoTime();
    if (!raised()) {
      exit();
    }
    await(start, leadSeconds() / 2);
    if (!isShuttingDown()) { // a handler has consumed the signal
      exit();
    }
    await(start, deadlineSeconds());
    halting = true;
    long end = System.nanoTime();
    for (double waited = 0; waited < RECORD_SECONDS && !haltRecorded; waited += 0.05) {
      await(end, waited);
    }
    halt();
  }

  /** Returns whether the JVM is about to be halted, which must be recorded first. */
  boolean isHalting() {
    return halting && !haltRecorded;
  }

  /** Takes note that the halt was recorded. */
  void haltRecorded() {
    haltRecorded = true;
  }

  /**
   * Raises SIGTERM. Returns false if that is impossible, as with -Xrs or in an image without
   * jdk.unsupported.
   */
  boolean raised() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object term = signal.getConstructor(String.class).newInstance("TERM");
      signal.getMethod("raise", signal).invoke(null, term);
      return true;
    } catch (Throwable e) { // IllegalArgumentException inside, or no memory: System.exit is left
      return false;
    }
  }

  /**
   * Calls System.exit on another thread. If there is no thread, the halt at the deadline is left.
   */
  void exit() {
    try {
      new Exit().start();
    } catch (Throwable e) { // OutOfMemoryError
      // This is tried again after half of the lead.
    }
  }

  /** Returns whether the shutdown has begun. Hooks can be added only before. */
  boolean isShuttingDown() {
    try {
      Thread hook = new Thread("headroom-hook");
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    } catch (Throwable e) { // OutOfMemoryError
      return false;
    }
  }

  /** Waits until that many seconds after the start. */
  void await(long start, double seconds) {
    long nanos = (long) (1e9 * seconds);
    long left = nanos - (System.nanoTime() - start);
    while (left > 0) {
      Thread.interrupted(); // parkNanos would return at once while the interrupt flag is set
      LockSupport.parkNanos(this, left);
      left = nanos - (System.nanoTime() - start);
    }
  }

  void halt() {
    Runtime.getRuntime().halt(EXIT);
  }

  @Override
  void acted(Situation now, long bytes, double tookSeconds) {}

  /** A thread for System.exit, which does not return: its caller cannot watch the time. */
  private static final class Exit extends Thread {
    Exit() {
      super("headroom-exit");
      setDaemon(true);
    }

    @Override
    public void run() {
      System.exit(EXIT);
    }
  }
}
