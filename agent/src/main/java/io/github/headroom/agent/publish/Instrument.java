package io.github.headroom.agent.publish;

/** The kind of a metric's points. */
public enum Instrument {
  /** A current value. */
  GAUGE("gauge"),
  /** A sum that only grows. */
  COUNTER("counter"),
  /** A sum that grows and falls. The stable jvm.* conventions use it for current values. */
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
