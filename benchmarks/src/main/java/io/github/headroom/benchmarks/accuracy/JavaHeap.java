package io.github.headroom.benchmarks.accuracy;

import java.util.SplittableRandom;

/**
 * A generational heap: eden fills and is emptied, some of it is promoted, the old generation fills
 * with live objects and with garbage until it is collected, and is resized after that by the free
 * ratios of Serial and Parallel or by G1's occupancy. Pages stay resident once touched. All sizes
 * are in the units of the caller.
 */
final class JavaHeap {

  private static final double OLD_SHARE = 2 / 3.0; // NewRatio=2

  private final SplittableRandom random;
  private final boolean regions;
  final double most;
  private final double allocation;
  private final double promoted;
  private double oldCommitted;
  private double youngCommitted;
  private double eden;
  private double oldGarbage;
  private double oldTouched;
  private double youngTouched;
  private double live;
  private double pause;

  /**
   * A heap of at most {@code most}.
   *
   * @param allocation allocated a second at load 1
   */
  JavaHeap(SplittableRandom random, double most, double initial, double allocation) {
    this.random = random;
    this.most = most;
    this.allocation = allocation;
    regions = random.nextBoolean();
    promoted = Load.logUniform(random, 0.002, 0.06);
    oldCommitted = initial * OLD_SHARE;
    youngCommitted = initial - oldCommitted;
  }

  /** One step; {@code nowLive} is what the application holds. */
  void step(double nowLive, double load, double step) {
    pause = 0;
    live = Math.min(nowLive, most * OLD_SHARE * 0.97);
    eden += allocation * load * step;
    double edenSize = youngCommitted * 0.8;
    youngTouched = Math.min(youngCommitted, Math.max(youngTouched, eden * 1.1));
    if (eden >= edenSize) {
      double collections = Math.max(1, Math.floor(eden / edenSize));
      oldGarbage += collections * edenSize * promoted * random.nextDouble(0.5, 1.5);
      eden = random.nextDouble(0, edenSize * 0.1);
      pause = random.nextDouble(0.002, 0.05);
      collectOldIfFull();
    }
    oldTouched = Math.min(oldCommitted, Math.max(oldTouched, live + oldGarbage));
  }

  private void collectOldIfFull() {
    double full = regions ? 0.6 * oldCommitted : oldCommitted;
    if (live + oldGarbage < full) {
      return;
    }
    oldGarbage *= regions ? 0.15 : 0;
    pause += random.nextDouble(0.05, 0.6);
    double needed = live + oldGarbage;
    double wanted = regions ? needed / 0.55 : needed / 0.6; // MinHeapFreeRatio=40
    double roomiest = needed / 0.3; // MaxHeapFreeRatio=70
    oldCommitted = Math.max(oldCommitted, wanted);
    if (oldCommitted > roomiest && !regions) {
      oldCommitted = Math.max(roomiest, oldCommitted * 0.8);
    }
    oldCommitted = Math.min(most * OLD_SHARE, oldCommitted);
    youngCommitted = Math.min(most * (1 - OLD_SHARE), Math.max(youngCommitted, oldCommitted / 2));
    oldTouched = Math.min(oldTouched, oldCommitted);
  }

  double used() {
    return live + oldGarbage + eden;
  }

  double resident() {
    return oldTouched + youngTouched;
  }

  double committed() {
    return oldCommitted + youngCommitted;
  }

  /** Seconds that the last step stopped the application for; a tick may be late by it. */
  double pause() {
    return pause;
  }
}
