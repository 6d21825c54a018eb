package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Sample;

/** Derives the figures of a sample. The same sample always gives the same figures. */
public final class Derivation {

  private Derivation() {}

  /** Replaces all figures in {@code into}. Allocates nothing. */
  public static void derive(Sample sample, Figures into) {
    deriveFast(sample, into);
    OomScore.derive(sample, into);
    ProcessMemory.derive(sample, into);
    Ledger.derive(sample, into);
    Promised.derive(sample, into);
  }

  /**
   * Derives the figures of the cgroup alone: a fast pass reads their sources, and the forecast
   * needs no others.
   */
  static void deriveFast(Sample sample, Figures into) {
    into.clear();
    ContainerMemory.derive(sample, into);
    Headroom.derive(sample, into);
  }
}
