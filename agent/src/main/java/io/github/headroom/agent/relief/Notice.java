package io.github.headroom.agent.relief;

import org.jspecify.annotations.Nullable;

/** The start or the effect of an action, to be recorded. */
public final class Notice {

  private final String action;
  private final boolean ends;
  private final String text;
  private final @Nullable Long before;
  private final @Nullable Long after;
  private final @Nullable Double seconds;

  /** Announces the start of an action. */
  Notice(Action action, String text, long before) {
    this.action = action.word();
    this.ends = action instanceof Terminate;
    this.text = text;
    this.before = before;
    this.after = null;
    this.seconds = null;
  }

  /**
   * Reports the effect of an action.
   *
   * @param before usage before the action, in bytes
   * @param after usage after the action, in bytes; null if the action failed
   * @param seconds the duration of the action
   */
  Notice(Action action, String text, long before, @Nullable Long after, double seconds) {
    this.action = action.word();
    this.ends = false;
    this.text = text;
    this.before = before;
    this.after = after;
    this.seconds = seconds;
  }

  /** Returns the name of the action: trim, squeeze or terminate. */
  public String action() {
    return action;
  }

  /** Returns whether the agent is about to end this JVM. */
  public boolean endsTheJvm() {
    return ends;
  }

  public String text() {
    return text;
  }

  /** Returns the usage before the action, in bytes: the limit less the expected headroom. */
  public @Nullable Long usageBefore() {
    return before;
  }

  /**
   * Returns the usage at least one second after the action, in bytes; null if it has not ended or
   * has failed.
   */
  public @Nullable Long usageAfter() {
    return after;
  }

  /** Returns the duration of the action; null if it has not ended. */
  public @Nullable Double seconds() {
    return seconds;
  }
}
