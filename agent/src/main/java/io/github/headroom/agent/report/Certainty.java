package io.github.headroom.agent.report;

/** The certainty of an {@link Exit}. */
public enum Certainty {
  /** No later finding can change the exit. */
  CERTAIN("certain"),
  /** The recording indicates the exit. */
  LIKELY("likely"),
  UNKNOWN("unknown");

  private final String word;

  Certainty(String word) {
    this.word = word;
  }

  /** The word in seals and documents. */
  public String word() {
    return word;
  }

  /** The certainty of that word; UNKNOWN for a word of a newer agent. */
  static Certainty of(String word) {
    for (Certainty certainty : values()) {
      if (certainty.word.equals(word)) {
        return certainty;
      }
    }
    return UNKNOWN;
  }
}
