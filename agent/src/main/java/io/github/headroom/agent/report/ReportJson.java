package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.Points;
import io.github.headroom.agent.publish.PointsAsJson;
import java.time.Instant;
import java.util.List;

/** The story of the end as one JSON document; docs/recording.md has its shape. */
public final class ReportJson {

  private final StringBuilder json = new StringBuilder("{");

  private ReportJson() {}

  public static String of(Story story) {
    ReportJson report = new ReportJson();
    MemoryArea culprit = story.culprit();
    report.text("exit", story.live ? "" : story.ending.exit());
    report.text("certainty", story.live ? "" : story.ending.certainty());
    report.text("culprit", culprit == null ? "" : culprit.word());
    report.text("verdict", Printable.piece(story.verdict));
    report.texts("evidence", story.ending.evidence());
    report.text("started", Instant.ofEpochMilli(story.header.number("started")).toString());
    report.text("ended", story.live ? "" : Instant.ofEpochMilli(story.endedMillis).toString());
    report.name("records").append(story.records).append(", ");
    PointsAsJson points = new PointsAsJson();
    Points.container(story.figures, points);
    Points.jvm(story.figures, story.last, points);
    Points.headroom(story.figures, story.last, points);
    report.name("last").append(points.points()).append(", ");
    report.texts("advice", Advice.of(story));
    report.json.setLength(report.json.length() - 2);
    return report.json.append('}').toString();
  }

  private StringBuilder name(String name) {
    return PointsAsJson.quote(json, name).append(": ");
  }

  /** Null where there is nothing to say. */
  private void text(String name, String value) {
    name(name);
    if (value.isEmpty()) {
      json.append("null");
    } else {
      PointsAsJson.quote(json, value);
    }
    json.append(", ");
  }

  private void texts(String name, List<String> values) {
    name(name).append('[');
    for (int i = 0; i < values.size(); i++) {
      json.append(i == 0 ? "" : ", ");
      PointsAsJson.quote(json, values.get(i));
    }
    json.append("], ");
  }
}
