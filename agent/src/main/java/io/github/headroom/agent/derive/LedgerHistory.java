package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/**
 * The ledger of the last minutes: eleven full passes, half a minute apart, or further where the
 * passes are. About 1 KB; allocates nothing after construction.
 */
public final class LedgerHistory {

  private static final int LENGTH = 11;
  private static final double APART_SECONDS = 30;

  /** values() copies the array at each call. */
  private static final MemoryArea[] AREAS = MemoryArea.values();

  private final double[] seconds = new double[LENGTH];

  /** Bytes; has a meaning where {@link #known} is set. */
  private final long[][] held = new long[LENGTH][AREAS.length];

  private final boolean[][] known = new boolean[LENGTH][AREAS.length];

  private int count;
  private int next;

  /**
   * Adds the figures of a full pass.
   *
   * @param now a clock that never goes back, seconds from any origin
   */
  public void add(Figures figures, double now) {
    if (count > 0 && now - seconds[(next + LENGTH - 1) % LENGTH] < APART_SECONDS) {
      return;
    }
    seconds[next] = now;
    for (int i = 0; i < AREAS.length; i++) {
      Figure figure = Figure.held(AREAS[i]);
      known[next][i] = figures.known(figure);
      held[next][i] = known[next][i] ? figures.whole(figure) : 0;
    }
    next = (next + 1) % LENGTH;
    count = Math.min(count + 1, LENGTH);
  }

  /** Removes the past of that area, because its meaning changed. */
  void forget(MemoryArea area) {
    for (int i = 0; i < LENGTH; i++) {
      known[i][area.ordinal()] = false;
    }
  }

  /** Seconds since the oldest entry; 0 where there is none. */
  public double reach(double now) {
    return count == 0 ? 0 : now - seconds[oldest()];
  }

  /** Whether the oldest entry knows the area. */
  public boolean known(MemoryArea area) {
    return count > 0 && known[oldest()][area.ordinal()];
  }

  /** Bytes of the area in the oldest entry; has a meaning where {@link #known(MemoryArea)}. */
  public long held(MemoryArea area) {
    return held[oldest()][area.ordinal()];
  }

  private int oldest() {
    return (next + LENGTH - count) % LENGTH;
  }
}
