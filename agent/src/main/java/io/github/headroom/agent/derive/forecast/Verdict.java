package io.github.headroom.agent.derive.forecast;

/** How this will end, as far as can be told. */
public enum Verdict {
  /** Nothing known endangers the container. */
  FITS("fits"),
  /** Does not grow now, but the JVM's flags allow more than the limit. */
  CANNOT_FIT("cannot_fit"),
  /** Grows steadily, towards the OOM killer. */
  GROWING("growing"),
  /** Grew abruptly, by more than what is left. */
  SPIKE("spike"),
  /** Not killed, but kept from its work by reclaim. */
  THRASHING("thrashing"),
  /** No limit or headroom is known, or not for long enough. */
  UNKNOWN("unknown");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** As metrics and documents spell it. */
  public String word() {
    return word;
  }
}
