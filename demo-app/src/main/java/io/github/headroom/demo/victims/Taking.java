package io.github.headroom.demo.victims;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Takes memory to a plan, a chunk at a time, and reports how much it is. */
final class Taking {
  /** One allocation: small against any limit, large enough to be quick. */
  static final int CHUNK = 1 << 20;

  /** For what grows slowly, or among other objects. */
  static final int SMALL_CHUNK = 64 << 10;

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Of the plan, what is taken at once at most. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Clock clock;
  private final LongConsumer lines;

  Taking(Clock clock, LongConsumer lines) {
    this.clock = clock;
    this.lines = lines;
  }

  /** Takes one chunk more, all of it written. */
  interface Taker {
    void take() throws IOException;
  }

  /** With a line a second on standard output. */
  static Taking printing() {
    return new Taking(Clock.SYSTEM, Lines.toStandardOutput());
  }

  /** For what is not the victim's leak. */
  static Taking silent() {
    return new Taking(Clock.SYSTEM, bytes -> {});
  }

  /**
   * Never returns: ends with the process. What a pause has held up is not caught up with: the plan
   * waits, so that its rate is the most that is taken in any time.
   */
  void follow(Plan plan, int chunk, Taker taker) throws IOException {
    long last = clock.nanos();
    long planned = 0;
    long taken = 0;
    while (true) {
      lines.accept(taken);
      if (taken + chunk <= plan.bytes(planned)) {
        taker.take();
        taken += chunk;
      } else {
        clock.pause(STEP_NANOS);
        long now = clock.nanos();
        planned += Math.min(now - last, MOST_NANOS);
        last = now;
      }
    }
  }
}
