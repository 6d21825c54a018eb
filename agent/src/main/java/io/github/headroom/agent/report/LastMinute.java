package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.sample.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The end of a recording: the last sample, and how fast headroom fell before it. */
final class LastMinute {

  /** Enough for a full sample and ten seconds, whatever the interval. */
  private static final int RECORDS = 600;

  private static final double FALL_SECONDS = 10;

  /** Share of the limit that the expected headroom itself may be wrong by. */
  private static final double SHORT = 0.02;

  /** Share of the limit; less than that falls while ticks are left out. */
  private static final double STILL = 0.01;

  /** The longest that the agent gives the shutdown hooks: twice the longest lead. */
  private static final double MOST_TERMINATION_SECONDS = 20 * 60;

  /** Between two records where nothing moves, at the usual interval. */
  static final double REST_SECONDS = 5;

  /** Of the ticks' intervals, what the next one may be late by. */
  private static final double LATE = 2;

  final Entry last = new Entry();
  final Figures figures = new Figures();
  boolean hasSample;
  boolean shutdown;

  /** Whether its end would have been recorded, and was. */
  boolean shutdownWatched;

  boolean shutdownEnded;

  /** Whether the agent was about to end the JVM by SIGTERM, and it ended in that time. */
  boolean terminated;

  /** Whether the agent was about to halt the JVM, whose shutdown hooks had not ended. */
  boolean halted;

  private @Nullable Double shutdownSeconds;
  boolean headroomKnown;
  long headroom;
  long limit;

  /** Bytes that headroom can have fallen by, unrecorded, at its fastest of the last seconds. */
  private double reach;

  /**
   * Bytes of the Java heap in the last sample, -1 where not known, and the most that it has risen
   * by from one to the next since it last did not.
   */
  private long heapUsed = -1;

  private long heapRise;

  /** How often it has risen since it last fell: one that is full stays as it is. */
  private int heapRises;

  private double seconds;
  private int falls;
  private final double[] fallAt = new double[RECORDS];
  private final double[] fallRate = new double[RECORDS];
  private final double[] fallGap = new double[RECORDS];

  private LastMinute() {}

  static LastMinute of(Recording recording) throws IOException {
    LastMinute end = new LastMinute();
    end.shutdown = recording.hasEvent(Recorder.SHUTDOWN);
    end.shutdownWatched = recording.hasEvent(Recorder.SHUTDOWN_WATCHED);
    end.halted = recording.hasEvent(Recorder.HALT);
    end.shutdownEnded = recording.hasEvent(Recorder.SHUTDOWN_ENDED);
    for (int i = Math.max(0, recording.size() - RECORDS); i < recording.size(); i++) {
      if (recording.read(i, end.last)) {
        end.take();
      }
    }
    end.reach();
    end.lookAtTheShutdown(recording);
    return end;
  }

  private void lookAtTheShutdown(Recording recording) throws IOException {
    Double began = when(Recorder.SHUTDOWN, recording);
    Double ended = when(Recorder.SHUTDOWN_ENDED, recording);
    if (began != null) { // one that was cut off took until then at least
      shutdownSeconds = Math.max(0, (ended == null ? last.seconds : ended) - began);
    }
    if (recording.hasEvent(Recorder.TERMINATION)) {
      Double by = when(Recorder.TERMINATION, recording);
      double end = began != null && by != null && began >= by ? began : last.seconds;
      terminated = by == null || end - by <= MOST_TERMINATION_SECONDS;
    }
  }

  /**
   * By the samples' clock, which nobody sets; null where there is no such event, or no sample
   * before it.
   */
  private static @Nullable Double when(int kind, Recording recording) throws IOException {
    Entry event = new Entry();
    Entry before = new Entry();
    return recording.hasEvent(kind) && recording.readEvent(kind, event, before)
        ? before.seconds + Math.max(0, event.epochMillis - before.epochMillis) / 1e3
        : null;
  }

  private void take() {
    if (last.isSample()) {
      hasSample = true;
      if (last.tablesKnown) {
        sample();
      }
    }
  }

  private void sample() {
    Derivation.derive(last.sample, figures);
    boolean known =
        figures.known(Figure.HEADROOM_EXPECTED) && figures.known(Figure.EFFECTIVE_LIMIT);
    if (known) {
      long now = figures.whole(Figure.HEADROOM_EXPECTED);
      double gap = last.seconds - seconds;
      if (headroomKnown && gap > 0) {
        fallAt[falls] = last.seconds;
        fallRate[falls] = (headroom - now) / gap;
        fallGap[falls] = gap;
        falls++;
      }
      headroom = now;
      limit = figures.whole(Figure.EFFECTIVE_LIMIT);
      seconds = last.seconds;
    }
    headroomKnown = known;
    long used = last.sample.known(Field.HEAP_USED) ? last.sample.value(Field.HEAP_USED) : -1;
    boolean rose = heapUsed >= 0 && used > heapUsed;
    heapRise = rose ? Math.max(heapRise, used - heapUsed) : 0;
    if (rose) {
      heapRises++;
    } else if (used < heapUsed) {
      heapRises = 0;
    }
    heapUsed = used;
  }

  /**
   * The next record may be as late as any of them, however quick the last ones were; but for those
   * before which next to nothing fell: ticks are left out where nothing moves.
   */
  private void reach() {
    double fastest = 0;
    double longest = 0;
    for (int i = 0; i < falls; i++) {
      if (seconds - fallAt[i] <= FALL_SECONDS) {
        fastest = Math.max(fastest, fallRate[i]);
        boolean rested = Math.abs(fallRate[i] * fallGap[i]) <= limit * STILL;
        longest = Math.max(longest, rested ? 0 : fallGap[i]);
      }
    }
    reach = fastest * LATE * longest;
  }

  /** Whether headroom was so short that it can have come to its end before the next record. */
  boolean isShort() {
    return headroomKnown && headroom <= Math.max(limit * SHORT, reach);
  }

  /**
   * What the shutdown took, seconds; where it did not come to its end, what it took until the last
   * sample. 0 where none is recorded.
   */
  double shutdownSeconds() {
    return shutdownSeconds == null ? 0 : shutdownSeconds;
  }

  /** Bytes that headroom can have fallen by after the last record. */
  long reachBytes() {
    return (long) reach;
  }

  /** Whether the Java heap was as good as full, or can have been at the next record, if late. */
  boolean heapCanBeFull() {
    return heapFull((long) (LATE * heapRise));
  }

  /**
   * Whether the Java heap was as good as full, or would have been at the next record, and had risen
   * in so many records without a fall in between: one that is healthy is collected now and then.
   */
  boolean heapRoseUntilFull(int rises) {
    return heapRises >= rises && heapFull(heapRise);
  }

  private boolean heapFull(long rise) {
    return hasSample
        && last.sample.known(Field.HEAP_USED)
        && last.sample.known(Field.HEAP_MAX)
        && last.sample.value(Field.HEAP_USED) + rise
            >= last.sample.value(Field.HEAP_MAX) / 100 * 95;
  }

  /**
   * Seconds since the last record; below 0 where the wall clock was set back since.
   *
   * @param thisBoot whether the clock that each sample has counts since the same boot as ours does:
   *     System.nanoTime is CLOCK_MONOTONIC on Linux, which nobody sets
   */
  double quietSeconds(boolean thisBoot) {
    double since = System.nanoTime() / 1e9 - last.seconds;
    return thisBoot && hasSample && since >= 0
        ? since
        : (System.currentTimeMillis() - last.epochMillis) / 1e3;
  }

  /** Seconds within which the next record was to be expected, if late. */
  double patienceSeconds() {
    double longest = REST_SECONDS;
    for (int i = 0; i < falls; i++) {
      longest = Math.max(longest, fallGap[i]);
    }
    return 3 * longest;
  }

  /** The OOM killer's count in the last sample; -1 where it was not known. */
  long oomKills() {
    return hasSample && last.sample.known(Field.EVENTS_OOM_KILL)
        ? last.sample.value(Field.EVENTS_OOM_KILL)
        : -1;
  }
}
