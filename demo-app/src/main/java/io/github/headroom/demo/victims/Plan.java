package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.util.concurrent.TimeUnit;

/** How many bytes a victim is to have taken at a time. */
interface Plan {
  /** The options that {@link #steady(Arguments, long)} reads. */
  String RATE = "--rate";

  String MOST = "--most";

  /** Largest rate and size that an option may give: a tebibyte. */
  long LARGEST = 1L << 40;

  /** Bytes so many nanoseconds after the start; never negative, never falls. */
  double bytes(long nanos);

  /** {@code rate} bytes a second up to {@code most} bytes. */
  static Plan steady(long rate, long most) {
    return nanos -> Math.min((double) most, seconds(nanos) * rate);
  }

  /** By {@code --rate} and {@code --most}; without them that rate, and no end. */
  static Plan steady(Arguments arguments, long rate) {
    return steady(
        arguments.number(RATE, rate, 1, LARGEST),
        arguments.number(MOST, Long.MAX_VALUE, 0, Long.MAX_VALUE));
  }

  /** {@code step} bytes more at the end of every {@code everySeconds}. */
  static Plan stairs(long step, long everySeconds) {
    return nanos -> Math.floor(seconds(nanos) / everySeconds) * step;
  }

  /** Begins with {@code rate} bytes a second and comes ever slower ever closer to {@code most}. */
  static Plan levelling(long rate, long most) {
    return nanos -> most * -Math.expm1(-seconds(nanos) * rate / most);
  }

  /** The same plan, begun later. */
  default Plan after(long seconds) {
    long quiet = TimeUnit.SECONDS.toNanos(seconds);
    return nanos -> nanos < quiet ? 0 : bytes(nanos - quiet);
  }

  /** Both plans at a time. */
  default Plan and(Plan other) {
    return nanos -> bytes(nanos) + other.bytes(nanos);
  }

  // In double: bytes times nanoseconds overflow a long.
  static double seconds(long nanos) {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }
}
