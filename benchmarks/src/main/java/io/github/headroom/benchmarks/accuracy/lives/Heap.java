package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/**
 * A generational heap: eden fills and is emptied, some is promoted, the old generation fills with
 * what lives and with garbage until it is collected, and is resized then. Pages stay resident once
 * touched, unless the collector gives them back. It is asked last, when all else has said what
 * lives in it: {@link Shape} puts it to the end.
 */
final class Heap implements Part {

  private final Plan plan;
  private final boolean regions;
  private final boolean touched;
  private final double live;
  private final double allocation;
  private final double promoted;
  private final double initial;
  private final double warm;
  private final int eden;
  private final int garbage;
  private final int oldTouched;
  private final int youngTouched;
  private final int oldCommitted;
  private final int youngCommitted;

  /** Of what is free in the old generation, what is given back a second; 0 for none. */
  double givesBack;

  Heap(Plan plan) {
    this.plan = plan;
    regions = plan.random.nextBoolean();
    touched = plan.oneIn(6);
    live = plan.xmx * plan.between(0.1, 0.45);
    allocation = plan.xmx * plan.logBetween(0.002, 0.2);
    promoted = plan.logBetween(0.002, 0.06);
    initial = plan.oneIn(3) ? plan.xmx : plan.xmx * plan.between(0.05, 0.5);
    warm = plan.logBetween(10, 300);
    eden = plan.slot();
    garbage = plan.slot();
    oldTouched = plan.slot();
    youngTouched = plan.slot();
    oldCommitted = plan.slot();
    youngCommitted = plan.slot();
  }

  @Override
  public void live(Life life, double step) {
    double[] at = life.state;
    double most = Math.min(plan.xmx, life.heapCeiling);
    at[oldCommitted] = Math.min(at[oldCommitted], most * 2 / 3);
    at[youngCommitted] = Math.min(at[youngCommitted], most / 3);
    at[youngTouched] = Math.min(at[youngTouched], at[youngCommitted]);
    if (at[oldCommitted] == 0) {
      at[oldCommitted] = Math.min(initial, most) * 2 / 3;
      at[youngCommitted] = Math.min(initial, most) / 3;
      if (touched && initial == plan.xmx) {
        at[oldTouched] = at[oldCommitted];
        at[youngTouched] = at[youngCommitted];
      }
    }
    double warmed = 1 - Math.exp(-life.age() / warm);
    double wanted = live * warmed * (0.9 + 0.1 * life.load) + life.heapExtra;
    life.outOfMemory |= Math.min(plan.xmx * 0.64, wanted) > most * 2 / 3;
    double lives = Math.min(most * 0.64, wanted);
    at[eden] += allocation * Math.max(0.05, life.load) * step;
    double edenSize = at[youngCommitted] * 0.8;
    at[youngTouched] =
        Math.min(
            at[youngCommitted], Math.max(at[youngTouched], Math.min(at[eden], edenSize) * 1.1));
    if (at[eden] >= edenSize) {
      at[garbage] +=
          Math.floor(at[eden] / edenSize) * edenSize * promoted * life.random.nextDouble(0.5, 1.5);
      at[eden] = life.random.nextDouble(0, edenSize * 0.1);
    }
    double full = regions ? 0.6 * at[oldCommitted] : at[oldCommitted];
    if (lives + at[garbage] >= full) {
      collect(life, lives, most);
    }
    double held = lives + at[garbage];
    at[oldTouched] = Math.min(at[oldCommitted], Math.max(at[oldTouched], held));
    if (givesBack > 0) {
      at[oldTouched] -= Math.max(0, at[oldTouched] - held) * Math.min(1, givesBack * step);
      at[oldCommitted] = Math.max(at[oldTouched], at[oldCommitted] * (1 - givesBack * step / 4));
    }
    life.bytes[MemoryArea.JAVA_HEAP.ordinal()] += at[oldTouched] + at[youngTouched];
    life.heapUsed = held + at[eden];
    life.oldUsed = held;
    life.oldCommitted = at[oldCommitted];
    life.heapCommitted = at[oldCommitted] + at[youngCommitted];
    life.bytes[MemoryArea.NATIVE_OTHER.ordinal()] += life.heapCommitted * 0.02;
  }

  private void collect(Life life, double lives, double most) {
    double[] at = life.state;
    at[garbage] = regions ? at[garbage] * 0.15 : 0;
    double needed = lives + at[garbage];
    double wanted = regions ? needed / 0.55 : needed / 0.6; // MinHeapFreeRatio=40
    at[oldCommitted] = Math.min(most * 2 / 3, Math.max(at[oldCommitted], wanted));
    at[youngCommitted] = Math.min(most / 3, Math.max(at[youngCommitted], at[oldCommitted] / 2));
    life.usedAfterCollection = needed;
    life.collections++;
  }
}
