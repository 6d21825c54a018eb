package io.github.headroom.agent.derive.forecast;

/**
 * Abrupt growth: within a few seconds the floor has risen by more than the headroom that is left. A
 * spike need not end in a kill, but one more step of its size would.
 */
final class Spike {

  /** Ticks that are kept: those of the longest spike, at one per second, and two that are late. */
  private static final int LENGTH = 12;

  /** The longest spike, seconds. */
  private static final double LONGEST_SECONDS = 10;

  /** The smallest spike, as a share of the limit. */
  private static final double SMALLEST_SHARE = 0.1;

  /** A spike stands for so many seconds after the last tick in which it rose. */
  private static final double HOLD_SECONDS = 3;

  /** The least probability of a spike: growth by as much again, with even odds. */
  private static final double EVEN = 0.5;

  /** The interval of its time, as factors of the middle. */
  static final double LOW = 0.5;

  /** Wider than the lower end: what follows a spike is mostly slower. */
  private static final double HIGH = 3;

  private final double[] seconds = new double[LENGTH];
  private final double[] floors = new double[LENGTH];
  private final double[] rooms = new double[LENGTH];
  private int next;
  private int count;
  private double rate;
  private double grown;
  private double roomOfHeap;
  private boolean seen;
  private double lastSeen;
  private double belief;
  private double left;
  private final Times times = new Times();

  /** Takes a tick. Returns whether a spike stands. */
  boolean add(Tick tick, FloorHistory history) {
    if (tick.full()) {
      roomOfHeap = roomOfHeap(tick);
    }
    if (rises(tick, history.floor()) && isBelieved(history)) {
      seen = true;
      lastSeen = tick.seconds();
    }
    left = history.headroom() / rate;
    return seen && tick.seconds() < lastSeen + HOLD_SECONDS;
  }

  private boolean rises(Tick tick, double floor) {
    boolean found = false;
    for (int back = 1; back <= count && !found; back++) {
      int at = (next - back + LENGTH) % LENGTH;
      double apart = tick.seconds() - seconds[at];
      double by = floor - floors[at];
      double unexpected = by - rooms[at];
      found =
          apart > 0
              && apart <= LONGEST_SECONDS
              && unexpected >= SMALLEST_SHARE * tick.limit()
              && unexpected >= tick.headroom();
      if (found) {
        rate = by / apart;
        grown = by;
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

  private boolean isBelieved(FloorHistory history) {
    double took = Math.max(Rises.SHORTEST_SECONDS, grown / rate);
    double speed = grown / took;
    double goesOn = history.chance(speed, took, history.headroom() / speed);
    if (goesOn >= EVEN) {
      belief = goesOn;
    }
    return goesOn >= EVEN;
  }

  /**
   * What a heap that fits may still fill, for the first time and at any speed; 0 where the heap's
   * ceiling does not fit, or is not known. Dirty page cache does not count against the heap: an
   * application that writes its files as it starts fills its heap, too. Only full ticks know areas.
   */
  private static double roomOfHeap(Tick tick) {
    int heap = MemoryArea.JAVA_HEAP.ordinal();
    double room = tick.capped(heap) ? tick.ceiling(heap) - tick.bytes(heap) : 0;
    return room < tick.limit() - tick.floor() ? room : 0;
  }

  /** Bytes per second. */
  double rate() {
    return rate;
  }

  /** The probability that it goes on to the end, 0 to 1. */
  double belief() {
    return belief;
  }

  /** The span over which the areas' growth is compared, seconds. */
  double span() {
    return HOLD_SECONDS + LONGEST_SECONDS;
  }

  /** Seconds to the end at the earliest, with even odds, and at the latest. */
  double low() {
    return left * LOW;
  }

  double mid() {
    return left;
  }

  double high() {
    return left * HIGH;
  }

  /** Computes and returns the times of the end. */
  Times times() {
    times.clear();
    times.add(low());
    times.add(mid());
    times.add(high());
    return times;
  }
}
