package io.github.headroom.agent.publish;

/** How a metric's points are to be read. */
public enum Instrument {
  /** A value of now. */
  GAUGE("gauge"),
  /** A sum that only grows. */
  COUNTER("counter"),
  /** A sum that grows and falls; what the stable jvm.* conventions use for values of now. */
  UP_DOWN_COUNTER("updowncounter");

  private final String name;

  Instrument(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
