package io.github.headroom.agent.derive.forecast;

/**
 * Abrupt growth: within a few seconds more was taken than is left. Nobody can tell that a spike
 * will end in a kill, only that one more like it would.
 */
final class Spike {

  private static final int LENGTH = 12;
  private static final double LONGEST_SECONDS = 10;
  private static final double SMALLEST_SHARE = 0.1;

  private final double[] seconds = new double[LENGTH];
  private final double[] floors = new double[LENGTH];
  private final double[] heaps = new double[LENGTH];
  private int next;
  private int count;
  private double rate;
  private boolean heapFits;

  void restart() {
    count = 0;
    heapFits = false;
  }

  /** Takes a tick in; whether it is the end of a spike so far. */
  boolean add(Tick tick) {
    if (tick.full()) {
      heapFits = heapFits(tick);
    }
    double floor = tick.floor();
    double heap = tick.heapKnown() ? tick.heapLive() : 0;
    boolean found = false;
    for (int back = 1; back <= count && !found; back++) {
      int at = (next - back + LENGTH) % LENGTH;
      double apart = tick.seconds() - seconds[at];
      double grown = floor - floors[at];
      found =
          apart > 0
              && apart <= LONGEST_SECONDS
              && grown >= SMALLEST_SHARE * tick.limit()
              && grown >= tick.headroom()
              && !withinTheHeap(grown, heap - heaps[at]);
      if (found) {
        rate = grown / apart;
      }
    }
    boolean rising = count > 0 && floor > floors[(next - 1 + LENGTH) % LENGTH];
    seconds[next] = tick.seconds();
    floors[next] = floor;
    heaps[next] = heap;
    next = (next + 1) % LENGTH;
    count = Math.min(count + 1, LENGTH);
    return found && rising;
  }

  /** Whether there is room for the largest heap, as of the last full tick: others tell no areas. */
  private static boolean heapFits(Tick tick) {
    int heap = MemoryArea.JAVA_HEAP.ordinal();
    return tick.capped(heap) && tick.ceiling(heap) - tick.bytes(heap) < tick.headroom();
  }

  /** The heap being filled for the first time, and its end fits. */
  private boolean withinTheHeap(double grown, double byTheHeap) {
    return heapFits && byTheHeap >= grown / 2;
  }

  /** Bytes a second of the last spike. */
  double rate() {
    return rate;
  }
}
