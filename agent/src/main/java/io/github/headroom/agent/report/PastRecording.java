package io.github.headroom.agent.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A recording that a JVM finds at its start: what became of the JVM that wrote it. */
final class PastRecording {

  final Path file;
  final long bytes;

  /** Main class or jar; empty where the file cannot be read. */
  String command = "";

  /** Null where the JVM has not ended, or may run, or the file cannot be read. */
  @Nullable Ending ending;

  /** Whether it may be deleted. */
  boolean over = true;

  boolean reported;

  /** What the agent said last of the JVM that ended; empty where nothing is known. */
  String verdict = "";

  private long sequence;
  private long foundMillis = System.currentTimeMillis();

  private PastRecording(Path file) throws IOException {
    this.file = file;
    this.bytes = Files.size(file);
  }

  /**
   * Looks at a file, and seals it where nobody has: what the end is known by does not stay.
   *
   * @param quietSeconds as of {@link Life#of}
   * @throws IOException it is gone
   */
  static PastRecording of(Path file, Path root, double quietSeconds) throws IOException {
    PastRecording past = new PastRecording(file);
    try {
      past.look(root, quietSeconds);
    } catch (IOException | RuntimeException e) { // damaged, of another version, or just begun
      double age = (System.currentTimeMillis() - file.toFile().lastModified()) / 1e3;
      past.over = age > quietSeconds;
    }
    return past;
  }

  private void look(Path root, double quietSeconds) throws IOException {
    if (Life.isHeld(file)) {
      over = false;
      return;
    }
    Header header;
    Seal seal;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      header = Header.read(channel);
      seal = Seal.read(channel);
    }
    command = header.get("command");
    if (seal != null && seal.isReported()) { // nothing more is wanted of it
      take(seal);
    } else {
      read(root, quietSeconds);
    }
  }

  private void take(Seal seal) {
    ending = seal.ending();
    reported = seal.isReported();
    sequence = seal.sequence();
    foundMillis = seal.epochMillis();
  }

  private void read(Path root, double quietSeconds) throws IOException {
    try (Recording recording = Recording.open(file)) {
      LastMinute end = LastMinute.of(recording);
      if (!end.last.verdict.isEmpty()) {
        verdict = end.last.verdict + (end.last.culprit.isEmpty() ? "" : " by " + end.last.culprit);
      }
      Seal seal = recording.seal();
      if (seal != null) {
        take(seal);
      } else if (Life.of(file, recording, end, root, quietSeconds) == Life.ENDED) {
        ending = Ending.of(recording, end, root);
        sequence = recording.lastSequence();
        seal(false);
      } else {
        over = false;
      }
    }
  }

  /** Seals it as reported. */
  void report() {
    reported = true;
    seal(true);
  }

  private void seal(boolean asReported) {
    if (ending != null) {
      Seal.write(file, ending, sequence, foundMillis, asReported);
    }
  }

  /**
   * How much would be lost with it: a bad end that nobody has been shown most of all, of those an
   * OOM kill or a crash.
   */
  int worth() {
    if (ending == null || ending.exit().equals(Ending.CLEAN)) {
      return 0;
    }
    boolean own = ending.exit().equals(Ending.OOM_KILL) || ending.exit().equals(Ending.CRASH);
    return (reported ? 1 : 3) + (own ? 1 : 0);
  }
}
