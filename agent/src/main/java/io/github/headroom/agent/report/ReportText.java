package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report on a recording for a terminal. */
public final class ReportText {

  /** The most changes that are printed; the last ones. */
  private static final int MOST_CHANGES = 12;

  private ReportText() {}

  public static void print(Path file, RecordingSummary summary, PrintStream out) {
    print(file, summary, new ArrayList<Path>(), out);
  }

  /**
   * Prints the whole report of one recording.
   *
   * @param beside recordings of running JVMs in the same directory
   */
  public static void print(
      Path file, RecordingSummary summary, List<Path> beside, PrintStream out) {
    out.println(Printable.path(file));
    out.println("ended     " + ending(summary));
    for (String sentence : summary.ending.evidence()) {
      out.println("          " + Printable.line(sentence));
    }
    MemoryArea culprit = summary.culprit();
    out.println("culprit   " + (culprit == null ? "not known" : culprit.word()));
    if (!summary.cause().isEmpty()) {
      out.println("cause     " + Printable.line(summary.cause()));
    }
    out.println(
        "verdict   "
            + (summary.verdict.isEmpty() ? "not known" : Printable.piece(summary.verdict)));
    out.println(
        "recorded  "
            + ReadableNames.instant(summary.beganMillis())
            + " to "
            + ReadableNames.instant(summary.endedMillis)
            + ", "
            + summary.records
            + " records");
    out.println(
        "JVM       " + summary.header.shown("java") + ", " + summary.header.shown("command"));
    out.println("flags     " + summary.header.shownFlags());
    out.println("cgroup    " + summary.header.shown("cgroup"));
    for (Path running : beside) {
      out.println("running   " + Printable.path(running));
    }
    ledger(summary, out);
    changes(summary, out);
    List<String> advice = Advice.of(summary);
    for (int i = 0; i < advice.size(); i++) {
      out.println();
      out.println("advice    " + advice.get(i));
    }
  }

  /** Prints the end of one recording in a line. */
  public static void printLine(Path file, RecordingSummary summary, PrintStream out) {
    MemoryArea culprit = summary.culprit();
    out.println(
        ReadableNames.instant(summary.endedMillis)
            + "  "
            + (summary.life == Life.RUNNING ? "running" : ending(summary))
            + "  "
            + (summary.verdict.isEmpty()
                ? "verdict not known"
                : "verdict " + Printable.piece(summary.verdict))
            + (culprit == null ? "" : ", culprit " + culprit.word())
            + "  "
            + summary.header.shown("command")
            + "  "
            + Printable.path(file));
  }

  static String ending(RecordingSummary summary) {
    if (summary.life == Life.RUNNING) {
      return "not yet: the JVM is running";
    }
    if (summary.life == Life.UNDECIDED) {
      return "not known: the JVM may be running";
    }
    return summary.ending.exit().word() + " (" + summary.ending.certainty().word() + ")";
  }

  private static void ledger(RecordingSummary summary, PrintStream out) {
    LedgerGrowth ledger = summary.ledger();
    if (ledger == null) {
      return;
    }
    out.println();
    out.println("who held it       at the end   in the " + time(ledger.seconds()) + " before");
    for (Map.Entry<MemoryArea, Long> held : ledger.largestFirst()) {
      MemoryArea area = held.getKey();
      Long grown = ledger.grown(area);
      String line = pad(area.word(), 16) + padLeft(Bytes.mebibytes(held.getValue()), 12);
      if (grown != null) {
        line += padLeft((grown < 0 ? "" : "+") + Bytes.mebibytes(grown), 14);
      }
      out.println(line);
    }
  }

  private static void changes(RecordingSummary summary, PrintStream out) {
    out.println();
    int size = summary.timeline.size();
    if (size > MOST_CHANGES) {
      out.println("... " + (size - MOST_CHANGES) + " changes before these");
    }
    for (int i = Math.max(0, size - MOST_CHANGES); i < size; i++) {
      out.println(Printable.line(summary.timeline.get(i).toString()));
    }
  }

  static String time(long seconds) {
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }

  private static String pad(String text, int width) {
    StringBuilder padded = new StringBuilder(text);
    while (padded.length() < width) {
      padded.append(' ');
    }
    return padded.toString();
  }

  private static String padLeft(String text, int width) {
    StringBuilder padded = new StringBuilder();
    while (padded.length() + text.length() < width) {
      padded.append(' ');
    }
    return padded.append(text).toString();
  }
}
