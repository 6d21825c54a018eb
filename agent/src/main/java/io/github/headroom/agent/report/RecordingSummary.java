package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Sizing;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one pass over a recording yields. The text, the JSON document and the page report it. */
public final class RecordingSummary {

  /** The growth of the areas is reported over this time before the end. */
  static final double GROWTH_SECONDS = 10 * 60;

  private static final double OVER_SECONDS = 60;

  private static final MemoryArea[] AREAS = MemoryArea.values();

  final Header header;
  final int records;
  final Life life;
  final Ending ending;
  final List<TimelineEntry> timeline = new ArrayList<>();
  final List<ChartPoint> points = new ArrayList<>();

  /** The last sample, its figures, and the verdict that the agent had then. */
  final Sample last = new Sample();

  final Figures figures = new Figures();
  private final Sizing sizing = new Sizing();
  String verdict = "";

  /** When the last record was made, by the wall clock of that time. */
  long endedMillis;

  /** The same by the clock of the samples, which only runs on. */
  double endedSeconds;

  private final @Nullable Seal seal;

  /** Whether the ending is better known than the seal has it. */
  private final boolean news;

  /** Whether the Java heap was as good as full at the end, or can have been. */
  final boolean heapWasFull;

  private final long lastSequence;
  private final long[] areasLast = new long[AREAS.length];
  private final long[] areasBefore = new long[AREAS.length];
  private @Nullable ChartPoint before;
  private boolean sampled;
  private String named = "";
  private double namedSeconds;

  /**
   * What was found to grow in each area, last; null where nothing was, and once its growth has been
   * over for a minute.
   */
  private final @Nullable String[] causes = new String[AREAS.length];

  private boolean grew;
  private double grewSeconds;

  /** Whether what a Netty hides was known, and the first ledger since then or since it was not. */
  private boolean nettyIsKnown;

  private @Nullable ChartPoint moved;

  private long limit = -1;
  private long oomKills = -1;

  private RecordingSummary(
      Recording recording, LastMinute end, Ending ending, Life life, boolean news) {
    this.news = news;
    this.heapWasFull = end.heapCanBeFull();
    this.header = recording.header();
    this.records = recording.size();
    this.lastSequence = recording.lastSequence();
    this.seal = recording.seal();
    this.ending = ending;
    this.life = life;
  }

  /** Reads the file of a JVM that lives, or has ended. */
  public static RecordingSummary of(Path file, Path root, boolean live) throws IOException {
    return of(file, root, live ? Life.RUNNING : Life.ENDED);
  }

  /** Reads the file. The end of a JVM that runs is not judged. */
  static RecordingSummary of(Path file, Path root, Life life) throws IOException {
    try (Recording recording = Recording.open(file)) {
      LastMinute end = LastMinute.of(recording);
      Ending ending =
          life == Life.RUNNING
              ? Ending.live()
              : life == Life.UNDECIDED ? Ending.undecided(end) : Ending.of(recording, end, root);
      boolean news = ending.isNewsTo(recording.seal(), new HostEvidence(root, recording.header()));
      RecordingSummary summary = new RecordingSummary(recording, end, ending, life, news);
      Entry entry = new Entry();
      for (int i = 0; i < recording.size(); i++) {
        if (recording.read(i, entry)) {
          summary.take(entry);
        }
      }
      summary.growth();
      summary.size();
      return summary;
    }
  }

  /**
   * Seals the recording with its ending. Does nothing where the file has a seal that is as good,
   * where the ending is only likely from here, or where the file is read-only.
   */
  void seal(Path file) {
    if (life == Life.ENDED && (news || (seal != null && !seal.isReported()))) {
      long found = seal == null ? System.currentTimeMillis() : seal.epochMillis();
      Seal.write(file, ending, lastSequence, found, true);
    }
  }

  /** When the ending was judged, milliseconds since 1970; 0 where that happens only now. */
  long judgedMillis() {
    return seal == null ? 0 : seal.epochMillis();
  }

  private void take(Entry entry) {
    endedMillis = entry.epochMillis;
    if (entry.type == RecordingFile.EVENT) {
      if (!entry.isEvent(Recorder.SHUTDOWN_WATCHED)) {
        change(kind(entry), entry.epochMillis, words(entry));
      }
      if (entry.isEvent(Recorder.CAUSE)) {
        cause(entry.text);
        grew = true;
        grewSeconds = endedSeconds;
      }
      return;
    }
    if (!sampled) {
      sampled = true;
      eventsBefore(entry.seconds);
    }
    endedSeconds = entry.seconds;
    verdict = entry.verdict;
    forgetCauses();
    if (!entry.culprit.isEmpty() && !isBlamedInAdvance(entry)) {
      named = entry.culprit;
      namedSeconds = entry.seconds;
    }
    if (!entry.tablesKnown) {
      return;
    }
    last.copyFrom(entry.sample);
    Derivation.derive(last, figures);
    sizing.add(last, figures, entry.seconds, entry.fullPass);
    changes(entry.epochMillis);
    ChartPoint point =
        new ChartPoint(entry.epochMillis, entry.seconds, figures, entry.fullPass ? areas() : null);
    point.collections = collections(last);
    if (entry.fullPass && last.known(Field.NETTY_HIDDEN) != nettyIsKnown) {
      nettyIsKnown = !nettyIsKnown;
      moved = point;
    }
    points.add(point);
  }

  /** What was recorded before the first sample is placed at it. */
  private void eventsBefore(double seconds) {
    for (int i = 0; i < timeline.size(); i++) {
      TimelineEntry event = timeline.get(i);
      timeline.set(i, new TimelineEntry(event.kind, event.epochMillis, seconds, event.text));
    }
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

  /** As the agent does. */
  private void forgetCauses() {
    if (grows() || (grew && verdict.equals(Verdict.THRASHING.word()))) {
      grew = true;
      grewSeconds = endedSeconds;
    } else if (grew && endedSeconds - grewSeconds >= OVER_SECONDS) {
      grew = false;
      Arrays.fill(causes, null);
    }
  }

  private boolean grows() {
    return verdict.equals(Verdict.GROWING.word()) || verdict.equals(Verdict.SPIKE.word());
  }

  private void cause(String sentence) {
    for (MemoryArea area : AREAS) {
      boolean own = sentence.startsWith(area.word());
      if (area.isOf(sentence) && (own || causes[area.ordinal()] == null)) {
        causes[area.ordinal()] = sentence;
      }
    }
  }

  private static String words(Entry event) {
    return event.isEvent(Recorder.SHUTDOWN)
        ? "shutdown began"
        : event.isEvent(Recorder.SHUTDOWN_ENDED) ? "shutdown ended" : event.text;
  }

  /** For a heap that cannot fit, the culprit is its possible size, not its current size. */
  private static boolean isBlamedInAdvance(Entry entry) {
    return entry.verdict.equals(Verdict.CANNOT_FIT.word())
        && entry.culprit.equals(MemoryArea.JAVA_HEAP.word());
  }

  private void changes(long epochMillis) {
    long now = figures.known(Figure.EFFECTIVE_LIMIT) ? figures.whole(Figure.EFFECTIVE_LIMIT) : -1;
    if (now != limit && now >= 0) {
      change(
          TimelineEntry.Kind.LIMIT,
          epochMillis,
          limit < 0
              ? "the limit is " + Bytes.mebibytes(now)
              : "the limit changed from " + Bytes.mebibytes(limit) + " to " + Bytes.mebibytes(now));
    }
    limit = now;
    long kills = last.known(Field.EVENTS_OOM_KILL) ? last.value(Field.EVENTS_OOM_KILL) : oomKills;
    if (oomKills >= 0 && kills > oomKills) {
      change(
          TimelineEntry.Kind.OOM_KILL,
          epochMillis,
          "the OOM killer killed in this cgroup: oom_kill is " + kills);
    }
    oomKills = kills;
  }

  private void change(TimelineEntry.Kind kind, long epochMillis, String text) {
    timeline.add(new TimelineEntry(kind, epochMillis, endedSeconds, text));
  }

  /** Bytes of the areas, -1 where not known; a new array. */
  private long[] areas() {
    long[] areas = new long[AREAS.length];
    for (int i = 0; i < AREAS.length; i++) {
      Figure figure = Figure.held(AREAS[i]);
      areas[i] = figures.known(figure) ? figures.whole(figure) : -1;
    }
    return areas;
  }

  private static long collections(Sample sample) {
    Rows collectors = sample.collectors();
    long sum = 0;
    for (int i = 0; i < collectors.size(); i++) {
      if (collectors.known(i, Sample.COLLECTIONS)) {
        sum += collectors.value(i, Sample.COLLECTIONS);
      }
    }
    return sum;
  }

  /** Of what is still recorded: every tick of the last hour, and a sample a minute before it. */
  private void size() {
    sizing.advise(last, figures, grows());
  }

  /** What each area was ten minutes before the end, and at the end. */
  private void growth() {
    ChartPoint first = null;
    ChartPoint end = null;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      if (point.areas != null) {
        if (first == null || point.seconds <= endedSeconds - GROWTH_SECONDS) {
          first = point;
        }
        end = point;
      }
    }
    if (first == null || end == null || first.areas == null || end.areas == null) {
      return;
    }
    before = first;
    System.arraycopy(end.areas, 0, areasLast, 0, AREAS.length);
    System.arraycopy(first.areas, 0, areasBefore, 0, AREAS.length);
    ChartPoint since = moved;
    if (since != null && since.areas != null && since.seconds > first.seconds) {
      // What a Netty hides moved from one to the other: neither grew by it.
      int direct = MemoryArea.DIRECT_BUFFERS.ordinal();
      int other = MemoryArea.NATIVE_OTHER.ordinal();
      areasBefore[direct] = since.areas[direct];
      areasBefore[other] = since.areas[other];
    }
  }

  boolean hasLedger() {
    return before != null;
  }

  /** Seconds over which {@link #grown} counts. */
  long growthSeconds() {
    ChartPoint first = before;
    return first == null ? 0 : Math.max(1, (long) (endedSeconds - first.seconds));
  }

  /** Bytes that the area held at the end; -1 where that is not known. */
  long held(MemoryArea area) {
    return areasLast[area.ordinal()];
  }

  /** Bytes that it grew by over {@link #growthSeconds()}; 0 where that is not known. */
  long grown(MemoryArea area) {
    long now = areasLast[area.ordinal()];
    long then = areasBefore[area.ordinal()];
    return now < 0 || then < 0 ? 0 : now - then;
  }

  /**
   * The area that the forecast named in the last ten minutes. For an OOM kill, or an end by the
   * agent before it, without such a forecast: the area that grew most, else the one that holds
   * most. Null where none was named, and where all growth came after the last ledger.
   */
  @Nullable MemoryArea culprit() {
    MemoryArea most = null;
    for (MemoryArea area : AREAS) {
      if (area.word().equals(named) && endedSeconds - namedSeconds <= GROWTH_SECONDS) {
        return area;
      }
      if (hasLedger()
          && ending.exit().isByTheLimit()
          && area != MemoryArea.FILE_CACHE
          && isMore(area, most)) {
        most = area;
      }
    }
    return most == null || (grown(most) <= 0 && grewAfterTheLedger()) ? null : most;
  }

  /** Whether the usage rose after the last ledger. */
  private boolean grewAfterTheLedger() {
    long since = -1;
    long last = -1;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      since = point.areas == null ? since : point.usage;
      last = point.usage;
    }
    return last > since;
  }

  /** What grew in the culprit's area, as it was found last; empty where nothing was. */
  String cause() {
    MemoryArea culprit = culprit();
    String cause = culprit == null ? null : causes[culprit.ordinal()];
    return cause == null ? "" : cause;
  }

  private boolean isMore(MemoryArea area, @Nullable MemoryArea than) {
    if (than == null || grown(area) != grown(than)) {
      return than == null || grown(area) > grown(than);
    }
    return held(area) > held(than);
  }
}
