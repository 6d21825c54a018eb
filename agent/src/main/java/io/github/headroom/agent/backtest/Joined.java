package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins the metrics of a store's answer into rows, a list per container. */
final class Joined {

  /** Labels that identify the container. Other labels identify the scraper. */
  private static final String[] IDENTITY = {
    "namespace", "pod", "pod_name", "container", "container_name", "container_id", "id", "name"
  };

  private final Collection<Track> tracks;
  private final History into;
  private final @Nullable Double limit;

  /**
   * @param limit bytes, instead of a metric; null for none
   */
  Joined(Collection<Track> tracks, History into, @Nullable Double limit) {
    this.tracks = tracks;
    this.into = into;
    this.limit = limit;
  }

  /** Adds a row at each sample of the metric of usage. */
  void rows() throws HistoryException {
    List<Track> known = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("time"));
    StringBuilder found = new StringBuilder();
    for (Track track : tracks) {
      Column column = Column.of(track.metric);
      if (!column.isFigure() || !isOfMemory(track)) {
        into.ignored.add(track.metric.isEmpty() ? "series without __name__" : track.metric);
        continue;
      }
      track.sort();
      known.add(track);
      columns.add(column);
      into.read.put(track.metric, column.meaning());
    }
    for (String metric : into.read.keySet()) {
      found.append(found.length() == 0 ? "" : ", ").append(metric);
    }
    Required.check(columns.toArray(new Column[0]), limit, found.toString());
    List<Track> used = of(known, "usage");
    List<Track> mains = used.isEmpty() ? of(known, "working_set") : used;
    for (Track track : mains) {
      rows(track, known, mains);
    }
  }

  /** kube_pod_container_resource_limits has a series per resource. */
  private static boolean isOfMemory(Track track) {
    String resource = track.labels.get("resource");
    return resource == null || resource.equals("memory");
  }

  private static List<Track> of(List<Track> known, String name) {
    Column wanted = Column.of(name);
    List<Track> found = new ArrayList<>();
    for (Track track : known) {
      Column column = Column.of(track.metric);
      if (column.kind == wanted.kind && column.field == wanted.field) {
        found.add(track);
      }
    }
    return found;
  }

  private void rows(Track main, List<Track> known, List<Track> beside) {
    List<Track> joined = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (Track track : known) {
      boolean other = beside.contains(track) && track != main;
      if (!other && agreeing(main, track) >= 0 && isNearest(main, track, known)) {
        track.rewind();
        joined.add(track);
        columns.add(Column.of(track.metric));
      }
    }
    String name = name(main, beside);
    Column given = Column.of("limit");
    Row row = new Row();
    for (int i = 0; i < main.count(); i++) {
      row.begin(main.seconds(i));
      if (limit != null) {
        row.take(given, limit);
      }
      String wrong = null;
      for (int j = 0; j < joined.size(); j++) {
        double value = joined.get(j).valueAt(row.seconds);
        if (!row.take(columns.get(j), value)) {
          wrong = joined.get(j).metric + ": expected a number from 0 on, found " + value;
        }
      }
      String where = "time " + Numbers.plain(row.seconds);
      if (!Instants.isTime(row.seconds)) {
        into.bad(where, "expected seconds or milliseconds since 1970");
      } else if (wrong == null) {
        into.add(name, row, where);
      } else {
        into.bad(where, wrong);
      }
    }
    for (int j = 0; j < joined.size(); j++) {
      if (columns.get(j).field == Field.EVENTS_OOM_KILL && main.count() > 0) {
        killed(name, joined.get(j), columns.get(j), row);
      }
    }
  }

  /**
   * Adds a row for a kill. The last sample of a killed container is older than the kill, but the
   * count of kills is another series and continues: a rise soon after the last sample is a row of
   * its own.
   */
  private void killed(String name, Track kills, Column column, Row last) {
    double rise = kills.riseAfter(last.seconds);
    if (Instants.isTime(rise)) {
      last.begin(rise);
      last.take(column, kills.valueAt(rise));
      into.add(name, last, "time " + Numbers.plain(rise));
    }
  }

  /**
   * The number of identifying labels that both have, if they are equal; negative where one differs.
   */
  private static int agreeing(Track one, Track other) {
    int same = 0;
    for (String label : IDENTITY) {
      String a = one.labels.get(label);
      String b = other.labels.get(label);
      if (a != null && b != null) {
        if (!a.equals(b)) {
          return -1;
        }
        same++;
      }
    }
    return same;
  }

  /** Of several series of one metric, the one with the most common labels. */
  private static boolean isNearest(Track main, Track track, List<Track> known) {
    int ours = agreeing(main, track);
    boolean before = true;
    for (Track other : known) {
      if (other == track) {
        before = false;
      } else if (other.metric.equals(track.metric)) {
        int theirs = agreeing(main, other);
        if (theirs > ours || (theirs == ours && before)) {
          return false;
        }
      }
    }
    return true;
  }

  private static String name(Track main, List<Track> beside) {
    String name = name(main, true);
    for (Track other : beside) {
      if (other != main && name(other, true).equals(name)) {
        return name(main, false);
      }
    }
    return name;
  }

  private static String name(Track track, boolean identity) {
    StringBuilder name = new StringBuilder();
    for (Map.Entry<String, String> label : track.labels.entrySet()) {
      if (!identity || isIdentity(label.getKey())) {
        name.append(name.length() == 0 ? "" : ", ").append(label.getKey());
        name.append("=\"").append(Printable.path(label.getValue())).append('"');
      }
    }
    return name.toString();
  }

  private static boolean isIdentity(String label) {
    for (String known : IDENTITY) {
      if (known.equals(label)) {
        return true;
      }
    }
    return false;
  }
}
