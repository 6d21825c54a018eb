package io.github.headroom.agent.backtest;

/** How a life in a history ended. */
enum End {
  /** The OOM killer came: a count of kills rose, or the user says so. */
  KILLED("killed"),
  /** The history ends, and the user says that no kill came after it. */
  LIVED("lived"),
  /** The history ends, and its count of kills has not risen; a kill may have come after it. */
  NO_KILL("no_kill"),
  /** The container started anew, and the columns do not have why. */
  RESTARTED("restarted"),
  /** The history ends, and nothing counts kills. */
  UNKNOWN("unknown");

  final String word;

  End(String word) {
    this.word = word;
  }
}
