package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends this JVM by SIGTERM to itself, so that its shutdown hooks run before the kernel would end it
 * without them: exit 143 instead of 137. The signal is raised in this process: a child process that
 * sends it takes the memory that is left.
 *
 * <p>A handler of the signal that ends nothing has half of the lead, then System.exit follows.
 * Hooks that do not end are ended by Runtime.halt: nobody else would bound them.
 */
class Terminate extends Action {

  /** 128 + SIGTERM. */
  private static final int EXIT = 143;

  /** Before that nothing is known well enough: what grows may be the start-up. */
  private static final double START_SECONDS = 120;

  /** For so long the kill is to be within the lead without interruption. */
  private static final double LOOK_SECONDS = 2;

  /** Of what headroom would lose in that time by the forecast, what it is to have lost. */
  private static final double LEAST_FALL = 0.5;

  /** The forecast is to be so sure: its latest time, in leads. */
  private static final double LATEST_IN_LEADS = 2;

  private static final double LEAST_LEAD_SECONDS = 10;

  /** As of the setting: hooks that took longer are not waited for. */
  private static final double MOST_LEAD_SECONDS = 600;

  /** For the sampling thread to record the halt. */
  private static final double RECORD_SECONDS = 2;

  private static final double TIMES_THE_HOOKS = 2;
  private static final double LEAST_DEADLINE_SECONDS = 30;

  private final @Nullable Double givenLead;
  private double hooksSeconds;

  /** What a stretch of looks began with at which the kill is within the lead. */
  private boolean watching;

  private double since;
  private double expectedThen;
  private double midThen;

  /** Set by the thread that does it. */
  private volatile boolean begun;

  private volatile boolean halting;
  private volatile boolean haltRecorded;

  /**
   * @param givenLead seconds before the kill, by the settings; null where that follows from the
   *     hooks
   */
  Terminate(@Nullable Double givenLead) {
    this.givenLead = givenLead;
  }

  /** What the hooks of the JVM before this one took, seconds; 0 where that is not known. */
  void hooksTook(double seconds) {
    hooksSeconds = seconds;
  }

  /** How long before the expected time of the kill it is done. */
  double leadSeconds() {
    return givenLead == null
        ? Math.min(MOST_LEAD_SECONDS, Math.max(LEAST_LEAD_SECONDS, TIMES_THE_HOOKS * hooksSeconds))
        : givenLead;
  }

  /** How long the hooks may take. */
  double deadlineSeconds() {
    return Math.max(LEAST_DEADLINE_SECONDS, 2 * leadSeconds());
  }

  @Override
  String word() {
    return "terminate";
  }

  /**
   * Whether the kill is so near that it is time to, by what grows. By the latest time alone it
   * would come late: where that is 10 s away, 4 s are expected.
   */
  boolean isWithinLead(Situation now) {
    return now.growing
        && now.midSeconds <= leadSeconds()
        && now.highSeconds <= LATEST_IN_LEADS * leadSeconds();
  }

  /** Nothing is known, or another act has changed what is forecast. */
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
    // A forecast holds on for a while where the growth has ended.
    double foreseen = expectedThen * passed / Math.max(passed, midThen);
    boolean falls = expectedThen - now.expected >= LEAST_FALL * foreseen;
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
    if (!isShuttingDown()) { // a handler has swallowed the signal
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

  /** Whether the JVM is about to be halted, which is to be recorded. */
  boolean isHalting() {
    return halting && !haltRecorded;
  }

  /** The halt has been recorded. */
  void haltRecorded() {
    haltRecorded = true;
  }

  /** Whether SIGTERM is on its way: not with -Xrs, nor in an image without jdk.unsupported. */
  boolean raised() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object term = signal.getConstructor(String.class).newInstance("TERM");
      signal.getMethod("raise", signal).invoke(null, term);
      return true;
    } catch (Throwable e) { // IllegalArgumentException within, or no memory: the other way is left
      return false;
    }
  }

  /** Without a thread the halt at the deadline is left. */
  void exit() {
    try {
      new Exit().start();
    } catch (Throwable e) { // OutOfMemoryError
      // It is tried once more after half of the lead.
    }
  }

  /** Hooks can be added until the shutdown begins. */
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

  /** Waits until so many seconds after the start. */
  void await(long start, double seconds) {
    long nanos = (long) (1e9 * seconds);
    long left = nanos - (System.nanoTime() - start);
    while (left > 0) {
      Thread.interrupted(); // parkNanos would spin
      LockSupport.parkNanos(this, left);
      left = nanos - (System.nanoTime() - start);
    }
  }

  void halt() {
    Runtime.getRuntime().halt(EXIT);
  }

  @Override
  void acted(Situation now, long bytes, double tookSeconds) {}

  /** System.exit does not return, so that whoever calls it cannot watch the time. */
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
