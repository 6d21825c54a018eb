package io.github.headroom.agent.derive.forecast;

/** Ticks of a second, every tenth of them full, into one forecast; sizes in MiB. */
final class Life {

  static final long MIB = 1 << 20;

  final Forecast forecast = new Forecast();
  private final Tick tick = new Tick();
  long limit = 1000;
  boolean fits = true;

  /** What reclaim may free and may not. */
  double doubtful;

  long heapCeiling = Long.MAX_VALUE;
  private double stalled;
  private long refaults;
  private long fileRefaults;
  private long majorFaults;
  boolean pressureTold = true;
  private double heap = 200;

  /** Of the heap, what is taken and holds nothing yet. */
  private double heapSpare;

  private double direct = 50;
  private double rest = 150;
  private int seconds;

  /** Seconds from tick to tick. */
  int step = 1;

  /** Goes on for that long, while the areas grow by MiB a second. */
  Life go(int time, double heapRate, double directRate, double restRate) {
    for (int i = 0; i < time; i++) {
      heap += heapRate;
      direct += directRate;
      rest += restRate;
      tick();
    }
    return this;
  }

  Life still(int time) {
    return go(time, 0, 0, 0);
  }

  Life leak(int time, double rate) {
    return go(time, 0, 0, rate);
  }

  /** Takes or gives back at once. */
  Life jump(double mebibytes) {
    rest += mebibytes;
    return this;
  }

  /** What lives in the heap grows steadily; nine tenths of the room for that are taken at once. */
  Life heapStep(double room, int time) {
    heap += 0.9 * room;
    heapSpare += 0.9 * room;
    for (int i = 0; i < time; i++) {
      heap += 0.1 * room / time;
      heapSpare -= 0.9 * room / time;
      tick();
    }
    return this;
  }

  /** Every task waits for that share of the time, and file pages come back. */
  Life waits(int time, double share) {
    for (int i = 0; i < time; i++) {
      stalled += share;
      refaults++;
      tick();
    }
    return this;
  }

  /** That many pages of file come back each second, and so many faults wait for storage. */
  Life fileFaults(int time, long cameBack, long major) {
    for (int i = 0; i < time; i++) {
      fileRefaults += cameBack;
      majorFaults += major;
      tick();
    }
    return this;
  }

  /** No limit, or none that can be read. */
  Life blind() {
    tick.begin(seconds++, false);
    forecast.add(tick);
    return this;
  }

  private void tick() {
    boolean full = seconds % 10 == 0;
    tick.begin(seconds, full);
    seconds += step;
    long floor = Math.round((heap + direct + rest) * MIB);
    long doubts = Math.round(doubtful * MIB);
    tick.headroom(limit * MIB, Math.max(0, limit * MIB - floor - doubts), doubts);
    if (pressureTold) {
      tick.heap(Math.round((heap - heapSpare) * MIB), Math.round(heap * MIB));
      tick.pressureFull(stalled);
    }
    tick.refaults(refaults);
    tick.fileFaults(fileRefaults, majorFaults);
    if (!fits) {
      tick.cannotFit();
    }
    if (full) {
      if (heapCeiling == Long.MAX_VALUE) {
        tick.area(MemoryArea.JAVA_HEAP, Math.round(heap * MIB));
      } else {
        tick.area(MemoryArea.JAVA_HEAP, Math.round(heap * MIB), heapCeiling * MIB);
      }
      tick.area(MemoryArea.DIRECT_BUFFERS, Math.round(direct * MIB));
      tick.area(MemoryArea.NATIVE_OTHER, Math.round(rest * MIB));
    }
    forecast.add(tick);
  }

  /** MiB that are left. */
  double left() {
    return limit - heap - direct - rest;
  }
}
