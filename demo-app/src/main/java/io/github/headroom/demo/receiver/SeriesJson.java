package io.github.headroom.demo.receiver;

import io.github.headroom.demo.receiver.SeriesStore.SeriesPoints;
import io.github.headroom.demo.receiver.SeriesStore.Snapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of GET /api/series. */
final class SeriesJson {
  private static final int MOST_CHARACTERS = 200;

  private SeriesJson() {}

  /**
   * @param started the receiver's start, milliseconds since the epoch: another value is another
   *     receiver, whose cursors mean nothing to the old one's
   * @param snapshot null before the first point, then "instance" is 0 and "series" empty
   */
  static String write(
      long started, long nowMillis, @Nullable Snapshot snapshot, List<Phases.Phase> phases) {
    StringBuilder json = new StringBuilder(1024);
    json.append("{\"started\":").append(started).append(",\"now\":").append(nowMillis);
    json.append(",\"phases\":[");
    for (int i = 0; i < phases.size(); i++) {
      Phases.Phase phase = phases.get(i);
      json.append(i == 0 ? "" : ",").append("{\"at\":").append(phase.atMillis());
      json.append(",\"name\":");
      string(json, phase.name());
      json.append(",\"text\":");
      string(json, phase.text());
      json.append('}');
    }
    json.append(']');
    if (snapshot == null) {
      return json.append(",\"instance\":0,\"cursor\":0,\"series\":[]}").toString();
    }
    json.append(",\"instance\":").append(snapshot.instance());
    json.append(",\"resource\":");
    object(json, snapshot.resource());
    json.append(",\"last\":").append(snapshot.lastMillis());
    json.append(",\"cursor\":").append(snapshot.cursor());
    json.append(",\"dropped\":").append(snapshot.dropped());
    json.append(",\"series\":[");
    for (int i = 0; i < snapshot.series().size(); i++) {
      json.append(i == 0 ? "" : ",");
      series(json, snapshot.series().get(i));
    }
    return json.append("]}").toString();
  }

  private static void series(StringBuilder json, SeriesPoints series) {
    json.append("{\"name\":");
    string(json, series.name());
    json.append(",\"unit\":");
    string(json, series.unit());
    json.append(",\"attributes\":");
    object(json, series.attributes());
    json.append(",\"points\":[");
    for (int i = 0; i < series.samples().size(); i++) {
      json.append(i == 0 ? "[" : ",[").append(series.samples().get(i).timeMillis()).append(',');
      number(json, series.samples().get(i).value());
      json.append(']');
    }
    json.append("]}");
  }

  private static void object(StringBuilder json, Map<String, String> map) {
    json.append('{');
    String separator = "";
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.append(separator);
      string(json, entry.getKey());
      json.append(':');
      string(json, entry.getValue());
      separator = ",";
    }
    json.append('}');
  }

  private static void number(StringBuilder json, double value) {
    // Above 2^53 a double is no exact integer any more, and JavaScript has no other number.
    if (value == Math.rint(value) && Math.abs(value) <= 1L << 53) {
      json.append((long) value);
    } else {
      json.append(value);
    }
  }

  /**
   * A JSON string of at most {@value #MOST_CHARACTERS} characters of the text, whoever sent it.
   * What would not stand on a page as one plain word is shown as its escape: control characters,
   * those that separate lines or turn the direction of writing, and halves of surrogate pairs.
   */
  static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); ) {
      if (i >= MOST_CHARACTERS) {
        json.append("...");
        break;
      }
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '"' || point == '\\') {
        json.append('\\').appendCodePoint(point);
      } else if (isPlain(point)) {
        json.appendCodePoint(point);
      } else {
        json.append(String.format("\\\\u%04x", point));
      }
    }
    json.append('"');
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
