package io.github.headroom.agent.backtest;

/** The end of a life in a history. */
enum End {
  /** The OOM killer: a count of kills rose, or the user named it. */
  KILLED("killed"),
  /** The history ends, and by the user's option no kill followed. */
  LIVED("lived"),
  /** The history ends, and its count of kills has not risen. A kill may have followed. */
  NO_KILL("no_kill"),
  /** The container was started again, for a reason that no column has. */
  RESTARTED("restarted"),
  /** The history ends, and no column counts kills. */
  UNKNOWN("unknown");

  final String word;

  End(String word) {
    this.word = word;
  }
}
