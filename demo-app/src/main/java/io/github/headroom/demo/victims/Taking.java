package io.github.headroom.demo.victims;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Takes memory to a plan, a chunk at a time, and tells how much it is. */
final class Taking {
  /** One allocation: small against any limit, large enough to be quick. */
  static final int CHUNK = 1 << 20;

  /** For what grows slowly, or among other objects. */
  static final int SMALL_CHUNK = 64 << 10;

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

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
  static Taking told() {
    return new Taking(Clock.SYSTEM, Lines.toStandardOutput());
  }

  /** For what is not the victim's leak. */
  static Taking untold() {
    return new Taking(Clock.SYSTEM, bytes -> {});
  }

  /** Never returns: ends with the process. What a pause has held up is caught up with. */
  void follow(Plan plan, int chunk, Taker taker) throws IOException {
    long start = clock.nanos();
    long taken = 0;
    while (true) {
      lines.accept(taken);
      if (taken + chunk <= plan.bytes(clock.nanos() - start)) {
        taker.take();
        taken += chunk;
      } else {
        clock.pause(STEP_NANOS);
      }
    }
  }
}
