package io.github.headroom.agent.relief;

/** That an act begins, or what it gave: to be recorded. */
public final class Notice {

  private final boolean ends;
  private final String text;

  Notice(boolean ends, String text) {
    this.ends = ends;
    this.text = text;
  }

  /** Whether the agent is about to end this JVM. */
  public boolean endsTheJvm() {
    return ends;
  }

  public String text() {
    return text;
  }
}
