package io.github.headroom.it.parts;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits by asking again and again, never by a fixed time. */
public final class Await {

  /** Generous: a test that needs it all is failing anyway. */
  public static final Duration BOUND = Duration.ofMinutes(3);

  private static final long PERIOD_MILLIS = 20;

  private Await() {}

  /**
   * Returns when {@code condition} holds; fails with the text of {@code state} after {@link
   * #BOUND}.
   */
  public static void until(String what, Callable<Boolean> condition, Supplier<String> state) {
    long end = System.nanoTime() + BOUND.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError(
              "waited " + BOUND.toSeconds() + " s for " + what + ": " + state.get());
        }
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    } catch (Exception e) {
      throw new AssertionError("while waiting for " + what, e);
    }
  }

  public static void until(String what, Callable<Boolean> condition) {
    until(what, condition, () -> "it did not happen");
  }
}
