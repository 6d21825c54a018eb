package io.github.headroom.benchmarks.accuracy.lives;

/** The constants of the forecast that were fitted to lives, each with what may be chosen. */
enum Fitted {
  /** How wide an interval is before any has been looked at again. */
  WIDTH("Band", 2.5, 1, 1.5, 2, 2.5, 3, 4) {
    @Override
    double loss(Score of) {
      return of.intervals == 0 ? 0 : Math.abs(of.held / of.intervals - 0.9);
    }
  },

  /** What a single time may be wrong by, of which a probability is made. */
  SPREAD("Times", 0.25, 0.1, 0.15, 0.25, 0.4, 0.6) {
    @Override
    double loss(Score of) {
      return of.brierLoss();
    }
  };

  /** In whose class file of io.github.headroom.agent.derive.forecast it stands once. */
  final String owner;

  /** As the agent has it. */
  final double shipped;

  @SuppressWarnings("ImmutableEnumChecker") // written here alone
  private final double[] candidates;

  Fitted(String owner, double shipped, double... candidates) {
    this.owner = owner;
    this.shipped = shipped;
    this.candidates = candidates;
  }

  double[] candidates() {
    return candidates.clone();
  }

  /** What is to be least over lives: 0 for intervals of nine tenths, or for the surest of all. */
  abstract double loss(Score of);

  String className() {
    return "io.github.headroom.agent.derive.forecast." + owner;
  }
}
