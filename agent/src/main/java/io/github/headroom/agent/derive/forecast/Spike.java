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
  private final double[] rooms = new double[LENGTH];
  private int next;
  private int count;
  private double rate;
  private double taken;
  private double roomOfHeap;

  /**
   * Takes a tick in; whether it is the end of a spike so far.
   *
   * @param floor what reclaim cannot free, bytes from any origin
   */
  boolean add(Tick tick, double floor) {
    if (tick.full()) {
      roomOfHeap = roomOfHeap(tick);
    }
    boolean found = false;
    for (int back = 1; back <= count && !found; back++) {
      int at = (next - back + LENGTH) % LENGTH;
      double apart = tick.seconds() - seconds[at];
      double grown = floor - floors[at];
      double unforeseen = grown - rooms[at];
      found =
          apart > 0
              && apart <= LONGEST_SECONDS
              && unforeseen >= SMALLEST_SHARE * tick.limit()
              && unforeseen >= tick.headroom();
      if (found) {
        rate = grown / apart;
        taken = grown;
      }
    }
    boolean rising = count > 0 && floor > floors[(next - 1 + LENGTH) % LENGTH];
    seconds[next] = tick.seconds();
    floors[next] = floor;
    rooms[next] = roomOfHeap;
    next = (next + 1) % LENGTH;
    count = Math.min(count + 1, LENGTH);
    return found && rising;
  }

  /**
   * What a heap that fits may still fill, for the first time and as fast as it likes; 0 where its
   * end does not fit, or is not known. It fits where it does once dirty page cache is written: an
   * application that fills its files as it starts fills its heap, too. As of the last full tick,
   * for others tell no areas.
   */
  private static double roomOfHeap(Tick tick) {
    int heap = MemoryArea.JAVA_HEAP.ordinal();
    double room = tick.capped(heap) ? tick.ceiling(heap) - tick.bytes(heap) : 0;
    return room < tick.limit() - tick.floor() ? room : 0;
  }

  /** Bytes that the last spike took. */
  double grown() {
    return taken;
  }

  /** Bytes a second of the last spike. */
  double rate() {
    return rate;
  }
}
