package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.nio.file.Path;

/** A recording made by a test: a container of 1 GiB, one tick a second, each tenth a full pass. */
final class RecordedLife implements AutoCloseable {

  static final long MIB = 1L << 20;
  static final long LIMIT = 1024 * MIB;
  static final long STARTED = 1_700_000_000_000L;
  static final String INSTANCE = "0b5cbc0c-3f4a-4b43-9d0c-0f3c8a3c1a11";

  private final RecordingFile file;
  private final Recorder recorder;
  private final Outlook outlook = new Outlook();
  private int ticks;
  private double quick;
  private long clockSet;
  private double clockStart;

  RecordedLife(Path path, long size) throws IOException {
    this(path, size, Path.of("/nothing-here"), "");
  }

  /**
   * @param root of the machine that it is recorded on
   * @param more lines for the header, instead of those that it would have of the same names
   */
  RecordedLife(Path path, long size, Path root, String more) throws IOException {
    String header =
        Identity.of(root, "test", STARTED, null, null, INSTANCE, null, null, new Figures());
    file = RecordingFile.create(path, size, header + more);
    recorder = new Recorder(file, new AgentLog(System.err, AgentLog.Level.WARN));
  }

  /** A tick at which what cannot be reclaimed is so large. */
  RecordedLife tick(long anonymous) {
    return tick(sample(anonymous, 0));
  }

  RecordedLife tick(Sample sample) {
    return tick(sample, ticks % 10 == 0);
  }

  /** A tick that is a full pass. */
  RecordedLife full(long anonymous) {
    return tick(sample(anonymous, 0), true);
  }

  /** A record of 50 ms after the one before, beside the ticks. */
  RecordedLife quick(long anonymous) {
    quick += 0.05;
    recorder.sample(sample(anonymous, 0), outlook, ticks - 1 + quick, false, false);
    return this;
  }

  private RecordedLife tick(Sample sample, boolean full) {
    quick = 0;
    if (full) {
      outlook.full(sample, ticks);
    } else {
      outlook.fast(sample, ticks);
    }
    recorder.sample(sample, outlook, clockStart + ticks, full, true);
    ticks++;
    return this;
  }

  /** As agents recorded it that could not see its end. */
  RecordedLife shutdown() {
    return event(Recorder.SHUTDOWN);
  }

  /** A shutdown whose end will be recorded, too. */
  RecordedLife watchedShutdown() {
    return event(Recorder.SHUTDOWN).event(Recorder.SHUTDOWN_WATCHED);
  }

  RecordedLife shutdownEnded() {
    return event(Recorder.SHUTDOWN_ENDED);
  }

  /** The agent is about to end the JVM. */
  RecordedLife termination() {
    return event(Recorder.TERMINATION);
  }

  /** The agent is about to halt the JVM. */
  RecordedLife halt() {
    return event(Recorder.HALT);
  }

  private RecordedLife event(int kind) {
    return event(kind, "");
  }

  RecordedLife event(int kind, String text) {
    recorder.event(kind, STARTED + ticks * 1000L + clockSet, text);
    return this;
  }

  RecordedLife cause(String sentence) {
    recorder.event(Recorder.CAUSE, STARTED + ticks * 1000L + clockSet, sentence);
    return this;
  }

  /** Somebody sets the wall clock; what is recorded from now on has the new time. */
  RecordedLife setClock(long millis) {
    clockSet += millis;
    return this;
  }

  /** What is recorded from now on was recorded so long ago, by all clocks. */
  RecordedLife ago(double seconds) {
    clockStart = System.nanoTime() / 1e9 - seconds - ticks;
    clockSet = System.currentTimeMillis() - Math.round(seconds * 1000) - STARTED - ticks * 1000L;
    return this;
  }

  Sample sample(long anonymous, long oomKills) {
    return new SampleBuilder()
        .with(Field.USAGE, anonymous + 10 * MIB)
        .with(Field.LIMIT, LIMIT)
        .with(Field.ANON, anonymous)
        .with(Field.FILE, 10 * MIB)
        .with(Field.ACTIVE_FILE, 4 * MIB)
        .with(Field.INACTIVE_FILE, 6 * MIB)
        .with(Field.SHMEM, 0)
        .with(Field.UNEVICTABLE, 0)
        .with(Field.SLAB_RECLAIMABLE, 0)
        .with(Field.SWAP_FREE, 0)
        .with(Field.MEM_TOTAL, 8 * LIMIT)
        .with(Field.EVENTS_OOM_KILL, oomKills)
        .with(Field.HEAP_USED, 50 * MIB)
        .with(Field.HEAP_COMMITTED, 64 * MIB)
        .with(Field.HEAP_MAX, 256 * MIB)
        .collector("G1 Young Generation", ticks, 10L * ticks)
        .at(STARTED + ticks * 1000L + clockSet, 100_000)
        .build();
  }

  @Override
  public void close() {
    file.close();
  }
}
