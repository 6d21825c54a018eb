package io.github.headroom.benchmarks.accuracy;

import java.util.SplittableRandom;

/** What a service is asked to do: a day's wave, bursts, a slow start; 1 is its mean. */
final class Load {

  private final SplittableRandom random;
  private final double dayAmplitude;
  private final double phase;
  private final double burstEvery;
  private final double burstSize;
  private final double burstDecay;
  private final double startSeconds;
  private double burst;
  private double nextBurst;

  /** A restart keeps the day's phase and begins slowly again. */
  Load(SplittableRandom random, double dayAmplitude, double phase) {
    this.random = random;
    this.dayAmplitude = dayAmplitude;
    this.phase = phase;
    burstEvery = logUniform(random, 300, 7200);
    burstSize = random.nextDouble(0.1, 1.2);
    burstDecay = logUniform(random, 10, 120);
    startSeconds = logUniform(random, 5, 120);
    nextBurst = wait(burstEvery);
  }

  /** Load at that time; called with rising times. */
  double at(double seconds, double sinceStart, double step) {
    burst *= Math.exp(-step / burstDecay);
    if (sinceStart >= nextBurst) {
      burst += burstSize * random.nextDouble(0.3, 1);
      nextBurst = sinceStart + wait(burstEvery);
    }
    double day = 1 + dayAmplitude * Math.sin(2 * Math.PI * (seconds / 86_400 + phase));
    return day * (1 - Math.exp(-sinceStart / startSeconds)) + burst;
  }

  private double wait(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  static double logUniform(SplittableRandom random, double from, double to) {
    return Math.exp(random.nextDouble(Math.log(from), Math.log(to)));
  }
}
