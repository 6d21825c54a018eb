package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes memory evenly, a chunk at a time, and says on standard output each second how much that is:
 * {@code <epoch millis> <bytes so far>}. Options: {@code --rate} in bytes a second, {@code --most}
 * in bytes, after which nothing more is taken and the process stays.
 */
final class SteadyRate {
  /** One allocation: small against any limit, large enough to be quick. */
  static final int CHUNK = 1 << 20;

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long rate;
  private final long most;

  private SteadyRate(long rate, long most) {
    this.rate = rate;
    this.most = most;
  }

  /** Takes {@link #CHUNK} bytes more, all of them written. */
  interface Taker {
    void take() throws IOException;
  }

  static SteadyRate of(String[] commandLine) {
    Arguments arguments = new Arguments(commandLine, "--rate", "--most");
    return new SteadyRate(
        arguments.number("--rate", 10 * CHUNK, 1, 1L << 40),
        arguments.number("--most", Long.MAX_VALUE, 0, Long.MAX_VALUE));
  }

  /** Never returns: ends with the process. */
  void take(Taker taker) throws IOException {
    long start = System.nanoTime();
    long taken = 0;
    for (long second = 0; ; ) {
      long now = System.nanoTime() - start;
      if (now >= TimeUnit.SECONDS.toNanos(second)) {
        System.out.println(System.currentTimeMillis() + " " + taken);
        second++;
      }
      // In double: bytes times nanoseconds overflow a long.
      double due = Math.min((double) most, (double) now / TimeUnit.SECONDS.toNanos(1) * rate);
      if (taken + CHUNK <= due) {
        taker.take();
        taken += CHUNK;
      } else {
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }
}
