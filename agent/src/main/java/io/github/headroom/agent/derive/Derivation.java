package io.github.headroom.agent.derive;

import io.github.headroom.agent.sample.Sample;

/** From a sample to its figures: the same sample always gives the same figures. */
public final class Derivation {

  private Derivation() {}

  /** Replaces all that was in {@code into}; makes no garbage. */
  public static void derive(Sample sample, Figures into) {
    deriveFast(sample, into);
    OomScore.derive(sample, into);
    ProcessMemory.derive(sample, into);
    Ledger.derive(sample, into);
    Promised.derive(sample, into);
  }

  /** The figures of the cgroup alone: what a fast pass reads anew and a forecast takes in. */
  static void deriveFast(Sample sample, Figures into) {
    into.clear();
    ContainerMemory.derive(sample, into);
    Headroom.derive(sample, into);
  }
}
