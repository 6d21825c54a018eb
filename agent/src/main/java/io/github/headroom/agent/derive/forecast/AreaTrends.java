package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/** How fast each memory area grows, and how far it can grow: each has a ceiling of its own. */
final class AreaTrends {

  private static final int HEAP = MemoryArea.JAVA_HEAP.ordinal();

  /** An area with a smaller share of the growth of all areas is noise. */
  private static final double NOISE = 0.05;

  /** Where the areas explain this share of the whole growth, the rest is shared among them. */
  private static final double EXPLAINED = 0.7;

  /** A heap fills what is committed where its live set has a smaller share of its growth. */
  private static final double LIVE_SHARE = 0.25;

  /** A shorter span has too few full ticks, seconds. */
  private static final double SHORTEST_SECONDS = 60;

  private final AreaHistory history = new AreaHistory();
  private final double[] rates = new double[AreaHistory.SERIES];

  /** Bytes to the ceiling of each area; infinite where it has none. */
  private final double[] toCeiling = new double[MemoryArea.COUNT];

  private double toCommitted;

  /** The same as the last look saw it: a heap may end at what is committed. */
  private final double[] rooms = new double[MemoryArea.COUNT];

  /** The growth that belongs to no area, bytes per second. */
  private double unattributed;

  /** Takes a full tick. */
  void add(Tick tick) {
    history.add(tick);
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      toCeiling[i] = tick.capped(i) ? tick.ceiling(i) - tick.bytes(i) : Double.POSITIVE_INFINITY;
    }
    toCommitted =
        tick.heapKnown() && tick.known(HEAP)
            ? Math.max(0, tick.heapCommitted() - tick.bytes(HEAP))
            : Double.POSITIVE_INFINITY;
  }

  /** Forgets an area: from now on its name has another meaning. */
  void forget(MemoryArea area) {
    history.forget(area);
  }

  /** Computes the rates over the span of a line, so that they add up to its slope. */
  void look(double now, Line of) {
    look(now, Math.max(SHORTEST_SECONDS, of.span), of.slope);
  }

  /**
   * Computes the rates over the last {@code span} seconds, so that they add up to {@code slope}.
   *
   * @param slope the growth of the floor, bytes per second
   */
  void look(double now, double span, double slope) {
    history.copyRates(now - span, rates);
    share(slope);
  }

  /** Computes the rates from one day to the next, so that they add up to {@code slope}. */
  void lookAtDays(double now, double slope) {
    history.copyDailyRates(now, rates);
    share(slope);
  }

  private void share(double slope) {
    double sum = 0;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      if (rates[i] > 0) {
        sum += rates[i];
      }
    }
    System.arraycopy(toCeiling, 0, rooms, 0, MemoryArea.COUNT);
    if (rates[AreaHistory.HEAP_LIVE] <= LIVE_SHARE * rates[HEAP]) {
      rooms[HEAP] = Math.min(rooms[HEAP], toCommitted);
    }
    double attributed = 0;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      rates[i] = rates[i] > NOISE * sum ? rates[i] : 0;
      attributed += rates[i];
    }
    double scale = attributed > EXPLAINED * slope ? slope / attributed : 1;
    for (int i = 0; i < MemoryArea.COUNT; i++) {
      rates[i] *= scale;
    }
    unattributed = Math.max(0, slope - attributed * scale);
  }

  /** The area that grows most; null where none grows, or more growth belongs to none. */
  @Nullable MemoryArea fastest() {
    int fastest = 0;
    for (int i = 1; i < MemoryArea.COUNT; i++) {
      fastest = rates[i] > rates[fastest] ? i : fastest;
    }
    return rates[fastest] > 0 && rates[fastest] >= unattributed ? MemoryArea.at(fastest) : null;
  }

  /** Bytes per second. */
  double rate(MemoryArea area) {
    return rates[area.ordinal()];
  }

  /**
   * The growth of all areas with the live set's rate instead of the heap's, bytes per second. The
   * collector enlarges a heap in steps, G1 most of all. Between two steps the heap's resident
   * memory hardly grows, and its live set does.
   *
   * @param slope the growth of all areas
   */
  double withLiveHeap(double slope) {
    return slope - rates[HEAP] + rates[AreaHistory.HEAP_LIVE];
  }

  /**
   * Whether the ceilings allow growth by that many bytes, in at most twice the time that it takes
   * without ceilings.
   */
  boolean reach(double bytes, double slope) {
    return secondsUntil(bytes) <= 2 * bytes / slope + 1;
  }

  /**
   * Seconds until the areas have grown by that many bytes, each only to its own ceiling; infinite
   * where the ceilings come first. Growth that belongs to no area has no ceiling.
   */
  double secondsUntil(double bytes) {
    double left = bytes;
    double passed = 0;
    while (true) {
      double together = unattributed;
      double next = Double.POSITIVE_INFINITY;
      for (int i = 0; i < MemoryArea.COUNT; i++) {
        double full = rates[i] > 0 ? rooms[i] / rates[i] : 0;
        if (full > passed) {
          together += rates[i];
          next = Math.min(next, full);
        }
      }
      if (together <= 0) {
        return Double.POSITIVE_INFINITY;
      }
      double end = passed + left / together;
      if (end <= next) {
        return end;
      }
      left -= together * (next - passed);
      passed = next;
    }
  }
}
