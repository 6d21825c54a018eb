package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was forecast at each second of a life, and how it really went. */
class WatchedLife {

  /**
   * How a life really went.
   *
   * @param name for the list of misses
   * @param dies whether it is to be killed by what leaks
   * @param onset when that begins, seconds
   * @param guilty who leaks; null where nobody who can be seen does
   * @param ordinary whether it is none of the jobs and rotated files that look like leaks
   * @param daily whether it leaks slowly under a load of days
   */
  record Truth(
      String name,
      boolean dies,
      double onset,
      @Nullable MemoryArea guilty,
      boolean ordinary,
      boolean daily) {}

  final Truth truth;

  /** Ticks of one second. */
  int count;

  boolean killed;

  /** Not a number where it does not warn. */
  float[] low = new float[1 << 12];

  float[] mid = new float[1 << 12];
  float[] high = new float[1 << 12];
  byte[] culprit = new byte[1 << 12];

  /** At every {@link Score#EVERY}th tick, by horizon. */
  final List<float[]> probabilities = new ArrayList<>();

  WatchedLife(Truth truth) {
    this.truth = truth;
  }

  /** A tick at which it does not warn. */
  final void silent() {
    add(Float.NaN, Float.NaN, Float.NaN, null);
  }

  final void add(double low, double mid, double high, @Nullable MemoryArea area) {
    if (count == this.low.length) {
      int length = count * 2;
      this.low = Arrays.copyOf(this.low, length);
      this.mid = Arrays.copyOf(this.mid, length);
      this.high = Arrays.copyOf(this.high, length);
      culprit = Arrays.copyOf(culprit, length);
    }
    this.low[count] = (float) low;
    this.mid[count] = (float) mid;
    this.high[count] = (float) high;
    culprit[count] = (byte) (area == null ? -1 : area.ordinal());
    count++;
  }

  final boolean warns(int tick) {
    return tick >= 0 && tick < count && !Float.isNaN(mid[tick]);
  }

  final @Nullable MemoryArea culprit(int tick) {
    return tick < 0 || tick >= count || culprit[tick] < 0
        ? null
        : MemoryArea.values()[culprit[tick]];
  }
}
