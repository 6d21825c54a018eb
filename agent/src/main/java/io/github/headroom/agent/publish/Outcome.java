package io.github.headroom.agent.publish;

/** The outcome of an export. */
enum Outcome {
  /** The collector accepted it entirely. */
  OK("ok"),
  /** The collector accepted it, but rejected some of its data points. */
  PARTIAL("partial"),
  /** It did not arrive, or was not sent because the collector asked for a pause. */
  FAILED("failed");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** Returns the attribute value of the metric. */
  String word() {
    return word;
  }
}
