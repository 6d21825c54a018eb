package io.github.headroom.agent.backtest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lives of one container, one after the other. */
final class Series {

  /** Closer rows would be more ticks than the agent has: its windows are made of ticks. */
  private static final double CLOSEST_SECONDS = 0.5;

  static final int MOST_LIVES = 1000;

  /** As Prometheus writes it, such as {@code {container="app", pod="checkout-0"}}; or nothing. */
  final String name;

  final List<Life> lives = new ArrayList<>();

  /** Lives that are not kept. */
  int moreLives;

  long closeRows;
  private @Nullable Life life;
  private double last = Double.NEGATIVE_INFINITY;

  Series(String name) {
    this.name = name;
  }

  /**
   * Takes in a row.
   *
   * @return false where time did not go on; the row is passed over then
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

  /** The life that goes on; null before the first row. */
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
   * The history has ended. A life of the one row that has the kill of the life before is none.
   *
   * @param known how its last row ends it, where the user says so
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
