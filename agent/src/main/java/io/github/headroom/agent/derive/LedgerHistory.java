package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/**
 * What the areas of the ledger held in the last minutes: at eleven passes, half a minute apart or
 * as far as the passes are. 1 KB; makes no garbage.
 */
public final class LedgerHistory {

  private static final int LENGTH = 11;
  private static final double APART_SECONDS = 30;

  /** Kept once: values() copies. */
  private static final MemoryArea[] AREAS = MemoryArea.values();

  private final double[] seconds = new double[LENGTH];

  /** Bytes; -1 where not told. */
  private final long[][] held = new long[LENGTH][AREAS.length];

  private int count;
  private int next;

  /**
   * Takes in the figures of a full pass.
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
      held[next][i] = figures.known(figure) ? figures.whole(figure) : -1;
    }
    next = (next + 1) % LENGTH;
    count = Math.min(count + 1, LENGTH);
  }

  /** From now on that area means something else: what it held is not told any more. */
  void forget(MemoryArea area) {
    for (int i = 0; i < LENGTH; i++) {
      held[i][area.ordinal()] = -1;
    }
  }

  /** Seconds since the oldest that is kept; 0 where there is none. */
  public double reach(double now) {
    return count == 0 ? 0 : now - seconds[oldest()];
  }

  /** Whether that one tells of the area. */
  public boolean told(MemoryArea area) {
    return count > 0 && held[oldest()][area.ordinal()] >= 0;
  }

  /** Bytes that the area held then; has a meaning where {@link #told}. */
  public long held(MemoryArea area) {
    return held[oldest()][area.ordinal()];
  }

  private int oldest() {
    return (next + LENGTH - count) % LENGTH;
  }
}
