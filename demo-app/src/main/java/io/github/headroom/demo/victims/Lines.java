package io.github.headroom.demo.victims;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * What a victim prints of itself, whatever others measure: a line {@code <epoch millis> <bytes>} at
 * its start and then each second, written out at once so that the last one survives a kill.
 */
final class Lines implements LongConsumer {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;
  private final PrintStream out;
  private final long start;
  private long nextSecond;

  Lines(Clock clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
    this.start = clock.nanos();
  }

  static Lines toStandardOutput() {
    return new Lines(Clock.SYSTEM, System.out);
  }

  /** To be called often: prints the bytes if a second has begun since the last line. */
  @Override
  public void accept(long bytes) {
    long second = (clock.nanos() - start) / SECOND;
    if (second >= nextSecond) {
      out.println(clock.epochMillis() + " " + bytes);
      out.flush();
      nextSecond = second + 1;
    }
  }
}
