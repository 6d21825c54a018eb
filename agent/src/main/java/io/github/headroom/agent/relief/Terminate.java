package io.github.headroom.agent.relief;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends this JVM by SIGTERM to itself, so that its shutdown hooks run before the kernel would end it
 * without them: exit 143 instead of 137. The signal is raised in this process: a child process that
 * sends it takes the memory that is left.
 *
 * <p>Hooks that do not end are ended by Runtime.halt: nobody else would bound them.
 */
final class Terminate extends Action {

  /** 128 + SIGTERM. */
  private static final int EXIT = 143;

  /** Before that nothing is known well enough: what grows may be the start-up. */
  private static final double START_SECONDS = 120;

  private static final int LOOKS = 2;

  /** The forecast is to be so sure: its latest time, in leads. */
  private static final double LATEST_IN_LEADS = 2;

  private static final double LEAST_LEAD_SECONDS = 10;
  private static final double TIMES_THE_HOOKS = 2;
  private static final double LEAST_DEADLINE_SECONDS = 30;

  private final @Nullable Double givenLead;
  private double hooksSeconds;
  private int looks;

  /** Set by the thread that does it. */
  private volatile boolean begun;

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
        ? Math.max(LEAST_LEAD_SECONDS, TIMES_THE_HOOKS * hooksSeconds)
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

  @Override
  @Nullable String barred(Situation now) {
    // By the latest time alone it would come late: where that is 10 s away, 4 s are expected.
    boolean near =
        now.growing
            && now.midSeconds <= leadSeconds()
            && now.highSeconds <= LATEST_IN_LEADS * leadSeconds();
    looks = near ? looks + 1 : 0;
    if (begun) {
      return "the JVM is being ended";
    }
    if (!near) {
      return "the kill is farther away than the lead, or not sure";
    }
    if (now.age < START_SECONDS) {
      return "the JVM has run for less than two minutes";
    }
    return looks < LOOKS ? "the forecast is too recent" : null;
  }

  @Override
  void act() {
    begun = true;
    long end = System.nanoTime() + (long) (1e9 * deadlineSeconds());
    if (!raised()) {
      new Exit().start();
    }
    while (System.nanoTime() - end < 0) {
      Thread.interrupted(); // parkNanos would spin
      LockSupport.parkNanos(this, end - System.nanoTime());
    }
    Runtime.getRuntime().halt(EXIT);
  }

  /** Whether SIGTERM is on its way: not with -Xrs, nor in an image without jdk.unsupported. */
  private static boolean raised() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object term = signal.getConstructor(String.class).newInstance("TERM");
      signal.getMethod("raise", signal).invoke(null, term);
      return true;
    } catch (ReflectiveOperationException | LinkageError e) { // IllegalArgumentException within
      return false;
    }
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
