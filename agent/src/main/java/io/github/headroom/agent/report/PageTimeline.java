package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.forecast.Verdict;
import java.util.List;

/** The timeline from the start of the recording to the end of the JVM, as a list. */
final class PageTimeline {

  /** Entries that are not folded. A verdict may change a hundred times. */
  private static final int MOST_OPEN = 14;

  private final Html html;
  private final RecordingSummary summary;
  private String day = "";

  private PageTimeline(Html html, RecordingSummary summary) {
    this.html = html;
    this.summary = summary;
  }

  static void append(Html html, RecordingSummary summary) {
    PageTimeline timeline = new PageTimeline(html, summary);
    html.raw("<section><h2>What happened <span class=\"soft\">(UTC)</span></h2>");
    int older = summary.timeline.size() - MOST_OPEN;
    if (older > 0) {
      html.raw("<details><summary>" + older + " earlier changes</summary>");
      html.raw("<ol class=\"timeline\">");
      timeline.start();
      timeline.entries(summary.timeline.subList(0, older));
      html.raw("</ol></details>");
      timeline.day = ""; // the folded list does not show its day
    }
    html.raw("<ol class=\"timeline\">");
    if (older <= 0) {
      timeline.start();
    }
    timeline.entries(summary.timeline.subList(Math.max(0, older), summary.timeline.size()));
    timeline.end();
    html.raw("</ol></section>");
  }

  private void start() {
    Long began = summary.beganMillis();
    if (began != null) {
      entry("", began, "", "Recording begins", "");
    }
  }

  private void entries(List<TimelineEntry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      TimelineEntry entry = entries.get(i);
      String before =
          ReadableNames.duration(summary.endedSeconds - entry.seconds)
              + (summary.life == Life.ENDED ? " before the end" : " before the last record");
      String text = entry.text;
      int colon = text.indexOf(": ");
      if (entry.kind == TimelineEntry.Kind.VERDICT) {
        String word = colon < 0 ? text : text.substring(0, colon);
        String reason = colon < 0 ? "" : ReadableNames.reason(text.substring(colon + 2));
        entry(level(word), entry.epochMillis, before, ReadableNames.verdict(word), reason);
      } else {
        String readable = entry.kind == TimelineEntry.Kind.CAUSE ? ReadableNames.cause(text) : text;
        entry(level(entry.kind), entry.epochMillis, before, heading(entry.kind), readable);
      }
    }
  }

  private static String heading(TimelineEntry.Kind kind) {
    switch (kind) {
      case LIMIT:
        return "Limit";
      case CAUSE:
        return "Cause";
      case CGROUP:
        return "Another cgroup";
      case OOM_KILL:
        return "OOM kill";
      case RELIEF:
        return "Relief";
      case SHUTDOWN:
        return "Shutdown";
      case VERDICT:
      case OTHER:
      default:
        return "Event";
    }
  }

  private static String level(TimelineEntry.Kind kind) {
    return kind == TimelineEntry.Kind.OOM_KILL ? "bad" : "";
  }

  private static String level(String verdict) {
    if (verdict.equals(Verdict.FITS.word())) {
      return "good";
    }
    if (verdict.equals(Verdict.CANNOT_FIT.word())) {
      return "warn";
    }
    return verdict.equals(Verdict.UNKNOWN.word()) ? "" : "bad";
  }

  private void end() {
    Long ended = summary.endedMillis;
    if (ended == null) {
      return;
    }
    if (!summary.points.isEmpty()) {
      entry("", ended, "", "Last record", left());
    }
    if (summary.life == Life.ENDED) {
      String level = summary.ending.exit() == Exit.CLEAN ? "good" : "bad";
      entry(level, ended, "or later", ReadableNames.of(summary), why());
    }
  }

  private String why() {
    List<String> evidence = summary.ending.evidence();
    return evidence.isEmpty() ? "" : evidence.get(0);
  }

  private String left() {
    if (!summary.figures.known(Figure.HEADROOM_EXPECTED)) {
      return "";
    }
    String left = Bytes.mebibytes(summary.figures.whole(Figure.HEADROOM_EXPECTED));
    return summary.figures.known(Figure.EFFECTIVE_LIMIT)
        ? left
            + " of headroom left of "
            + Bytes.mebibytes(summary.figures.whole(Figure.EFFECTIVE_LIMIT))
        : left + " of headroom left";
  }

  /**
   * Appends an item.
   *
   * @param level bad, warn, good or empty
   * @param before the time before the end or before the last record; may be empty
   */
  private void entry(String level, long millis, String before, String heading, String text) {
    String date = ReadableNames.date(millis);
    if (!date.equals(day)) {
      day = date;
      html.raw("<li class=\"day\">").text(date).raw("</li>");
    }
    html.raw("<li class=\"" + level + "\"><div class=\"when\"><time>");
    html.text(ReadableNames.clock(millis)).raw("</time><span>").text(before);
    html.raw("</span></div><div><b>").text(ReadableNames.capital(heading)).raw("</b>");
    if (!text.isEmpty()) {
      html.raw("<p>").sentence(ReadableNames.capital(text)).raw("</p>");
    }
    html.raw("</div></li>");
  }
}
