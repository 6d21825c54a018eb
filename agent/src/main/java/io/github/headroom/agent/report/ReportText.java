package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The report on a recording for a terminal. */
public final class ReportText {

  /** The last of them; there may be a hundred. */
  private static final int MOST_CHANGES = 12;

  private ReportText() {}

  public static void print(Path file, RecordingSummary summary, PrintStream out) {
    print(file, summary, new ArrayList<Path>(), out);
  }

  /**
   * Prints the whole report of one.
   *
   * @param beside recordings of JVMs that run, in the same directory
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
            + Instant.ofEpochMilli(summary.header.number("started"))
            + " to "
            + Instant.ofEpochMilli(summary.endedMillis)
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

  /** The end of one of several, in a line. */
  public static void printLine(Path file, RecordingSummary summary, PrintStream out) {
    MemoryArea culprit = summary.culprit();
    out.println(
        Instant.ofEpochMilli(summary.endedMillis)
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
    if (!summary.hasLedger()) {
      return;
    }
    out.println();
    out.println(
        "who held it       at the end   in the " + time(summary.growthSeconds()) + " before");
    for (MemoryArea area : largestFirst(summary)) {
      long grown = summary.grown(area);
      out.println(
          pad(area.word(), 16)
              + padLeft(Bytes.mebibytes(summary.held(area)), 12)
              + padLeft((grown < 0 ? "" : "+") + Bytes.mebibytes(grown), 14));
    }
  }

  static List<MemoryArea> largestFirst(RecordingSummary summary) {
    List<MemoryArea> areas = new ArrayList<>();
    for (MemoryArea area : MemoryArea.values()) {
      if (summary.held(area) >= 0) {
        areas.add(area);
      }
    }
    Collections.sort(
        areas,
        new Comparator<MemoryArea>() {
          @Override
          public int compare(MemoryArea one, MemoryArea other) {
            return Long.compare(summary.held(other), summary.held(one));
          }
        });
    return areas;
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
