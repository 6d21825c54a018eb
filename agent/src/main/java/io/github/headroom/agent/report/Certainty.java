package io.github.headroom.agent.report;

/** How sure an {@link Exit} is. */
public enum Certainty {
  /** Nothing that is found later can change it. */
  CERTAIN("certain"),
  /** The recording suggests it. */
  LIKELY("likely"),
  UNKNOWN("unknown");

  private final String word;

  Certainty(String word) {
    this.word = word;
  }

  /** As seals and documents spell it. */
  public String word() {
    return word;
  }

  /** The certainty of that word; unknown for a word that this agent does not know. */
  static Certainty of(String word) {
    for (Certainty certainty : values()) {
      if (certainty.word.equals(word)) {
        return certainty;
      }
    }
    return UNKNOWN;
  }
}
