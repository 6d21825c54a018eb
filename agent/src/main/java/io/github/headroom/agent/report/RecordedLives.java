package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The recordings of a directory, or a single one, as a report takes them: the newest first. */
public final class RecordedLives {

  /**
   * How often, a second apart, it is looked again whether a JVM of which there is no sign records
   * on: for longer than one at rest leaves between two records.
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
   * Looks whether their JVMs live, which may take some seconds where that is hard to see.
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
    long sequence = -1;
    for (int look = 0; ; look++) {
      try (Recording recording = Recording.open(file)) {
        LastMinute end = LastMinute.of(recording);
        Life life =
            look > 0 && recording.lastSequence() != sequence
                ? Life.RUNNING
                : Life.of(file, recording, end, root, end.patienceSeconds());
        sequence = recording.lastSequence();
        if (life != Life.UNDECIDED || look == MOST_LOOKS) {
          long started = recording.header().number("started");
          add(file, life, sequence == 0 ? started : end.last.epochMillis);
          return;
        }
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Before all whose last record is older. */
  private void add(Path file, Life life, long lastRecord) {
    int place = 0;
    while (place < files.size() && lastRecords.get(place) >= lastRecord) {
      place++;
    }
    files.add(place, file);
    lives.add(place, life);
    lastRecords.add(place, lastRecord);
  }

  /** Those that can be read, the one with the latest record first. */
  public List<Path> files() {
    return files;
  }

  /** What is wrong with the others. */
  public List<String> problems() {
    return problems;
  }

  /**
   * The one that recorded last of those whose JVMs have ended, else one that may run, else one that
   * runs; null of none.
   */
  public @Nullable Path newestEnded() {
    Path found = null;
    for (Life life : new Life[] {Life.RUNNING, Life.UNDECIDED, Life.ENDED}) {
      int first = lives.indexOf(life);
      found = first < 0 ? found : files.get(first);
    }
    return found;
  }

  /** Those whose JVMs run, or may run, but for the one that is reported. */
  public List<Path> runningBeside(Path reported) {
    List<Path> running = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (lives.get(i) != Life.ENDED && !files.get(i).equals(reported)) {
        running.add(files.get(i));
      }
    }
    return running;
  }

  /** What was recorded of it; how it ended is written down in the file where that can be. */
  public RecordingSummary summary(Path file) throws IOException {
    RecordingSummary summary = RecordingSummary.of(file, root, lives.get(files.indexOf(file)));
    summary.seal(file);
    return summary;
  }
}
