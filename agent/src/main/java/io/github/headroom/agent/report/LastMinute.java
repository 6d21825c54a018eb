package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.sample.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The end of a recording: the last sample, and the rate at which headroom fell before it. */
final class LastMinute {

  /** Enough for a full sample and ten seconds, at any interval. */
  private static final int RECORDS = 600;

  private static final double FALL_SECONDS = 10;

  /** The possible error of the expected headroom, as a share of the limit. */
  private static final double SHORT = 0.02;

  /** A share of the limit. Ticks are skipped where headroom changes by less. */
  private static final double STILL = 0.01;

  /** The longest time that the agent gives to shutdown hooks: twice the longest lead. */
  private static final double MOST_TERMINATION_SECONDS = 20 * 60;

  /** Seconds between two records without change, at the default interval. */
  static final double REST_SECONDS = 5;

  /** The delay of the next record, as a multiple of the interval. */
  private static final double LATE = 2;

  final Entry last = new Entry();
  final Figures figures = new Figures();
  boolean hasSample;
  boolean shutdown;

  /** Whether the recorder watches the end of the shutdown. */
  boolean shutdownWatched;

  boolean shutdownEnded;

  /** Whether the agent sent SIGTERM to the JVM, and the JVM ended in the time that it gave. */
  boolean terminated;

  /** Whether the agent halted the JVM because its shutdown hooks had not ended. */
  boolean halted;

  private @Nullable Double shutdownSeconds;
  boolean headroomKnown;
  long headroom;
  long limit;

  /**
   * Bytes by which headroom may have fallen unrecorded, at the fastest rate of the last seconds.
   */
  private double reach;

  /**
   * Bytes of the Java heap in the last sample, and the largest rise between two samples since the
   * heap last did not rise.
   */
  private @Nullable Long heapUsed;

  private long heapRise;

  /** Rises since the heap last fell. A full heap does not change. */
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
    if (began != null) { // a shutdown without a recorded end lasted at least until the last record
      shutdownSeconds = Math.max(0, (ended == null ? last.seconds : ended) - began);
    }
    if (recording.hasEvent(Recorder.TERMINATION)) {
      Double by = when(Recorder.TERMINATION, recording);
      double end = began != null && by != null && began >= by ? began : last.seconds;
      terminated = by == null || end - by <= MOST_TERMINATION_SECONDS;
    }
  }

  /**
   * The time of an event by the samples' clock, which cannot be set; null where there is no such
   * event, or no sample before it.
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
    heap(last.sample.known(Field.HEAP_USED) ? last.sample.value(Field.HEAP_USED) : null);
  }

  private void heap(@Nullable Long used) {
    Long before = heapUsed;
    if (used != null && before != null && used > before) {
      heapRise = Math.max(heapRise, used - before);
      heapRises++;
    } else {
      heapRise = 0;
      heapRises = used != null && used.equals(before) ? heapRises : 0;
    }
    heapUsed = used;
  }

  /**
   * The next record may be as late as the latest of these seconds, even if the last intervals were
   * short. Intervals without a change of headroom do not count, because ticks are skipped then.
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

  /** Whether headroom was short enough to end before the next record. */
  boolean isShort() {
    return headroomKnown && headroom <= Math.max(limit * SHORT, reach);
  }

  /**
   * Duration of the shutdown, seconds; until the last sample where its end is not recorded. Null
   * where no shutdown is recorded.
   */
  @Nullable Double shutdownSeconds() {
    return shutdownSeconds;
  }

  /** Bytes by which headroom may have fallen after the last record. */
  long reachBytes() {
    return (long) reach;
  }

  /** Whether the Java heap was nearly full, or may have been at a late next record. */
  boolean heapCanBeFull() {
    return heapFull((long) (LATE * heapRise));
  }

  /**
   * Whether the Java heap was nearly full, or would have been at the next record, after that many
   * rises without a fall. The collector empties a healthy heap now and then.
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
   * Seconds since the last record; negative where the wall clock was set back since.
   *
   * @param thisBoot whether the recording is from the current boot. The samples' clock is then
   *     comparable: System.nanoTime is CLOCK_MONOTONIC on Linux, which nobody sets
   */
  double quietSeconds(boolean thisBoot) {
    double since = System.nanoTime() / 1e9 - last.seconds;
    return thisBoot && hasSample && since >= 0
        ? since
        : (System.currentTimeMillis() - last.epochMillis) / 1e3;
  }

  /** Seconds within which the next record is due, with a delay. */
  double patienceSeconds() {
    double longest = REST_SECONDS;
    for (int i = 0; i < falls; i++) {
      longest = Math.max(longest, fallGap[i]);
    }
    return 3 * longest;
  }

  /** The OOM killer's count in the last sample; null where it is not known. */
  @Nullable Long oomKills() {
    return hasSample && last.sample.known(Field.EVENTS_OOM_KILL)
        ? last.sample.value(Field.EVENTS_OOM_KILL)
        : null;
  }
}
