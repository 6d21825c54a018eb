package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history as a store's answer: from Prometheus' HTTP API a matrix of {@code /api/v1/query} with a
 * range or of {@code /api/v1/query_range} (VictoriaMetrics has both), its list of series alone, as
 * {@code promtool query range} prints it, or the lines of VictoriaMetrics' {@code /api/v1/export}.
 * All samples are held in memory: 16 bytes each.
 */
final class JsonHistory {

  private final JsonReader in;
  private final Map<String, Track> tracks = new LinkedHashMap<>();

  private JsonHistory(Reader in) {
    this.in = new JsonReader(in);
  }

  /** Reads the whole history, see {@link CsvHistory#read}. */
  static void read(Reader in, History into, @Nullable Double limit)
      throws IOException, HistoryException {
    JsonHistory json = new JsonHistory(in);
    while (json.in.peek() >= 0) {
      json.document();
    }
    if (json.tracks.isEmpty()) {
      throw new HistoryException("there is no series in it; the query may select none");
    }
    new Joined(json.tracks.values(), into, limit).rows();
  }

  /** {"status":"success","data":{"resultType":"matrix","result":[...]}} or one exported line. */
  private void document() throws IOException, HistoryException {
    if (in.peek() == '[') {
      series();
      return;
    }
    Track track = new Track();
    in.enter('{');
    while (in.more()) {
      String name = in.scalar();
      if (name.equals("data")) {
        data();
      } else if (name.equals("error")) {
        throw new HistoryException(
            "the store's answer is an error: " + Printable.piece(in.scalar()));
      } else {
        member(track, name);
      }
    }
    keep(track);
  }

  private void data() throws IOException, HistoryException {
    in.enter('{');
    while (in.more()) {
      String name = in.scalar();
      if (name.equals("resultType")) {
        String type = in.scalar();
        if (!type.equals("matrix")) {
          throw new HistoryException(
              "expected a matrix, found a "
                  + Printable.piece(type)
                  + ": ask for a range, such as ...[7d], or query_range");
        }
      } else if (name.equals("result")) {
        series();
      } else {
        in.skip();
      }
    }
  }

  /** [{"metric":{...},"values":[...]},...] */
  private void series() throws IOException, HistoryException {
    in.enter('[');
    while (in.more()) {
      Track track = new Track();
      in.enter('{');
      while (in.more()) {
        member(track, in.scalar());
      }
      keep(track);
    }
  }

  private void member(Track track, String name) throws IOException, HistoryException {
    if (name.equals("metric")) {
      in.enter('{');
      while (in.more()) {
        String label = in.scalar();
        String value = in.scalar();
        if (label.equals("__name__")) {
          track.metric = value;
        } else if (!value.isEmpty()) {
          track.labels.put(label, value);
        }
      }
    } else if (name.equals("values")) {
      values(track);
    } else if (name.equals("timestamps")) {
      timestamps(track);
    } else {
      in.skip();
    }
  }

  /** [[1790000000,"1"],...] of Prometheus, [1,...] of an export. */
  private void values(Track track) throws IOException, HistoryException {
    in.enter('[');
    while (in.more()) {
      if (in.peek() == '[') {
        in.enter('[');
        double seconds = number(in.scalar());
        track.addTime(Instants.seconds(seconds));
        track.addValue(number(in.scalar()));
        while (in.more()) {
          in.skip();
        }
      } else {
        track.addValue(number(in.scalar()));
      }
    }
  }

  private void timestamps(Track track) throws IOException, HistoryException {
    in.enter('[');
    while (in.more()) {
      track.addTime(Instants.seconds(number(in.scalar())));
    }
  }

  private static double number(String text) throws HistoryException {
    try {
      return Cells.number(text);
    } catch (NumberFormatException e) {
      throw new HistoryException("expected a number, found \"" + Printable.piece(text) + "\"");
    }
  }

  private void keep(Track track) {
    if (track.metric.isEmpty() && track.count() == 0) {
      return; // the frame around the series
    }
    String key = track.metric + track.labels;
    Track before = tracks.get(key);
    if (before == null) {
      tracks.put(key, track);
    } else {
      before.append(track);
    }
  }
}
