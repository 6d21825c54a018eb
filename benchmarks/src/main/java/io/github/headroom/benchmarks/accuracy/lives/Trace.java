package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A life from its start to its end, and what a watcher said at each second of it. */
final class Trace {

  private static final int TICKS_TO_A_FULL_ONE = 10;
  private static final int SNAPSHOTS = 400;

  final Plan plan;

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

  /** Of the life, at even distances: an oracle goes on from them. */
  final List<Life> snapshots = new ArrayList<>();

  private Trace(Plan plan) {
    this.plan = plan;
  }

  static Trace of(Plan plan, Supplier<Watcher> watchers) {
    Trace trace = new Trace(plan);
    Life life = Life.of(plan);
    KernelFields fields = new KernelFields(life);
    Watcher watcher = watchers.get();
    int until = (int) Math.min(Integer.MAX_VALUE, plan.hours * 3600);
    int apart = Math.max(60, until / SNAPSHOTS);
    int sinceStart = 0;
    while (trace.count < until && !trace.killed) {
      trace.killed = life.step(1);
      if (life.restarted) {
        watcher = watchers.get();
        sinceStart = 0;
      }
      if (!trace.killed) {
        boolean full = sinceStart++ % TICKS_TO_A_FULL_ONE == 0;
        watcher.see(fields.pass(full), life.seconds, full);
        trace.take(watcher);
        if (trace.count % apart == 0) {
          trace.snapshots.add(life.future(plan.seed));
        }
      }
    }
    return trace;
  }

  private void take(Watcher watcher) {
    if (count == low.length) {
      int length = count * 2;
      low = Arrays.copyOf(low, length);
      mid = Arrays.copyOf(mid, length);
      high = Arrays.copyOf(high, length);
      culprit = Arrays.copyOf(culprit, length);
    }
    boolean warns = watcher.warns();
    MemoryArea area = watcher.culprit();
    low[count] = warns ? (float) watcher.low() : Float.NaN;
    mid[count] = warns ? (float) watcher.mid() : Float.NaN;
    high[count] = warns ? (float) watcher.high() : Float.NaN;
    culprit[count] = (byte) (area == null ? -1 : area.ordinal());
    if (count % Score.EVERY == 0) {
      float[] of = new float[Score.HORIZONS.length];
      for (int i = 0; i < of.length; i++) {
        of[i] = (float) watcher.probability(i);
      }
      probabilities.add(of);
    }
    count++;
  }

  boolean warns(int tick) {
    return tick >= 0 && tick < count && !Float.isNaN(mid[tick]);
  }

  @Nullable MemoryArea culprit(int tick) {
    return tick < 0 || tick >= count || culprit[tick] < 0
        ? null
        : MemoryArea.values()[culprit[tick]];
  }
}
