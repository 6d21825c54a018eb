package io.github.headroom.agent.relief;

import org.jspecify.annotations.Nullable;

/** That an act begins, or what it gave: to be recorded. */
public final class Notice {

  private final String action;
  private final boolean ends;
  private final String text;
  private final @Nullable Long before;
  private final @Nullable Long after;
  private final @Nullable Double seconds;

  /** That an act begins. */
  Notice(Action action, String text, long before) {
    this.action = action.word();
    this.ends = action instanceof Terminate;
    this.text = text;
    this.before = before;
    this.after = null;
    this.seconds = null;
  }

  /**
   * What it gave.
   *
   * @param after null where it failed
   */
  Notice(Action action, String text, long before, @Nullable Long after, double seconds) {
    this.action = action.word();
    this.ends = false;
    this.text = text;
    this.before = before;
    this.after = after;
    this.seconds = seconds;
  }

  /** The word of the act: trim, squeeze or terminate. */
  public String action() {
    return action;
  }

  /** Whether the agent is about to end this JVM. */
  public boolean endsTheJvm() {
    return ends;
  }

  public String text() {
    return text;
  }

  /** Usage before the act, bytes: the limit less the expected headroom. */
  public @Nullable Long usageBefore() {
    return before;
  }

  /** Usage a second after it, bytes; null while it is not over, and where it failed. */
  public @Nullable Long usageAfter() {
    return after;
  }

  /** What it took; null while it is not over. */
  public @Nullable Double seconds() {
    return seconds;
  }
}
