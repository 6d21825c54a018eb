package io.github.headroom.agent.report;

import java.time.Instant;

/** An event of a recording, with its time. */
final class TimelineEntry {

  /** The subject of an entry. A new kind only needs a heading in {@link PageTimeline}. */
  enum Kind {
    /** The first known limit, or a change of the limit. */
    LIMIT,
    /** A change of the verdict. The text begins with its word. */
    VERDICT,
    /** The cause of growth in the culprit's area, by name. */
    CAUSE,
    /** The process is in another cgroup. */
    CGROUP,
    /** The kernel killed a process of the cgroup. */
    OOM_KILL,
    SHUTDOWN,
    /** The agent freed memory, or ended the JVM before an expected kill. */
    RELIEF,
    /** An event that this version does not know. */
    OTHER
  }

  final Kind kind;

  /** Wall clock of that time, milliseconds since 1970. */
  final long epochMillis;

  /** Clock of the samples, which cannot be set: the time of the sample before. */
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
