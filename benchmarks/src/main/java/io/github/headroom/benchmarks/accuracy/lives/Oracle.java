package io.github.headroom.benchmarks.accuracy.lives;

import java.util.Arrays;

/**
 * One who knows the hidden state: he lets the life go on to many futures and looks when it is
 * killed in each. Nobody who forecasts can do better.
 */
final class Oracle {

  static final int FUTURES = 25;
  private static final int LOOKS = 12;
  private static final double STEP = 10;

  private Oracle() {}

  static Score of(Trace trace) {
    Score score = new Score();
    score.lives = 1;
    int end = trace.count;
    int apart = Math.max(1, trace.snapshots.size() / LOOKS);
    for (int i = 0; i < trace.snapshots.size(); i += apart) {
      Life from = trace.snapshots.get(i);
      double[] kills = futures(from);
      double left = end - from.seconds;
      for (int h = 0; h < Score.HORIZONS.length; h++) {
        int within = Score.HORIZONS[h];
        boolean comes = trace.killed && left <= within;
        if (comes || left > within) {
          score.probability(h, share(kills, within), comes);
        }
      }
    }
    if (trace.killed && end - trace.plan.onset > 1200) {
      Life from = before(trace, end - 600);
      double[] kills = futures(from);
      Arrays.sort(kills);
      double median = kills[FUTURES / 2];
      if (!Double.isInfinite(median)) {
        double truth = end - from.seconds;
        score.tenMinutes.add(Math.abs(median - truth) / truth);
      } else {
        score.tenMinutesWithout++;
      }
    }
    return score;
  }

  private static Life before(Trace trace, double seconds) {
    Life found = trace.snapshots.get(0);
    for (Life each : trace.snapshots) {
      if (each.seconds <= seconds) {
        found = each;
      }
    }
    return found;
  }

  /** Seconds to the kill in each; infinite where it does not come within the longest horizon. */
  private static double[] futures(Life from) {
    double[] kills = new double[FUTURES];
    double until = Score.HORIZONS[Score.HORIZONS.length - 1];
    for (int i = 0; i < FUTURES; i++) {
      Life future = from.future(from.plan.seed * 1_000_003 + i * 7919L + (long) from.seconds);
      kills[i] = Double.POSITIVE_INFINITY;
      double passed = 0;
      while (passed < until && Double.isInfinite(kills[i])) {
        passed += STEP;
        if (future.step(STEP)) {
          kills[i] = passed;
        }
      }
    }
    return kills;
  }

  private static double share(double[] kills, double within) {
    int count = 0;
    for (double each : kills) {
      count += each <= within ? 1 : 0;
    }
    return (double) count / kills.length;
  }
}
