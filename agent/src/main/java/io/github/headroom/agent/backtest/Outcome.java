package io.github.headroom.agent.backtest;

/** The outcome of a warning. */
enum Outcome {
  /** The OOM killer came during the warning. */
  KILLED("killed"),
  /** The warning was over, or the container lived on, without a kill. */
  PASSED("passed"),
  /** The history ended during the warning, and the outcome is not known. */
  OPEN("open");

  final String word;

  Outcome(String word) {
    this.word = word;
  }
}
