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

  /** How often it is looked again whether a JVM of which there is no sign records on. */
  private static final int MOST_LOOKS = 4;

  private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private RecordedLives(Path root) {
    this.root = root;
  }

  /**
   * Looks whether their JVMs live, which may take some seconds where that is hard to see.
   *
   * @param recordings the newest first
   */
  public static RecordedLives of(List<Path> recordings, Path root) {
    RecordedLives all = new RecordedLives(root);
    for (Path file : recordings) {
      try {
        all.lives.add(all.life(file));
        all.files.add(file);
      } catch (IOException e) {
        all.problems.add(Printable.path(file) + ": " + Printable.piece(e.getMessage()));
      }
    }
    return all;
  }

  private Life life(Path file) throws IOException {
    long sequence = -1;
    for (int look = 0; ; look++) {
      try (Recording recording = Recording.open(file)) {
        if (look > 0 && recording.lastSequence() != sequence) {
          return Life.RUNNING;
        }
        sequence = recording.lastSequence();
        LastMinute end = LastMinute.of(recording);
        Life life = Life.of(file, recording, end, root, end.patienceSeconds());
        if (life != Life.UNDECIDED || look == MOST_LOOKS) {
          return life;
        }
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Those that can be read. */
  public List<Path> files() {
    return files;
  }

  /** What is wrong with the others. */
  public List<String> problems() {
    return problems;
  }

  /** The newest whose JVM has ended, else one that may run, else one that runs; null of none. */
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
  public Story story(Path file) throws IOException {
    Story story = Story.of(file, root, lives.get(files.indexOf(file)));
    story.seal(file);
    return story;
  }
}
