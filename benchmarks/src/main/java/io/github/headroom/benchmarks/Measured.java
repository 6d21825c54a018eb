package io.github.headroom.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.ToDoubleFunction;

/** All that one JDK gave. */
record Measured(
    Jdk jdk,
    Map<Candidate, StartUp.Cost> startUp,
    Map<Candidate, List<SteadyState.Weight>> weights,
    Map<Candidate, Anatomy.Parts> anatomy,
    OneTick.Counted counted,
    OneTick.Floor floor,
    Map<String, OneTick.Pass> passes,
    Living.Costs living) {

  Spread weight(Candidate candidate, ToDoubleFunction<SteadyState.Weight> figure) {
    return SteadyState.spread(of(weights, candidate), figure);
  }

  /** The median beyond the base's median. */
  double beyond(Candidate candidate, Candidate base, ToDoubleFunction<SteadyState.Weight> figure) {
    return weight(candidate, figure).median() - weight(base, figure).median();
  }

  double cpuBeforeMain(Candidate candidate, Candidate base) {
    return of(startUp, candidate).cpuMillis().median() - of(startUp, base).cpuMillis().median();
  }

  /** What was measured of this candidate; throws where it was not part of the run. */
  static <T> T of(Map<Candidate, T> measured, Candidate candidate) {
    T found = measured.get(candidate);
    if (found == null) {
      throw new NoSuchElementException(candidate.name() + " was not measured");
    }
    return found;
  }
}
