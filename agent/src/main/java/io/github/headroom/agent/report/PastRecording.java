package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A recording that a JVM finds at its start: what became of the JVM that wrote it. */
final class PastRecording {

  /** A file without a whole header may be one that is just being made. */
  private static final double DAMAGED_SECONDS = 60;

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

  /** What its shutdown took, seconds; 0 where that is not known. */
  double shutdownSeconds;

  /** Who grew then, by the word of a memory area; empty where nobody did. */
  String culprit = "";

  /** Who wrote it; null where the file cannot be read. */
  @Nullable Header header;

  /** When it recorded last, null where it has no record. */
  @Nullable Long lastMillis;

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
    } catch (IOException | RuntimeException e) { // such as EMFILE, ESTALE: it may be whole
      past.over = false;
    }
    return past;
  }

  private void look(Path root, double quietSeconds) throws IOException {
    if (Life.isHeld(file)) {
      over = false;
      return;
    }
    if (isDamaged()) { // or just begun: its header is written last
      long modified = Files.getLastModifiedTime(file).toMillis();
      double age = (System.currentTimeMillis() - modified) / 1e3;
      over = age > Math.max(DAMAGED_SECONDS, quietSeconds);
    } else {
      read(root, quietSeconds);
    }
  }

  private boolean isDamaged() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Header.problem(channel) != null;
    }
  }

  private void read(Path root, double quietSeconds) throws IOException {
    try (Recording recording = Recording.open(file)) {
      header = recording.header();
      command = recording.header().get("command");
      LastMinute end = LastMinute.of(recording);
      shutdownSeconds = end.shutdownSeconds();
      verdict = end.last.verdict;
      culprit = end.last.culprit;
      if (end.hasSample) {
        lastMillis = end.last.epochMillis;
      }
      // One at rest may have recorded nothing since that start: its file stays for a while.
      double patience = Math.max(quietSeconds, end.patienceSeconds());
      over = Life.of(file, recording, end, root, patience) == Life.ENDED;
      if (over || Life.of(file, recording, end, root, quietSeconds) == Life.ENDED) {
        Seal seal = recording.seal();
        Ending found = Ending.of(recording, end, root);
        ending = found;
        sequence = recording.lastSequence();
        reported = seal != null && seal.isReported();
        foundMillis = seal == null ? foundMillis : seal.epochMillis();
        if (found.isNewsTo(seal, new HostEvidence(root, recording.header()))) {
          seal(reported);
        }
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

  /** Whether who wrote it has another name than this; a name that is not known decides nothing. */
  boolean hasAnother(String line, @Nullable String name) {
    String its = header == null ? "" : header.get(line);
    return name != null && !its.isEmpty() && !its.equals(Printable.line(name));
  }

  /** Whether it has a bad end that nobody has been shown. */
  boolean isUnreported() {
    return worth() >= 3;
  }

  /**
   * How much would be lost with it: a bad end that nobody has been shown most of all, of those an
   * OOM kill or a crash.
   */
  int worth() {
    if (ending == null || ending.exit() == Exit.CLEAN) {
      return 0;
    }
    if (ending.exit() == Exit.NODE_GONE) { // found again by every start, so not counted
      return 1;
    }
    boolean own = ending.exit().isByTheLimit() || ending.exit() == Exit.CRASH;
    return (reported ? 1 : 3) + (own ? 1 : 0);
  }
}
