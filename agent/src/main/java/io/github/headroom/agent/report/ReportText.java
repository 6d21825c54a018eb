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

/** The story of the end for a person, in a terminal. */
public final class ReportText {

  /** The last of them; there may be a hundred. */
  private static final int MOST_CHANGES = 12;

  private ReportText() {}

  public static void print(Path file, Story story, PrintStream out) {
    print(file, story, new ArrayList<Path>(), out);
  }

  /**
   * Prints the whole report of one.
   *
   * @param beside recordings of JVMs that run, in the same directory
   */
  public static void print(Path file, Story story, List<Path> beside, PrintStream out) {
    out.println(Printable.path(file));
    out.println("ended     " + ending(story));
    for (String sentence : story.ending.evidence()) {
      out.println("          " + Printable.line(sentence));
    }
    MemoryArea culprit = story.culprit();
    out.println("culprit   " + (culprit == null ? "not known" : culprit.word()));
    out.println(
        "verdict   " + (story.verdict.isEmpty() ? "not known" : Printable.piece(story.verdict)));
    out.println(
        "recorded  "
            + Instant.ofEpochMilli(story.header.number("started"))
            + " to "
            + Instant.ofEpochMilli(story.endedMillis)
            + ", "
            + story.records
            + " records");
    out.println("JVM       " + story.header.shown("java") + ", " + story.header.shown("command"));
    out.println("flags     " + story.header.shownFlags());
    out.println("cgroup    " + story.header.shown("cgroup"));
    for (Path running : beside) {
      out.println("running   " + Printable.path(running));
    }
    ledger(story, out);
    changes(story, out);
    List<String> advice = Advice.of(story);
    for (int i = 0; i < advice.size(); i++) {
      out.println();
      out.println("advice    " + advice.get(i));
    }
  }

  /** The end of one of several, in a line. */
  public static void printLine(Path file, Story story, PrintStream out) {
    MemoryArea culprit = story.culprit();
    out.println(
        Instant.ofEpochMilli(story.endedMillis)
            + "  "
            + (story.life == Life.RUNNING ? "running" : ending(story))
            + "  "
            + (story.verdict.isEmpty()
                ? "verdict not known"
                : "verdict " + Printable.piece(story.verdict))
            + (culprit == null ? "" : ", culprit " + culprit.word())
            + "  "
            + story.header.shown("command")
            + "  "
            + Printable.path(file));
  }

  static String ending(Story story) {
    if (story.life == Life.RUNNING) {
      return "not yet: the JVM is running";
    }
    if (story.life == Life.UNDECIDED) {
      return "not known: the JVM may be running";
    }
    return story.ending.exit() + " (" + story.ending.certainty() + ")";
  }

  private static void ledger(Story story, PrintStream out) {
    if (!story.hasLedger()) {
      return;
    }
    out.println();
    out.println("who held it       at the end   in the " + time(story.growthSeconds()) + " before");
    for (MemoryArea area : largestFirst(story)) {
      long grown = story.grown(area);
      out.println(
          pad(area.word(), 16)
              + padLeft(Bytes.mebibytes(story.held(area)), 12)
              + padLeft((grown < 0 ? "" : "+") + Bytes.mebibytes(grown), 14));
    }
  }

  static List<MemoryArea> largestFirst(Story story) {
    List<MemoryArea> areas = new ArrayList<>();
    for (MemoryArea area : MemoryArea.values()) {
      if (story.held(area) >= 0) {
        areas.add(area);
      }
    }
    Collections.sort(
        areas,
        new Comparator<MemoryArea>() {
          @Override
          public int compare(MemoryArea one, MemoryArea other) {
            return Long.compare(story.held(other), story.held(one));
          }
        });
    return areas;
  }

  private static void changes(Story story, PrintStream out) {
    out.println();
    int size = story.changes.size();
    if (size > MOST_CHANGES) {
      out.println("... " + (size - MOST_CHANGES) + " changes before these");
    }
    for (int i = Math.max(0, size - MOST_CHANGES); i < size; i++) {
      out.println(Printable.line(story.changes.get(i)));
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
