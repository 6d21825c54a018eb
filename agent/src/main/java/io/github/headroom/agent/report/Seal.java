package io.github.headroom.agent.report;

import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The end of a JVM, as the first finder wrote it into the recording. A seal is necessary because
 * the evidence disappears: the cgroup's count of kills rises with the next kill, a later process of
 * the same PID leaves an hs_err file, or the file is read on another machine. See docs/recording.md
 * for its layout. A seal is valid for the records before it, and void after a later record.
 */
final class Seal {

  private static final int TEXT_AT = RecordingFile.RECORD_PREFIX_BYTES + 4;

  private final long sequence;
  private final long epochMillis;
  private final boolean reported;
  private final Ending ending;

  private Seal(long sequence, long epochMillis, boolean reported, Ending ending) {
    this.sequence = sequence;
    this.epochMillis = epochMillis;
    this.reported = reported;
    this.ending = ending;
  }

  /** The sequence of the last record before the seal. */
  long sequence() {
    return sequence;
  }

  /** The time of the finding, milliseconds since 1970. */
  long epochMillis() {
    return epochMillis;
  }

  /** Whether a log line of the next start, or a report, has shown it. */
  boolean isReported() {
    return reported;
  }

  Ending ending() {
    return ending;
  }

  /** The seal of an open recording; null where there is no whole one. */
  static @Nullable Seal read(FileChannel file) throws IOException {
    byte[] page = new byte[RecordingFile.SEAL_BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()
        && file.read(bytes, RecordingFile.SEAL_AT + bytes.position()) >= 0) {
      // A read may return fewer bytes than requested.
    }
    bytes.flip();
    if (bytes.limit() < TEXT_AT
        || bytes.getInt(0) != RecordingFile.RECORD_MAGIC
        || bytes.getInt(12) != RecordingFile.SEAL) {
      return null;
    }
    int length = bytes.getInt(8);
    int text = bytes.getInt(RecordingFile.RECORD_PREFIX_BYTES);
    if (length < TEXT_AT
        || length > bytes.limit()
        || text < 0
        || text > length - TEXT_AT
        || checksum(page, length) != bytes.getInt(4)) {
      return null;
    }
    return parse(
        bytes.getLong(16),
        bytes.getLong(24),
        new String(page, TEXT_AT, text, StandardCharsets.UTF_8));
  }

  private static @Nullable Seal parse(long sequence, long epochMillis, String text) {
    Ending ending = new Ending();
    Exit exit = null;
    boolean reported = false;
    StringTokenizer lines = new StringTokenizer(text, "\n");
    while (lines.hasMoreTokens()) {
      String line = lines.nextToken();
      if (line.startsWith("exit=")) {
        exit = Exit.of(line.substring(5));
      } else if (line.startsWith("certainty=")) {
        ending.certainty = Certainty.of(line.substring(10));
      } else if (line.startsWith("evidence=")) {
        ending.evidence.add(line.substring(9));
      } else {
        reported |= line.equals("reported=true");
      }
    }
    if (exit == null) { // none, or an exit of a newer agent: the recording is judged again
      return null;
    }
    ending.exit = exit;
    return new Seal(sequence, epochMillis, reported, ending);
  }

  /**
   * Seals a recording whose JVM has ended, or seals it again as reported.
   *
   * @return false where it is not written: node_gone, which is judged again each time, because from
   *     another machine each recording looks so; a file of another user; a read-only mount; a file
   *     of an older agent without room behind the header; a file that its JVM has locked
   */
  static boolean write(
      Path recording, Ending ending, long sequence, long epochMillis, boolean reported) {
    if (ending.exit() == Exit.NODE_GONE) {
      return false;
    }
    try (FileChannel file = FileChannel.open(recording, options());
        FileLock lock = file.tryLock()) {
      return lock != null && write(file, ending, sequence, epochMillis, reported);
    } catch (IOException | RuntimeException e) { // the seal is optional
      return false;
    }
  }

  private static boolean write(
      FileChannel file, Ending ending, long sequence, long epochMillis, boolean reported)
      throws IOException {
    ByteBuffer prefix =
        ByteBuffer.allocate(RecordingFile.HEADER_PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (file.read(prefix, RecordingFile.HEADER_BYTES) < prefix.capacity()
        || prefix.getLong(0) != RecordingFile.MAGIC
        || prefix.getInt(12) > RecordingFile.MAX_HEADER_TEXT_BYTES) {
      return false;
    }
    byte[] page = new byte[RecordingFile.SEAL_BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(RecordingFile.RECORD_MAGIC).putInt(0).putInt(0).putInt(RecordingFile.SEAL);
    bytes.putLong(sequence).putLong(epochMillis);
    byte[] text = text(ending, reported).getBytes(StandardCharsets.UTF_8);
    if (text.length > page.length - TEXT_AT) {
      text = Arrays.copyOf(text, page.length - TEXT_AT);
    }
    bytes.putInt(text.length).put(text).putInt(8, page.length);
    bytes.putInt(4, checksum(page, page.length));
    bytes.clear();
    while (bytes.hasRemaining()) {
      file.write(bytes, RecordingFile.SEAL_AT + bytes.position());
    }
    return true;
  }

  private static String text(Ending ending, boolean reported) {
    StringBuilder text = new StringBuilder();
    text.append("exit=").append(ending.exit().word()).append('\n');
    text.append("certainty=").append(ending.certainty().word()).append('\n');
    text.append("reported=").append(reported).append('\n');
    List<String> evidence = ending.evidence();
    for (int i = 0; i < evidence.size(); i++) {
      text.append("evidence=").append(evidence.get(i).replace('\n', ' ')).append('\n');
    }
    return text.toString();
  }

  private static int checksum(byte[] page, int length) {
    CRC32 crc = new CRC32();
    crc.update(page, 8, length - 8);
    return (int) crc.getValue();
  }

  private static Set<OpenOption> options() {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    options.add(StandardOpenOption.WRITE);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return options;
  }
}
