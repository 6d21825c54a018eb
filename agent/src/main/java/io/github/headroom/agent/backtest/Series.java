package io.github.headroom.agent.backtest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lives of one container, in their order. */
final class Series {

  /** Closer rows would be more ticks than the agent has, and the forecast's windows count ticks. */
  private static final double CLOSEST_SECONDS = 0.5;

  static final int MOST_LIVES = 1000;

  /**
   * The labels as Prometheus writes them, for example {@code {container="app", pod="checkout-0"}};
   * may be empty.
   */
  final String name;

  final List<Life> lives = new ArrayList<>();

  /** Lives that are not kept, a count. */
  int moreLives;

  long closeRows;
  private @Nullable Life life;
  private double last = Double.NEGATIVE_INFINITY;

  Series(String name) {
    this.name = name;
  }

  /**
   * Adds a row.
   *
   * @return false where its time is not after the row before; the row is then ignored
   */
  boolean add(Row row) {
    if (row.seconds <= last) {
      return false;
    }
    Life now = life;
    boolean killed = now != null && now.isKilledBy(row);
    if (row.seconds - last < CLOSEST_SECONDS && !killed) {
      closeRows++;
      return true;
    }
    last = row.seconds;
    if (now != null && (killed || now.isLeftBy(row))) {
      now.end(killed ? End.KILLED : End.RESTARTED);
      now = null;
    }
    if (now == null) {
      now = new Life(row.seconds);
      keep(now);
      life = now;
    }
    now.add(row);
    return true;
  }

  /** The present life; null before the first row. */
  @Nullable Life life() {
    return life;
  }

  private void keep(Life begun) {
    if (lives.size() < MOST_LIVES) {
      lives.add(begun);
    } else {
      moreLives++;
    }
  }

  /**
   * Ends the history. A life with a single row, which has the kill of the life before, is dropped.
   *
   * @param known the end of the last row, where the user names it
   */
  void end(@Nullable End known) {
    Life now = life;
    if (now == null) {
      return;
    }
    int before = lives.size() - 2;
    if (now.rows == 1
        && before >= 0
        && lives.get(before + 1) == now
        && lives.get(before).end == End.KILLED) {
      lives.remove(before + 1);
      return;
    }
    now.end(known != null ? known : now.countsKills() ? End.NO_KILL : End.UNKNOWN);
  }
}
