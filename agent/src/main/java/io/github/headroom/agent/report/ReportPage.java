package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report on a recording as one HTML page, without network access and JavaScript. */
public final class ReportPage {

  private static final String[][] FACTS = {
    {"command", "Main class or jar"},
    {"java", "Java"},
    {"flags", "JVM flags"},
    {"pid", "Process"},
    {"cgroup", "Memory cgroup"},
    {"container_id", "Container"},
    {"limit_own", "Limit of the container"},
    {"limit_effective", "Limit that applies"},
    {"agent", "Headroom"}
  };

  private final Html html = new Html();
  private final RecordingSummary summary;
  private final @Nullable MemoryArea culprit;

  private ReportPage(RecordingSummary summary) {
    this.summary = summary;
    this.culprit = summary.culprit();
  }

  public static String of(RecordingSummary summary) {
    ReportPage page = new ReportPage(summary);
    page.head();
    page.headline();
    page.advice();
    page.cause();
    PageTimeline.append(page.html, summary);
    page.charts();
    page.ledger();
    page.evidence();
    page.facts();
    return page.html.raw("</main></body></html>\n").toString();
  }

  private void head() {
    html.raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    html.text(command() + ": " + ReadableNames.of(summary)).raw("</title><style>");
    html.raw(PageStyle.CSS).raw("</style></head><body><main>");
  }

  private String command() {
    String command = summary.header.shown("command");
    return command.isEmpty() ? "This JVM" : command;
  }

  private void headline() {
    html.raw("<header><p class=\"app\">").name(command()).raw("</p><h1>");
    html.text(ReadableNames.of(summary));
    if (summary.life == Life.ENDED && summary.ending.exit().isByTheLimit()) {
      html.raw(" <b>Culprit: ");
      html.text(culprit == null ? "not known" : ReadableNames.of(culprit)).raw("</b>");
    }
    html.raw("</h1></header><dl class=\"facts\">");
    Long ended = summary.endedMillis;
    fact(
        summary.life == Life.ENDED ? "Ended" : "Last record",
        ended == null ? "" : ReadableNames.clock(ended) + " UTC",
        ended == null ? "" : ReadableNames.date(ended));
    String limit = figure(Figure.EFFECTIVE_LIMIT);
    fact(
        summary.life == Life.ENDED ? "Headroom at the end" : "Headroom",
        figure(Figure.HEADROOM_EXPECTED),
        limit.isEmpty() ? "" : "of a limit of " + limit);
    LedgerGrowth ledger = summary.ledger();
    Long held = culprit == null || ledger == null ? null : ledger.held(culprit);
    if (culprit != null && ledger != null && held != null) {
      String grown = signed(ledger.grown(culprit));
      String span = ReadableNames.duration((double) ledger.seconds());
      fact(
          ReadableNames.capital(ReadableNames.of(culprit)),
          Bytes.mebibytes(held),
          grown.isEmpty() ? "" : grown + " in " + span);
    }
    fact("Last verdict", ReadableNames.capital(ReadableNames.verdict(summary.verdict)), "");
    html.raw("</dl>");
  }

  private void fact(String name, String value, String detail) {
    if (!value.isEmpty()) {
      html.raw("<div><dt>").text(name).raw("</dt><dd>").text(value);
      html.raw("<span>").text(detail).raw("</span></dd></div>");
    }
  }

  /** Empty where the figure is not known. */
  private String figure(Figure figure) {
    return summary.figures.known(figure) ? Bytes.mebibytes(summary.figures.whole(figure)) : "";
  }

  /** Empty where the growth is not known. */
  private static String signed(@Nullable Long bytes) {
    return bytes == null ? "" : (bytes < 0 ? "" : "+") + Bytes.mebibytes(bytes);
  }

  private void advice() {
    List<String> advice = Advice.of(summary);
    if (!advice.isEmpty()) {
      html.raw("<section class=\"advice\"><h2>What to change</h2>");
      list(advice);
      html.raw("</section>");
    }
  }

  private void cause() {
    if (!summary.cause().isEmpty()) {
      html.raw("<section><h2>What grew</h2><ul><li>");
      html.sentence(ReadableNames.cause(summary.cause()));
      html.raw("</li></ul></section>");
    }
  }

  private void list(List<String> sentences) {
    html.raw("<ul>");
    for (int i = 0; i < sentences.size(); i++) {
      html.raw("<li>").sentence(ReadableNames.capital(sentences.get(i))).raw("</li>");
    }
    html.raw("</ul>");
  }

  private void charts() {
    if (!summary.points.isEmpty()
        && summary.endedSeconds - summary.points.get(0).seconds > LedgerGrowth.SECONDS) {
      chart("Memory in the last ten minutes", LedgerGrowth.SECONDS);
    }
    chart("Memory over the whole recording", Double.MAX_VALUE);
  }

  private void chart(String heading, double seconds) {
    List<ChartPoint> points = new ArrayList<>();
    for (int i = 0; i < summary.points.size(); i++) {
      if (summary.endedSeconds - summary.points.get(i).seconds <= seconds) {
        points.add(summary.points.get(i));
      }
    }
    if (points.size() >= 2) {
      html.raw("<section><h2>").text(heading).raw("</h2>");
      html.raw(Chart.wide(points, summary.timeline)).raw(Chart.narrow(points, summary.timeline));
      html.raw("<p class=\"key soft\">").raw(Chart.key(points)).raw("</p></section>");
    }
  }

  private void ledger() {
    LedgerGrowth ledger = summary.ledger();
    if (ledger == null || ledger.largestFirst().isEmpty()) {
      return;
    }
    List<Map.Entry<MemoryArea, Long>> areas = ledger.largestFirst();
    html.raw("<section><h2>Who held the memory</h2><table class=\"ledger\"><tr><th>Area</th>");
    html.raw("<th class=\"share\"></th><th class=\"n\">at the end</th><th class=\"n\">in the ");
    html.text(ReadableNames.duration((double) ledger.seconds())).raw(" before</th></tr>");
    long largest = Math.max(1, areas.get(0).getValue());
    for (Map.Entry<MemoryArea, Long> entry : areas) {
      MemoryArea area = entry.getKey();
      long held = entry.getValue();
      String color = "style=\"background:" + Chart.color(area);
      html.raw(area == culprit ? "<tr class=\"culprit\"><td><i " : "<tr><td><i ").raw(color);
      html.raw("\"></i>").text(ReadableNames.capital(ReadableNames.of(area)));
      html.raw(" <code>").text(area.word()).raw("</code></td><td class=\"share\"><div ");
      html.raw(color + ";width:" + 100 * held / largest + "%\"></div></td>");
      html.raw("<td class=\"n\">").text(Bytes.mebibytes(held));
      html.raw("</td><td class=\"n\">").text(signed(ledger.grown(area))).raw("</td></tr>");
    }
    html.raw("</table></section>");
  }

  private void evidence() {
    if (!summary.ending.evidence().isEmpty()) {
      html.raw("<details><summary>How the end is known</summary>");
      list(summary.ending.evidence());
      html.raw("</details>");
    }
  }

  private void facts() {
    html.raw("<details><summary>JVM and container</summary><table class=\"why\">");
    for (String[] fact : FACTS) {
      String name = fact[0];
      if (!summary.header.get(name).isEmpty()) {
        boolean flags = name.equals("flags");
        String value = flags ? summary.header.shownFlags() : summary.header.shown(name);
        row(fact[1], name.startsWith("limit_") ? bytes(name) : value);
      }
    }
    row(
        "Recorded",
        summary.records + " records since " + ReadableNames.instant(summary.beganMillis()));
    html.raw("</table></details>");
  }

  private String bytes(String name) {
    Long bytes = summary.header.number(name);
    return bytes == null ? "not known" : Bytes.mebibytes(bytes);
  }

  private void row(String name, String value) {
    html.raw("<tr><td>").text(name).raw("</td><td>").text(value).raw("</td></tr>");
  }
}
