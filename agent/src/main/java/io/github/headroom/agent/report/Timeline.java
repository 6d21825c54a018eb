package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the timeline of a recording: its events, and the changes of limit and kill count. */
final class Timeline {

  private final List<TimelineEntry> entries = new ArrayList<>();
  private @Nullable Long limit;
  private @Nullable Long oomKills;

  /** The entries so far, in the order of the recording. */
  List<TimelineEntry> entries() {
    return entries;
  }

  /**
   * Adds an event.
   *
   * @param seconds the samples' clock at the last sample before it; 0 before the first sample, see
   *     {@link #begin}
   */
  void event(Entry event, double seconds) {
    if (!event.isEvent(Recorder.SHUTDOWN_WATCHED)) {
      add(kind(event), event.epochMillis, seconds, words(event));
    }
  }

  /** Moves the events before the first sample to its time. */
  void begin(double seconds) {
    for (int i = 0; i < entries.size(); i++) {
      TimelineEntry event = entries.get(i);
      entries.set(i, new TimelineEntry(event.kind, event.epochMillis, seconds, event.text));
    }
  }

  /** Adds the changes since the last sample. */
  void sample(long epochMillis, double seconds, Sample sample, Figures figures) {
    Long now = figures.known(Figure.EFFECTIVE_LIMIT) ? figures.whole(Figure.EFFECTIVE_LIMIT) : null;
    if (now != null && !now.equals(limit)) {
      String text =
          limit == null
              ? "the limit is " + Bytes.mebibytes(now)
              : "the limit changed from " + Bytes.mebibytes(limit) + " to " + Bytes.mebibytes(now);
      add(TimelineEntry.Kind.LIMIT, epochMillis, seconds, text);
    }
    limit = now;
    if (sample.known(Field.EVENTS_OOM_KILL)) {
      long kills = sample.value(Field.EVENTS_OOM_KILL);
      if (oomKills != null && kills > oomKills) {
        String text = "the OOM killer killed in this cgroup: oom_kill is " + kills;
        add(TimelineEntry.Kind.OOM_KILL, epochMillis, seconds, text);
      }
      oomKills = kills;
    }
  }

  private void add(TimelineEntry.Kind kind, long epochMillis, double seconds, String text) {
    entries.add(new TimelineEntry(kind, epochMillis, seconds, text));
  }

  private static TimelineEntry.Kind kind(Entry event) {
    if (event.isEvent(Recorder.VERDICT)) {
      return TimelineEntry.Kind.VERDICT;
    }
    if (event.isEvent(Recorder.CAUSE)) {
      return TimelineEntry.Kind.CAUSE;
    }
    if (event.isEvent(Recorder.CGROUP)) {
      return TimelineEntry.Kind.CGROUP;
    }
    if (event.isEvent(Recorder.RELIEF)
        || event.isEvent(Recorder.TERMINATION)
        || event.isEvent(Recorder.HALT)) {
      return TimelineEntry.Kind.RELIEF;
    }
    return event.isEvent(Recorder.SHUTDOWN) || event.isEvent(Recorder.SHUTDOWN_ENDED)
        ? TimelineEntry.Kind.SHUTDOWN
        : TimelineEntry.Kind.OTHER;
  }

  private static String words(Entry event) {
    return event.isEvent(Recorder.SHUTDOWN)
        ? "shutdown began"
        : event.isEvent(Recorder.SHUTDOWN_ENDED) ? "shutdown ended" : event.text;
  }
}
