package io.github.headroom.demo.victims;

import java.util.concurrent.TimeUnit;

/** Time that passes only where a victim pauses, and ends there. */
final class FakeClock implements Clock {
  private final long end;
  private long nanos;

  FakeClock(long endSeconds) {
    end = TimeUnit.SECONDS.toNanos(endSeconds);
  }

  /** Thrown by the pause that leads past the end: victims do not return by themselves. */
  static final class Over extends RuntimeException {}

  void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_000_000 + TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  @Override
  public void pause(long pause) {
    nanos += pause;
    if (nanos > end) {
      throw new Over();
    }
  }
}
