package io.github.headroom.agent.report;

import org.jspecify.annotations.Nullable;

/** How a JVM ended: the values of headroom.exit, of a seal and of the report. */
public enum Exit {
  /** The JVM's shutdown ended in order. */
  CLEAN("clean"),
  /** The agent ended the JVM by SIGTERM before an expected kill (headroom.relief). */
  TERMINATED("terminated"),
  /** The kernel's OOM killer ended it. */
  OOM_KILL("oom_kill"),
  /** SIGKILL by a person or a program, or Runtime.halt. */
  KILLED("killed"),
  /** The JVM crashed, or ended itself at an OutOfMemoryError. */
  CRASH("crash"),
  /** The machine was restarted, or the recording is from another machine. */
  NODE_GONE("node_gone"),
  /** The recording does not show it. */
  UNKNOWN("unknown"),
  /** There was no JVM before, or it has not ended. */
  NONE("none");

  private final String word;

  Exit(String word) {
    this.word = word;
  }

  /** The word in metrics, seals and documents. */
  public String word() {
    return word;
  }

  /** Whether the limit is the reason: the OOM killer ended the JVM, or the agent did before it. */
  boolean isByTheLimit() {
    return this == OOM_KILL || this == TERMINATED;
  }

  /** The exit of that word; null for a word of a newer agent. */
  static @Nullable Exit of(String word) {
    for (Exit exit : values()) {
      if (exit.word.equals(word)) {
        return exit;
      }
    }
    return null;
  }
}
