package io.github.headroom.agent.record;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleEncoder;
import io.github.headroom.agent.sample.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Records the samples of this JVM. One ring has every tick of the last hour. The other has a full
 * sample a minute for the hours before. Ticks at which a limit, a counter of the OOM killer or the
 * verdict changed go to both.
 *
 * <p>For one thread. A failure is logged once. While writes fail, each full pass tries again.
 */
public final class Recorder {

  /** Kinds of events. */
  public static final int VERDICT = 1;

  public static final int CGROUP = 2;

  /** The JVM's shutdown has begun. */
  public static final int SHUTDOWN = 3;

  /** The recorder watches the shutdown, and will record its end. */
  public static final int SHUTDOWN_WATCHED = 4;

  /** All shutdown hooks of the application have ended. */
  public static final int SHUTDOWN_ENDED = 5;

  /** The cause of growth in the culprit's area, by name. */
  public static final int CAUSE = 6;

  /** The start or the result of a relief action. */
  public static final int RELIEF = 7;

  /** The agent is about to end this JVM by SIGTERM, a relief action. */
  public static final int TERMINATION = 8;

  /** The agent is about to halt this JVM, because the shutdown hooks have not ended in time. */
  public static final int HALT = 9;

  /** Flags of a sample: the record has its tables. */
  public static final int WITH_TABLES = 1;

  /** A full pass took the sample. */
  public static final int FULL_PASS = 2;

  /** The record has times to the kill. */
  public static final int WITH_TIMES = 4;

  /** The forecast used the sample. Samples between two ticks do not have this flag. */
  public static final int TAKEN = 8;

  /** The index for "no culprit" in the file's format. */
  public static final int NOBODY = 255;

  private static final double SECONDS_BETWEEN_SLOW = 60;

  /** Of all records of an hour, a shape is one in fifty by size. */
  private static final double SECONDS_BETWEEN_SHAPES = 3600;

  private static final byte[] NO_TEXT = {};

  private static final Field[] WATCHED = {
    Field.LIMIT,
    Field.HIERARCHICAL_LIMIT,
    Field.HIERARCHICAL_MEMSW_LIMIT,
    Field.SWAP_LIMIT,
    Field.MEMSW_LIMIT,
    Field.EVENTS_OOM,
    Field.EVENTS_OOM_KILL
  };

  private final AgentLog log;
  private final State[] states = new State[WATCHED.length];
  private final long[] values = new long[WATCHED.length];
  private final RecordingFile file;
  private boolean failing;
  private Verdict verdict = Verdict.UNKNOWN;
  private @Nullable Location location;
  private double lastSlow = Double.NEGATIVE_INFINITY;
  private boolean begun;
  private double nextShape;

  public Recorder(RecordingFile file, AgentLog log) {
    this.file = file;
    this.log = log;
  }

  /** The recording. */
  public Path path() {
    return file.path();
  }

  /** Whether the last record was written. */
  public boolean isRecording() {
    return !failing;
  }

  /**
   * Records a tick. Allocates nothing unless the verdict changes.
   *
   * @param seconds the clock of the outlook
   * @param full whether a full pass took the sample
   * @param taken whether the outlook used the sample
   */
  public void sample(Sample sample, Outlook outlook, double seconds, boolean full, boolean taken) {
    if (failing && !full) {
      return;
    }
    boolean turned = outlook.verdict() != verdict;
    verdict = outlook.verdict();
    boolean due = full && seconds - lastSlow >= SECONDS_BETWEEN_SLOW;
    boolean slow = changed(sample) || turned || due || failing;
    try {
      if (failing) {
        file.restore();
      }
      if (slow) {
        lastSlow = seconds;
      }
      ByteBuffer out = file.begin(RecordingFile.SAMPLE, sample.epochMillis());
      int flags = (full || slow ? WITH_TABLES : 0) | (full ? FULL_PASS : 0) | (taken ? TAKEN : 0);
      putOutlook(outlook, flags, out);
      out.putDouble(seconds).putLong(sample.durationNanos());
      SampleEncoder.putFields(sample, out);
      if (full || slow) {
        SampleEncoder.putTables(sample, out);
      }
      file.append(true, slow);
      failing = false;
      if (turned) {
        String why = outlook.evidence();
        event(VERDICT, sample.epochMillis(), verdict.word() + (why == null ? "" : ": " + why));
      }
      if (full) {
        shape(outlook, seconds, sample.epochMillis());
      }
      if (full) { // after the record: with a full heap, restore may find no memory
        file.restore();
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /**
   * Records the shapes of the day and of the week once an hour, and at once after {@link
   * #inherited}. The next JVM of the service begins with them.
   */
  private void shape(Outlook outlook, double seconds, long epochMillis) throws IOException {
    nextShape = begun ? nextShape : seconds + SECONDS_BETWEEN_SHAPES;
    begun = true;
    if (seconds >= nextShape) {
      nextShape = seconds + SECONDS_BETWEEN_SHAPES;
      ByteBuffer out = file.begin(RecordingFile.SHAPE, epochMillis);
      outlook.putShape(out.putDouble(seconds));
      file.append(false, true);
    }
  }

  /** The forecast has begun with the shapes of an earlier JVM: the next full pass records them. */
  public void inherited() {
    begun = true;
  }

  /**
   * Records an event in the ring that reaches further back. Without a text it allocates nothing: a
   * shutdown may begin because the heap is full.
   */
  public void event(int kind, long epochMillis, String text) {
    try {
      ByteBuffer out = file.begin(RecordingFile.EVENT, epochMillis);
      byte[] bytes = text.isEmpty() ? NO_TEXT : text.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(bytes.length, out.remaining() - 2 * RecordingFile.ALIGNMENT);
      out.putInt(kind).putInt(length).put(bytes, 0, length);
      file.append(false, true);
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /** Records a change of the process's cgroup. */
  public void located(@Nullable Location at, long epochMillis) {
    if (at != location) {
      if (location != null) {
        event(CGROUP, epochMillis, at == null ? "no cgroup" : at.reason());
      }
      location = at;
    }
  }

  private void putOutlook(Outlook outlook, int flags, ByteBuffer out) {
    MemoryArea culprit = outlook.culprit();
    boolean times = outlook.hasTime();
    out.put((byte) (flags | (times ? WITH_TIMES : 0)));
    out.put((byte) outlook.verdict().ordinal());
    out.put((byte) (culprit == null ? NOBODY : culprit.ordinal()));
    out.put((byte) 0).putInt(0);
    out.putDouble(times ? outlook.lowSeconds() : 0);
    out.putDouble(times ? outlook.midSeconds() : 0);
    out.putDouble(times ? outlook.highSeconds() : 0);
  }

  private boolean changed(Sample sample) {
    boolean changed = false;
    for (int i = 0; i < WATCHED.length; i++) {
      State state = sample.state(WATCHED[i]);
      long value = state == State.KNOWN ? sample.value(WATCHED[i]) : 0;
      changed |= states[i] != state || values[i] != value;
      states[i] = state;
      values[i] = value;
    }
    return changed;
  }

  private void fail(Exception why) {
    failing = true;
    log.once(
        AgentLog.Level.WARN,
        "recording".concat(why.getClass().getName()),
        Printable.path(file.path())
            + ": cannot be written ("
            + Printable.thrown(why)
            + "); nothing is recorded until it can, all else goes on");
  }
}
