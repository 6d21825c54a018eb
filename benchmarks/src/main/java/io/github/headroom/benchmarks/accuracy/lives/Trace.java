package io.github.headroom.benchmarks.accuracy.lives;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A synthetic life from its start to its end, and what a watcher said at each second of it. */
final class Trace extends WatchedLife {

  private static final int TICKS_TO_A_FULL_ONE = 10;
  private static final int SNAPSHOTS = 400;

  final Plan plan;

  /** Of the life, at even distances: an oracle goes on from them. */
  final List<Life> snapshots = new ArrayList<>();

  private Trace(Plan plan) {
    super(truth(plan));
    this.plan = plan;
  }

  private static Truth truth(Plan plan) {
    Shape shape = plan.shape;
    return new Truth(
        shape.text() + ", seed " + plan.seed,
        shape.dies,
        plan.onset,
        plan.guilty,
        shape != Shape.CRON_JOBS && shape != Shape.ROTATED_ON_TMPFS,
        shape == Shape.SLOW_UNDER_DAILY_LOAD || shape == Shape.GROWS_WITH_TRAFFIC);
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
    if (count % Score.EVERY == 0) {
      float[] of = new float[Score.HORIZONS.length];
      for (int i = 0; i < of.length; i++) {
        of[i] = (float) watcher.probability(i);
      }
      probabilities.add(of);
    }
    if (watcher.warns()) {
      add(watcher.low(), watcher.mid(), watcher.high(), watcher.culprit());
    } else {
      silent();
    }
  }
}
