package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.DiagnosticCommands;
import org.jspecify.annotations.Nullable;

/**
 * Makes glibc return freed memory to the kernel (malloc_trim(3), the JVM's
 * System.trim_native_heap), which its arenas would keep. The JVM is not paused. A thread that
 * allocates meanwhile may wait some milliseconds.
 */
final class Trim extends Action {

  private static final String COMMAND = "System.trim_native_heap";

  /** The command's output if the C library is not glibc, such as musl. */
  private static final String NOT_AVAILABLE = "Not available";

  private static final double MOST_SECONDS = 3600;
  private static final double LEAST_SECONDS = 60;
  private static final double TIMES_ITS_DURATION = 50;

  /** Shares of the limit. */
  private static final double ENOUGH = 0.05;

  private static final double LITTLE = 0.02;

  /** With less headroom than this, in bytes, the kill may come first. */
  private static final long LEAST_HEADROOM = 4 << 20;

  private final DiagnosticCommands commands;
  private final Pace pace = new Pace(TIMES_ITS_DURATION, LEAST_SECONDS, MOST_SECONDS);
  private volatile boolean unavailable;

  Trim(DiagnosticCommands commands) {
    this.commands = commands;
  }

  /** Returns why this JVM cannot do it, or null if it can. */
  static @Nullable String impossible(@Nullable DiagnosticCommands commands) {
    if (commands == null) {
      return "the JVM's diagnostic commands cannot be reached";
    }
    try {
      return commands.run("help").contains(COMMAND)
          ? null
          : "this JVM has no command System.trim_native_heap (from 11.0.33, 17.0.15 and 21 on)";
    } catch (ReflectiveOperationException e) {
      AllowedRelief.throwIfOutOfMemory(e);
      return "the JVM's diagnostic commands cannot be reached";
    }
  }

  @Override
  String word() {
    return "trim";
  }

  @Override
  @Nullable String barred(Situation now) {
    if (unavailable) {
      return "this JVM's C library has no malloc_trim";
    }
    if (!pace.isDue(now.seconds)) {
      return "the last trim is too recent";
    }
    if (!now.nativeOtherKnown) {
      return "native_other is not known";
    }
    if (now.nativeOther < ENOUGH * now.limit) {
      return "native_other is less than 5 % of the limit";
    }
    if (now.culprit == MemoryArea.JAVA_HEAP) {
      return "the Java heap grows";
    }
    return now.expected < LEAST_HEADROOM ? "less than 4 MiB of headroom is left" : null;
  }

  @Override
  void act() throws ReflectiveOperationException {
    if (commands.run(COMMAND).contains(NOT_AVAILABLE)) {
      unavailable = true;
      throw new ReflectiveOperationException("this JVM's C library has no malloc_trim");
    }
  }

  @Override
  void acted(Situation now, long bytes, double tookSeconds) {
    pace.acted(now.seconds, tookSeconds, bytes < LITTLE * now.limit);
  }
}
