package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/** The input for the points of one export: a sample, its figures, and the agent's own state. */
public final class Observation {

  private final Sample sample;
  private final Figures figures;
  private final @Nullable String previousExit;
  private final boolean counted;
  private final long ok;
  private final long partial;
  private final long failed;

  /** Creates an observation for a reader that exports nothing. The agent's own state is absent. */
  public Observation(Sample sample, Figures figures) {
    this(sample, figures, null, false, 0, 0, 0);
  }

  /**
   * Creates an observation for an export.
   *
   * @param previousExit a value of headroom.exit; null if the recorder is off and the exit reason
   *     is not determined
   * @param ok exports so far that the collector accepted entirely
   * @param partial exports so far of which the collector rejected some data points
   * @param failed exports so far that did not arrive
   */
  Observation(
      Sample sample,
      Figures figures,
      @Nullable String previousExit,
      long ok,
      long partial,
      long failed) {
    this(sample, figures, previousExit, true, ok, partial, failed);
  }

  private Observation(
      Sample sample,
      Figures figures,
      @Nullable String previousExit,
      boolean counted,
      long ok,
      long partial,
      long failed) {
    this.sample = sample;
    this.figures = figures;
    this.previousExit = previousExit;
    this.counted = counted;
    this.ok = ok;
    this.partial = partial;
    this.failed = failed;
  }

  Sample sample() {
    return sample;
  }

  Figures figures() {
    return figures;
  }

  @Nullable String previousExit() {
    return previousExit;
  }

  /** Returns whether exports are counted at all. */
  boolean counted() {
    return counted;
  }

  /** Returns the exports so far with that outcome; 0 if there are none. */
  long exports(Outcome outcome) {
    if (outcome == Outcome.OK) {
      return ok;
    }
    return outcome == Outcome.PARTIAL ? partial : failed;
  }
}
