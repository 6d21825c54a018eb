package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A recording that a JVM finds at its start, and the end of the JVM that wrote it. */
final class PastRecording {

  /** A file without a whole header may be in creation. */
  private static final double DAMAGED_SECONDS = 60;

  final Path file;
  final long bytes;

  /** Main class or jar; empty where the file cannot be read. */
  String command = "";

  /** Null where the JVM has not ended, may run, or where the file cannot be read. */
  @Nullable Ending ending;

  /** Whether the recording may be deleted. */
  boolean over = true;

  boolean reported;

  /** The last recorded verdict; empty where none is known. */
  String verdict = "";

  /** Duration of its shutdown, seconds; null where it is not known. */
  @Nullable Double shutdownSeconds;

  /** The area that grew, by its word; empty where none did. */
  String culprit = "";

  /** The header; null where the file cannot be read. */
  @Nullable Header header;

  /** Time of the last record, milliseconds since 1970; null where there is none. */
  @Nullable Long lastMillis;

  /**
   * The last shapes of the day and of the week, see {@link Recording#shape}; null where there are
   * none. A JVM that grew towards its limit has none: its growth is no rule for the next one.
   */
  @Nullable ByteBuffer shape;

  private long sequence;
  private long foundMillis = System.currentTimeMillis();

  private PastRecording(Path file) throws IOException {
    this.file = file;
    this.bytes = Files.size(file);
  }

  /**
   * Looks at a file, and seals it where it has no seal, because the evidence of the end disappears.
   *
   * @param quietSeconds see {@link Life#of}
   * @throws IOException the file no longer exists
   */
  static PastRecording of(Path file, Path root, double quietSeconds) throws IOException {
    PastRecording past = new PastRecording(file);
    try {
      past.look(root, quietSeconds);
    } catch (IOException
        | RuntimeException e) { // for example EMFILE or ESTALE: the file may be whole
      past.over = false;
    }
    return past;
  }

  private void look(Path root, double quietSeconds) throws IOException {
    if (Life.isHeld(file)) {
      over = false;
      return;
    }
    if (isDamaged()) { // or in creation: its header is written last
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
      // A JVM at rest may have recorded nothing since that start. Its file stays for a while.
      double patience = Math.max(quietSeconds, end.patienceSeconds());
      over = Life.of(file, recording, end, root, patience) == Life.ENDED;
      if (over || Life.of(file, recording, end, root, quietSeconds) == Life.ENDED) {
        Seal seal = recording.seal();
        Ending found = Ending.of(recording, end, root);
        ending = found;
        if (!found.exit().isByTheLimit() && !end.last.hasTimes) {
          shape = copyOf(recording.lastShape());
        }
        sequence = recording.lastSequence();
        reported = seal != null && seal.isReported();
        foundMillis = seal == null ? foundMillis : seal.epochMillis();
        if (found.isNewsTo(seal, new HostEvidence(root, recording.header()))) {
          seal(reported);
        }
      }
    }
  }

  private static @Nullable ByteBuffer copyOf(@Nullable ByteBuffer shape) {
    if (shape == null) {
      return null;
    }
    ByteBuffer copy = ByteBuffer.allocate(shape.remaining()).order(shape.order());
    copy.put(shape).flip();
    return copy;
  }

  /** Seals the recording as reported. */
  void report() {
    reported = true;
    seal(true);
  }

  private void seal(boolean asReported) {
    if (ending != null) {
      Seal.write(file, ending, sequence, foundMillis, asReported);
    }
  }

  /** Whether the writer has another name. An unknown name decides nothing. */
  boolean hasAnother(String line, @Nullable String name) {
    String its = header == null ? "" : header.get(line);
    return name != null && !its.isEmpty() && !its.equals(Printable.line(name));
  }

  /** Whether a bad end was not yet reported. */
  boolean isUnreported() {
    return worth() >= 3;
  }

  /**
   * The value of the recording, higher for evidence that should be kept: most for an unreported bad
   * end, and more for an OOM kill or a crash.
   */
  int worth() {
    if (ending == null || ending.exit() == Exit.CLEAN) {
      return 0;
    }
    if (ending.exit() == Exit.NODE_GONE) { // each start finds it again, so it counts little
      return 1;
    }
    boolean own = ending.exit().isByTheLimit() || ending.exit() == Exit.CRASH;
    return (reported ? 1 : 3) + (own ? 1 : 0);
  }
}
