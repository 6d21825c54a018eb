package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The report on a recording as one page that needs no network. */
public final class ReportPage {

  /** On a phone the chart keeps its size and shows its right end, the end, first. */
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;"
          + "color:#1b1f24;background:#fff;overflow-wrap:break-word}h1{font-size:1.6rem;margin:.2rem "
          + "0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}.wide{overflow-x:auto;direction:rtl}"
          + "svg{width:100%;min-width:34rem;height:auto;display:block;direction:ltr}"
          + "table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left;"
          + "vertical-align:top}td:last-child{overflow-wrap:anywhere}td.n,td.sub{white-space:nowrap}"
          + "td.n{text-align:right}.sub{color:#57606a}.key span{display:inline-block;"
          + "margin-right:1rem}.key i{display:inline-block;width:.8rem;height:.8rem;"
          + "margin-right:.3rem}";

  private final StringBuilder html = new StringBuilder(64 * 1024);
  private final RecordingSummary summary;

  private ReportPage(RecordingSummary summary) {
    this.summary = summary;
  }

  public static String of(RecordingSummary summary) {
    ReportPage page = new ReportPage(summary);
    page.head();
    page.end();
    if (page.isLong()) {
      page.chart("The last ten minutes", RecordingSummary.GROWTH_SECONDS);
    }
    page.chart("All that was recorded", Double.MAX_VALUE);
    page.ledger();
    page.changes();
    page.jvm();
    return page.html.append("</body></html>\n").toString();
  }

  private void head() {
    html.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    text(title()).append("</title><style>").append(STYLE).append("</style></head><body>");
  }

  private String title() {
    String command = summary.header.shown("command");
    return (command.isEmpty() ? "This JVM" : command) + ": " + ReportText.ending(summary);
  }

  private void end() {
    MemoryArea culprit = summary.culprit();
    html.append("<h1>");
    text(title()).append("</h1><p class=\"sub\">");
    text(Instant.ofEpochMilli(summary.endedMillis) + ", culprit ");
    text(culprit == null ? "not known" : culprit.word());
    text(
        ", verdict "
            + (summary.verdict.isEmpty() ? "not known" : Printable.piece(summary.verdict)));
    html.append("</p>");
    list("How that is known", summary.ending.evidence());
    list("What to change", Advice.of(summary));
  }

  private void list(String heading, List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    html.append("<h2>").append(heading).append("</h2><ul>");
    for (int i = 0; i < sentences.size(); i++) {
      html.append("<li>");
      text(sentences.get(i)).append("</li>");
    }
    html.append("</ul>");
  }

  private boolean isLong() {
    return !summary.points.isEmpty()
        && summary.endedSeconds - summary.points.get(0).seconds > RecordingSummary.GROWTH_SECONDS;
  }

  private void chart(String heading, double seconds) {
    List<ChartPoint> points = new ArrayList<>();
    for (int i = 0; i < summary.points.size(); i++) {
      if (summary.endedSeconds - summary.points.get(i).seconds <= seconds) {
        points.add(summary.points.get(i));
      }
    }
    if (points.size() < 2) {
      return;
    }
    html.append("<h2>").append(heading).append("</h2>");
    html.append("<div class=\"wide\">").append(Chart.of(points)).append("</div>");
    html.append("<p class=\"key sub\">").append(Chart.key()).append("</p>");
  }

  private void ledger() {
    if (!summary.hasLedger()) {
      return;
    }
    html.append("<h2>Who held it</h2><table><tr><th></th><th>at the end</th><th>in the ");
    text(ReportText.time(summary.growthSeconds())).append(" before</th></tr>");
    for (MemoryArea area : ReportText.largestFirst(summary)) {
      long grown = summary.grown(area);
      html.append("<tr><td>").append(area.word()).append("</td><td class=\"n\">");
      text(Bytes.mebibytes(summary.held(area))).append("</td><td class=\"n\">");
      text((grown < 0 ? "" : "+") + Bytes.mebibytes(grown)).append("</td></tr>");
    }
    html.append("</table>");
  }

  private void changes() {
    html.append("<h2>What happened</h2><table>");
    for (int i = 0; i < summary.changes.size(); i++) {
      String change = summary.changes.get(i);
      int space = change.indexOf(' ');
      html.append("<tr><td class=\"sub\">");
      text(change.substring(0, space)).append("</td><td>");
      text(change.substring(space + 1)).append("</td></tr>");
    }
    html.append("</table>");
  }

  private void jvm() {
    html.append("<h2>The JVM</h2><table>");
    String[] names = {
      "command", "java", "flags", "cgroup", "container_id", "limit_own", "limit_effective", "agent"
    };
    for (String name : names) {
      if (!summary.header.get(name).isEmpty()) {
        html.append("<tr><td class=\"sub\">").append(name).append("</td><td>");
        boolean bytes = name.startsWith("limit_");
        String value =
            name.equals("flags") ? summary.header.shownFlags() : summary.header.shown(name);
        text(bytes ? Bytes.mebibytes(summary.header.number(name)) : value);
        html.append("</td></tr>");
      }
    }
    html.append("</table><p class=\"sub\">").append(summary.records).append(" records since ");
    text(Instant.ofEpochMilli(summary.header.number("started")).toString()).append("</p>");
  }

  /** A recording's words may hold anything. */
  private StringBuilder text(String words) {
    String text = Printable.line(words);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<') {
        html.append("&lt;");
      } else if (c == '>') {
        html.append("&gt;");
      } else if (c == '&') {
        html.append("&amp;");
      } else if (c == '"') {
        html.append("&quot;");
      } else if (c == '\'') {
        html.append("&#39;");
      } else {
        html.append(c);
      }
    }
    return html;
  }
}
