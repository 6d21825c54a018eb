package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The recordings of a directory, or a single one, newest first. */
public final class RecordedLives {

  /**
   * How often to check, a second apart, whether a JVM without evidence still records. Longer than
   * the time between two records of a JVM at rest.
   */
  private static final int MOST_LOOKS = (int) LastMinute.REST_SECONDS + 1;

  private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final List<Long> lastRecords = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private RecordedLives(Path root) {
    this.root = root;
  }

  /**
   * Checks whether the JVMs run. This may take some seconds where there is no direct evidence.
   *
   * @param recordings in any order
   */
  public static RecordedLives of(List<Path> recordings, Path root) {
    RecordedLives all = new RecordedLives(root);
    for (Path file : recordings) {
      try {
        all.look(file);
      } catch (IOException e) {
        all.problems.add(Printable.path(file) + ": " + Printable.piece(e.getMessage()));
      }
    }
    return all;
  }

  private void look(Path file) throws IOException {
    long sequence = 0;
    for (int look = 0; ; look++) {
      try (Recording recording = Recording.open(file)) {
        LastMinute end = LastMinute.of(recording);
        Life life =
            look > 0 && recording.lastSequence() != sequence
                ? Life.RUNNING
                : Life.of(file, recording, end, root, end.patienceSeconds());
        sequence = recording.lastSequence();
        if (life != Life.UNDECIDED || look == MOST_LOOKS) {
          Long started = recording.header().number("started");
          long none = started == null ? 0 : started;
          add(file, life, sequence == 0 ? none : end.last.epochMillis);
          return;
        }
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Inserts before all files whose last record is older. */
  private void add(Path file, Life life, long lastRecord) {
    int place = 0;
    while (place < files.size() && lastRecords.get(place) >= lastRecord) {
      place++;
    }
    files.add(place, file);
    lives.add(place, life);
    lastRecords.add(place, lastRecord);
  }

  /** The readable files, latest record first. */
  public List<Path> files() {
    return files;
  }

  /** The faults of the other files. */
  public List<String> problems() {
    return problems;
  }

  /**
   * The latest recording of a JVM that has ended; else of one that may run; else of one that runs.
   * Null where there is none.
   */
  public @Nullable Path newestEnded() {
    Path found = null;
    for (Life life : new Life[] {Life.RUNNING, Life.UNDECIDED, Life.ENDED}) {
      int first = lives.indexOf(life);
      found = first < 0 ? found : files.get(first);
    }
    return found;
  }

  /** The recordings of JVMs that run, or may run, without the reported one. */
  public List<Path> runningBeside(Path reported) {
    List<Path> running = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (lives.get(i) != Life.ENDED && !files.get(i).equals(reported)) {
        running.add(files.get(i));
      }
    }
    return running;
  }

  /** Summarizes a recording. Seals its ending in the file where that is possible. */
  public RecordingSummary summary(Path file) throws IOException {
    RecordingSummary summary = RecordingSummary.of(file, root, lives.get(files.indexOf(file)));
    summary.seal(file);
    return summary;
  }
}
