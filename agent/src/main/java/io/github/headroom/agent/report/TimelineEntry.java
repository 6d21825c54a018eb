package io.github.headroom.agent.report;

import java.time.Instant;

/** One thing that happened in a recording, at its time. */
final class TimelineEntry {

  /** What it is about. A new kind needs a heading in {@link PageTimeline} and nothing else. */
  enum Kind {
    /** The limit was seen first, or was changed. */
    LIMIT,
    /** The verdict changed. The text begins with its word. */
    VERDICT,
    /** What grows in the culprit's area, by name. */
    CAUSE,
    /** The process is in another cgroup. */
    CGROUP,
    /** The kernel killed a process of the cgroup. */
    OOM_KILL,
    SHUTDOWN,
    /** The agent gave memory back, or ended the JVM before an expected kill. */
    RELIEF,
    /** An event that this version does not know. */
    OTHER
  }

  final Kind kind;

  /** By the wall clock of that time, milliseconds since 1970. */
  final long epochMillis;

  /** By the clock of the samples, which only runs on: when the sample before it was taken. */
  final double seconds;

  final String text;

  TimelineEntry(Kind kind, long epochMillis, double seconds, String text) {
    this.kind = kind;
    this.epochMillis = epochMillis;
    this.seconds = seconds;
    this.text = text;
  }

  /** A line of the text report. */
  @Override
  public String toString() {
    return Instant.ofEpochMilli(epochMillis) + " " + text;
  }
}
