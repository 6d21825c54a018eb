package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a life is drawn from: its parts, and the container that an operator gave it. Sizes are in
 * units of about what such a service takes. Parameters are drawn from the plan's seed.
 */
final class Plan {

  final long seed;
  final Shape shape;
  final List<Part> parts = new ArrayList<>();
  final SplittableRandom random;

  /** Slots of {@link Life#state} that begin anew with each process. */
  int slots;

  double hours;

  /** Of the limit, what it takes at its peak without what leaks. */
  double used;

  /** When what kills begins, seconds. */
  double onset;

  /** Seconds that it takes to fill what is free, about. */
  double lasts;

  /** Who holds what kills; null where nobody who can be seen does. */
  @Nullable MemoryArea guilty;

  /** Of the limit, swap beside it. */
  double swap;

  /** Whether an ancestor's limit binds, which a sibling is charged to as well. */
  boolean sibling;

  /** Seconds between two changes of the limit, on average; 0 for none. */
  double resizedEvery;

  /** Seconds between two deploys, on average; 0 for none. */
  double deployedEvery;

  double dayAmplitude;
  double dayPhase;
  double weekend = 1;

  /** The largest heap. */
  double xmx;

  /** Lives after all parts, which say what is held in it. */
  Heap heap;

  final double bytesOfLimit;

  Plan(Shape shape, long seed) {
    this.shape = shape;
    this.seed = seed;
    random = new SplittableRandom(seed * 1_000_003 + shape.ordinal());
    bytesOfLimit = logBetween(256e6, 16e9);
    dayAmplitude = between(0, 0.2);
    dayPhase = random.nextDouble();
    used = between(0.55, 0.95);
    hours = 24;
    heap = Basics.draw(this);
    shape.draw(this);
  }

  void part(Part part) {
    parts.add(part);
  }

  int slot() {
    return slots++;
  }

  double between(double from, double to) {
    return random.nextDouble(from, to);
  }

  double logBetween(double from, double to) {
    return Math.exp(random.nextDouble(Math.log(from), Math.log(to)));
  }

  boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  /** Something that leaks: begins after a while, and is to be sized while the rest lives on. */
  void leaks(double shortest, double longest) {
    used = between(0.4, 0.85);
    lasts = logBetween(shortest, longest);
    onset = oneIn(4) ? 30 : Math.min(logBetween(300, 20_000), 3 * lasts);
    hours = (onset + 2 * lasts) / 3600 + 0.5;
  }
}
