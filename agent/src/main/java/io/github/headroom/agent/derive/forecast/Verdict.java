package io.github.headroom.agent.derive.forecast;

/** The forecast for the container. */
public enum Verdict {
  /** No danger is known. */
  FITS("fits"),
  /** The container does not grow now, but the JVM's flags allow more than the limit. */
  CANNOT_FIT("cannot_fit"),
  /** The floor grows steadily towards the end. */
  GROWING("growing"),
  /** The floor grew abruptly, by more than the headroom that is left. */
  SPIKE("spike"),
  /** Reclaim keeps the tasks from their work; the kernel kills nobody. */
  THRASHING("thrashing"),
  /** Limit or headroom are not known, or not for long enough. */
  UNKNOWN("unknown");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The name in metrics and documents. */
  public String word() {
    return word;
  }
}
