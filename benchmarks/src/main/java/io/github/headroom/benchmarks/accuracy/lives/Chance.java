package io.github.headroom.benchmarks.accuracy.lives;

/**
 * What chance decides, by the number of an event rather than in the order of asking: a life can be
 * played again, and another future of it shares all that had begun before.
 *
 * @param seed of what has begun until then
 * @param future of what begins later
 * @param until seconds of the life
 */
record Chance(long seed, long future, double until) {

  /** 0 to 1, the same for the same event. */
  double uniform(long stream, long event, double begins) {
    long bits = (begins <= until ? seed : future) + stream * 0x9E3779B97F4A7C15L;
    bits = mix(bits) + event * 0xD1B54A32D192ED03L;
    return (mix(bits) >>> 11) * 0x1p-53;
  }

  double between(double from, double to, long stream, long event, double begins) {
    return from + (to - from) * uniform(stream, event, begins);
  }

  /** Of D. Stafford, "Better bit mixing", variant 13, as in SplittableRandom. */
  private static long mix(long of) {
    long z = (of ^ (of >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
