package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/**
 * What grows without end.
 *
 * @param area who holds it
 * @param shape how it grows
 * @param onset seconds from the start until it begins
 * @param lasts seconds from then until it has eaten what is free, if nothing else changes
 * @param most of the free memory the share after which it stops; infinite for one that kills
 */
record Leak(MemoryArea area, Shape shape, double onset, double lasts, double most) {

  enum Shape {
    STEADY,
    /** As fast as the load asks. */
    WITH_THE_LOAD,
    /** Ten to thirty steps. */
    STAIRCASE,
    /** Twice as fast at the end as at the beginning. */
    FASTER_AND_FASTER,
    /** All within two seconds. */
    AT_ONCE
  }

  /** The share of the free memory taken so far; 1 kills. */
  double share(double seconds, double loadSeconds, double meanLoad, int steps) {
    double passed = seconds - onset;
    if (passed <= 0) {
      return 0;
    }
    double part = passed / lasts;
    double share =
        switch (shape) {
          case STEADY, AT_ONCE -> part;
          case WITH_THE_LOAD -> loadSeconds / meanLoad / lasts;
          case STAIRCASE -> Math.floor(part * steps) / steps;
          case FASTER_AND_FASTER -> part * (2 + part) / 3;
        };
    return Math.min(share, most);
  }
}
