package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The content of a file while it is read: its containers, and what was ignored and why. */
public final class History {

  private static final int MOST_SERIES = 500;
  private static final int MOST_PROBLEMS = 5;

  final Map<String, Series> series = new LinkedHashMap<>();

  /** Names of the columns or metrics that are read, and their meanings. */
  final Map<String, String> read = new LinkedHashMap<>();

  final Set<String> ignored = new TreeSet<>();
  final List<String> problems = new ArrayList<>();
  final Set<String> moreSeries = new TreeSet<>();
  long rows;
  long badRows;

  /** Rows of the wanted containers. */
  private long wantedRows;

  /** Of these, the ones whose time is not after that of the row before. */
  private long unordered;

  private final String wanted;
  private final @Nullable Forecasts forecasts;

  /**
   * @param wanted only containers with this text in their names are read
   * @param forecasts receives the forecast of each row; null where it is not needed
   */
  public History(String wanted, @Nullable Forecasts forecasts) {
    this.wanted = wanted;
    this.forecasts = forecasts;
  }

  /**
   * Adds a row of a container.
   *
   * @param where the place in the file, for a message
   */
  void add(String name, Row row, String where) {
    rows++;
    if (!name.contains(wanted)) {
      return;
    }
    wantedRows++;
    Series of = series.get(name);
    if (of == null) {
      if (series.size() == MOST_SERIES) {
        if (moreSeries.size() < MOST_SERIES) {
          moreSeries.add(name);
        }
        return;
      }
      of = new Series(name);
      series.put(name, of);
    }
    if (!of.add(row)) {
      unordered++;
      bad(where, "expected a time after that of the row before, found one that is not");
      return;
    }
    Life life = of.life();
    if (forecasts != null && life != null && life.last == row.seconds) {
      forecasts.add(name, life);
    }
  }

  /**
   * Checks the order of the rows. Where the newest come first, as some exports have them, the few
   * that are left would look like a life without a warning.
   *
   * @throws HistoryException if most rows are ignored because of their time
   */
  void checkOrder() throws HistoryException {
    if (unordered > wantedRows / 2) {
      throw new HistoryException(
          "expected the rows of each container in the order of time, found "
              + unordered
              + " of "
              + wantedRows
              + " that are not after the row before: sort them by time");
    }
  }

  /** Counts and ignores a bad row. */
  void bad(String where, String why) {
    badRows++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(where + ": " + Printable.piece(why));
    }
  }

  /**
   * Ends the file.
   *
   * @param killed whether the last row of each container is its kill
   * @param lived whether no container was killed after its last row
   */
  public void end(boolean killed, boolean lived) {
    for (Series of : series.values()) {
      of.end(killed ? End.KILLED : lived ? End.LIVED : null);
    }
  }

  /** Whether the file has no container. */
  public boolean isEmpty() {
    return series.isEmpty();
  }

  /** The reason why there is no container. */
  public String whyEmpty() {
    if (!wanted.isEmpty() && rows > 0) {
      return "no container has \"" + Printable.piece(wanted) + "\" in its name";
    }
    return problems.isEmpty() ? "there is no row in it" : problems.get(0);
  }
}
