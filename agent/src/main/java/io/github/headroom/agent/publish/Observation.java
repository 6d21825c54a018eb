package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/** What the points of one export are made of: a sample, its figures, and the agent's own state. */
public final class Observation {

  private final Sample sample;
  private final Figures figures;
  private final @Nullable String previousExit;
  private final boolean counted;
  private final long ok;
  private final long partial;
  private final long failed;

  /** For a reader that exports nothing: the agent's own state is absent. */
  public Observation(Sample sample, Figures figures) {
    this(sample, figures, null, false, 0, 0, 0);
  }

  /**
   * For an export.
   *
   * @param previousExit a word of headroom.exit; null where the recorder is off and nobody looked
   * @param ok exports so far that the collector took as a whole
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

  /** Whether exports are counted at all. */
  boolean counted() {
    return counted;
  }

  /** Exports so far with that outcome; 0 for one that has not happened yet. */
  long exports(Outcome outcome) {
    if (outcome == Outcome.OK) {
      return ok;
    }
    return outcome == Outcome.PARTIAL ? partial : failed;
  }
}
