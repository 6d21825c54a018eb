package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.Metric;
import io.github.headroom.agent.publish.Observation;
import io.github.headroom.agent.publish.PointsAsJson;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report on a recording as one JSON document; see docs/recording.md for its fields. */
public final class ReportJson {

  private final StringBuilder json = new StringBuilder("{");

  private ReportJson() {}

  /** The ends of several recordings, each with the content of a line of {@code --all}. */
  public static String of(List<Path> files, List<RecordingSummary> summaries) {
    ReportJson report = new ReportJson();
    report.name("recordings").append('[');
    for (int i = 0; i < files.size(); i++) {
      report.json.append(i == 0 ? "{" : ", {");
      report.line(files.get(i), summaries.get(i));
      report.json.setLength(report.json.length() - 2);
      report.json.append('}');
    }
    return report.json.append("]}").toString();
  }

  private void line(Path file, RecordingSummary summary) {
    boolean live = summary.life == Life.RUNNING;
    MemoryArea culprit = summary.culprit();
    text("file", file.toString());
    text("command", summary.header.shown("command"));
    text("exit", live ? "" : summary.ending.exit().word());
    text("certainty", live ? "" : summary.ending.certainty().word());
    text("culprit", culprit == null ? "" : culprit.word());
    text("verdict", Printable.piece(summary.verdict));
    text("started", time(summary.header.number("started")));
    text("ended", live ? "" : time(summary.endedMillis));
  }

  public static String of(RecordingSummary summary) {
    return of(null, summary, new ArrayList<Path>());
  }

  /**
   * The whole report of one recording.
   *
   * @param file the recording, where it is named; may be null
   * @param beside recordings of running JVMs in the same directory
   */
  public static String of(@Nullable Path file, RecordingSummary summary, List<Path> beside) {
    ReportJson report = new ReportJson();
    boolean live = summary.life == Life.RUNNING;
    MemoryArea culprit = summary.culprit();
    report.text("exit", live ? "" : summary.ending.exit().word());
    report.text("certainty", live ? "" : summary.ending.certainty().word());
    report.text("culprit", culprit == null ? "" : culprit.word());
    report.text("cause", Printable.line(summary.cause()));
    report.text("verdict", Printable.piece(summary.verdict));
    report.texts("evidence", summary.ending.evidence());
    report.text("started", time(summary.header.number("started")));
    report.text("ended", live ? "" : time(summary.endedMillis));
    report.text("judged", time(summary.judgedMillis()));
    report.text("file", file == null ? "" : file.toString());
    List<String> running = new ArrayList<>();
    for (Path path : beside) {
      running.add(path.toString());
    }
    report.texts("running", running);
    report.name("records").append(summary.records).append(", ");
    PointsAsJson points = new PointsAsJson();
    Metric.all(new Observation(summary.last, summary.figures), true, points);
    report.name("last").append(points.points()).append(", ");
    report.texts("advice", Advice.of(summary));
    report.json.setLength(report.json.length() - 2);
    return report.json.append('}').toString();
  }

  /** A time as ISO 8601 in UTC; empty for null. */
  private static String time(@Nullable Long epochMillis) {
    return epochMillis == null ? "" : Instant.ofEpochMilli(epochMillis).toString();
  }

  private StringBuilder name(String name) {
    return Printable.quote(json, name).append(": ");
  }

  /** Appends a text; null for an empty one. */
  private void text(String name, String value) {
    name(name);
    if (value.isEmpty()) {
      json.append("null");
    } else {
      Printable.quote(json, value);
    }
    json.append(", ");
  }

  private void texts(String name, List<String> values) {
    name(name).append('[');
    for (int i = 0; i < values.size(); i++) {
      json.append(i == 0 ? "" : ", ");
      Printable.quote(json, values.get(i));
    }
    json.append("], ");
  }
}
