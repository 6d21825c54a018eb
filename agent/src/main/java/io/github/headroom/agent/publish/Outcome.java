package io.github.headroom.agent.publish;

/** How an export ended. */
enum Outcome {
  /** The collector took it as a whole. */
  OK("ok"),
  /** The collector took it, but rejected some of its data points. */
  PARTIAL("partial"),
  /** It did not arrive, or was not sent because the collector asked for a pause. */
  FAILED("failed");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** As metrics spell it. */
  String word() {
    return word;
  }
}
