package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Sizing;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of one pass over a recording. The text, the JSON document and the page report it. */
public final class RecordingSummary {

  final Header header;
  final int records;
  final Life life;
  final Ending ending;
  final List<TimelineEntry> timeline;
  final List<ChartPoint> points = new ArrayList<>();

  /** The last sample, its figures, and the agent's verdict at that time. */
  final Sample last = new Sample();

  final Figures figures = new Figures();
  String verdict = "";

  /**
   * Wall clock of the last record, milliseconds since 1970; without records, that of the
   * recording's beginning; null where the header does not have it.
   */
  @Nullable Long endedMillis;

  /** Clock of the samples at the last sample, seconds. It cannot be set. */
  double endedSeconds;

  /** Whether the Java heap was nearly full at the end, or may have been. */
  final boolean heapWasFull;

  private final @Nullable Seal seal;

  /** Whether the ending is more certain than that of the seal. */
  private final boolean news;

  private final long lastSequence;
  private final Timeline changes = new Timeline();
  private final NamedCulprit named = new NamedCulprit();
  private final Sizing sizing = new Sizing();
  private boolean sampled;
  private boolean nettyIsKnown;
  private @Nullable ChartPoint nettyChanged;
  private @Nullable LedgerGrowth ledger;

  private RecordingSummary(
      Recording recording, LastMinute end, Ending ending, Life life, boolean news) {
    this.news = news;
    this.heapWasFull = end.heapCanBeFull();
    this.header = recording.header();
    this.endedMillis = header.number("started");
    this.records = recording.size();
    this.lastSequence = recording.lastSequence();
    this.seal = recording.seal();
    this.ending = ending;
    this.life = life;
    this.timeline = changes.entries();
  }

  /**
   * Reads the recording of a JVM.
   *
   * @param root of the machine, / except in tests
   * @param live whether the JVM runs
   * @throws IOException the file cannot be read, or is no recording of this format
   */
  public static RecordingSummary of(Path file, Path root, boolean live) throws IOException {
    return of(file, root, live ? Life.RUNNING : Life.ENDED);
  }

  /** Reads the recording. The end of a running JVM is not judged. */
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
      summary.ledger = LedgerGrowth.of(summary.points, summary.endedSeconds, summary.nettyChanged);
      // A recording has every tick of the last hour, and a sample a minute before that.
      summary.sizing.advise(summary.last, summary.figures, NamedCulprit.grows(summary.verdict));
      return summary;
    }
  }

  /**
   * Seals the recording with its ending. Does nothing where the file has an equal seal, where the
   * ending is only likely, or where the file is read-only.
   */
  void seal(Path file) {
    if (life == Life.ENDED && (news || (seal != null && !seal.isReported()))) {
      long found = seal == null ? System.currentTimeMillis() : seal.epochMillis();
      Seal.write(file, ending, lastSequence, found, true);
    }
  }

  /** When the ending was judged, milliseconds since 1970; null where it is judged now. */
  @Nullable Long judgedMillis() {
    return seal == null ? null : seal.epochMillis();
  }

  /**
   * When the recording begins, milliseconds since 1970: its first sample is older than its file.
   * Null where that is not known.
   */
  @Nullable Long beganMillis() {
    Long started = header.number("started");
    return started == null || timeline.isEmpty()
        ? started
        : (Long) Math.min(started, timeline.get(0).epochMillis);
  }

  private void take(Entry entry) {
    endedMillis = entry.epochMillis;
    if (entry.type == RecordingFile.EVENT) {
      changes.event(entry, endedSeconds);
      if (entry.isEvent(Recorder.CAUSE)) {
        named.cause(entry.text, endedSeconds);
      }
      return;
    }
    if (!sampled) {
      sampled = true;
      changes.begin(entry.seconds);
    }
    endedSeconds = entry.seconds;
    verdict = entry.verdict;
    named.sample(entry);
    if (entry.tablesKnown) {
      sample(entry);
    }
  }

  private void sample(Entry entry) {
    last.copyFrom(entry.sample);
    Derivation.derive(last, figures);
    sizing.add(last, figures, entry.seconds, entry.fullPass);
    changes.sample(entry.epochMillis, entry.seconds, last, figures);
    ChartPoint point = new ChartPoint(entry, figures);
    if (entry.fullPass && last.known(Field.NETTY_HIDDEN) != nettyIsKnown) {
      nettyIsKnown = !nettyIsKnown;
      nettyChanged = point;
    }
    points.add(point);
  }

  /** The ledger at the end and its growth; null where no full pass was recorded. */
  @Nullable LedgerGrowth ledger() {
    return ledger;
  }

  /**
   * The area that the forecast named in the last ten minutes. For an end by the limit without such
   * a forecast, the area that grew most. Null where there is none, and where usage only grew after
   * the last ledger.
   */
  @Nullable MemoryArea culprit() {
    MemoryArea area = named.area(endedSeconds);
    if (area != null || ledger == null || !ending.exit().isByTheLimit()) {
      return area;
    }
    MemoryArea most = ledger.grewMost();
    Long grown = ledger.grown(most);
    return (grown == null || grown <= 0) && grewAfterTheLedger() ? null : most;
  }

  private boolean grewAfterTheLedger() {
    Long since = null;
    Long end = null;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      since = point.areas == null ? since : point.usage;
      end = point.usage;
    }
    return end != null && (since == null || end > since);
  }

  /** The last reported cause of growth in the culprit's area; empty where there is none. */
  String cause() {
    MemoryArea culprit = culprit();
    return culprit == null ? "" : named.cause(culprit);
  }
}
