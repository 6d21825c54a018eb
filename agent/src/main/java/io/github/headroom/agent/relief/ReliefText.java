package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.Evidence;

/** The sentences about the actions of relief, as they are logged and recorded. */
final class ReliefText {

  private ReliefText() {}

  /** Announces an action that frees memory. */
  static String begins(Action action, Situation now) {
    return action.word()
        + " begins with "
        + Bytes.mebibytes(now.expected)
        + " of headroom, limit "
        + Bytes.mebibytes(now.limit);
  }

  /**
   * Reports the effect of an action.
   *
   * @param bytes the fall in usage, in bytes
   */
  static String gave(Action action, long bytes, double seconds, long before, long after) {
    return action.word()
        + (bytes > 0 ? " gave " + Bytes.mebibytes(bytes) + " back" : " gave nothing back")
        + " in "
        + Math.round(seconds * 1000)
        + " ms: usage "
        + Bytes.mebibytes(before)
        + " before, "
        + Bytes.mebibytes(after)
        + " a second after";
  }

  /** Announces the end of this JVM. */
  static String terminates(Situation now, double deadlineSeconds) {
    return "the agent ends this JVM by SIGTERM (headroom.relief=terminate): the OOM kill is expected"
        + " in "
        + Evidence.between(now.midSeconds, now.highSeconds)
        + ", the shutdown hooks have "
        + Evidence.time(deadlineSeconds);
  }

  /** Announces the halt of this JVM. */
  static String halts(double deadlineSeconds) {
    return "the agent halts this JVM: the shutdown hooks have not ended within "
        + Evidence.time(deadlineSeconds);
  }
}
