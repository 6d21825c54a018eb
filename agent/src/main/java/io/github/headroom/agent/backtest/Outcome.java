package io.github.headroom.agent.backtest;

/** What came of a warning. */
enum Outcome {
  /** It stood when the OOM killer came. */
  KILLED("killed"),
  /** It was over, or the container lived on, and no kill had come. */
  PASSED("passed"),
  /** It stood when the history ended, and how that went on is not known. */
  OPEN("open");

  final String word;

  Outcome(String word) {
    this.word = word;
  }
}
