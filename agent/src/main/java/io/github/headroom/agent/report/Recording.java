package io.github.headroom.agent.report;

import io.github.headroom.agent.file.RegularFile;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.SampleDecoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording: its header, and its whole records in the order they were written. The file may
 * be damaged in any way, and may be written meanwhile.
 */
public final class Recording implements Closeable {

  private final FileChannel file;
  private final Header header;
  private final SampleDecoder decoder;
  private final String[] verdicts;
  private final String[] areas;
  private final RecordIndex index;
  private final ByteBuffer bytes;
  private final @Nullable Seal seal;

  private Recording(FileChannel file) throws IOException {
    this.file = file;
    header = Header.read(file);
    decoder = new SampleDecoder(header.get("fields"), header.get("tables"));
    verdicts = header.words("verdicts");
    areas = header.words("areas");
    index = new RecordIndex(file);
    bytes = index.bytes();
    seal = Seal.read(file);
  }

  /**
   * Opens a file.
   *
   * @throws IOException the file cannot be read, or is no recording of this format; the message
   *     names the reason
   */
  public static Recording open(Path path) throws IOException {
    if (RegularFile.isAnother(path)) {
      throw new IOException("not a recording: " + RegularFile.FOUND_ANOTHER);
    }
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (FileSystemException e) { // of some the message is but the file's name
      throw new IOException("cannot be read (" + Printable.thrown(e) + ")", e);
    }
    try {
      return new Recording(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  public Header header() {
    return header;
  }

  /**
   * The earlier finding about the JVM's end; null where there is none, or where the JVM recorded
   * on. A seal with node_gone by an older agent is ignored: from another machine each recording
   * looks so.
   */
  @Nullable Seal seal() {
    return seal != null
            && seal.sequence() == lastSequence()
            && seal.ending().exit() != Exit.NODE_GONE
        ? seal
        : null;
  }

  /** The sequence of the last record; 0 where there is none. */
  long lastSequence() {
    return size() == 0 ? 0 : sequence(size() - 1);
  }

  /** Whether there is an event of that kind. */
  boolean hasEvent(int kind) {
    return index.lastEvent(kind) > 0;
  }

  /**
   * Reads the last event of that kind, and the last sample before it.
   *
   * @return false where one of them does not exist
   */
  boolean readEvent(int kind, Entry event, Entry sampleBefore) throws IOException {
    int at = index.find(index.lastEvent(kind));
    if (at < 0 || !read(at, event)) {
      return false;
    }
    for (int i = at - 1; i >= 0; i--) {
      if (read(i, sampleBefore) && sampleBefore.isSample()) {
        return true;
      }
    }
    return false;
  }

  /** The number of whole records. */
  public int size() {
    return index.size();
  }

  /** The sequence of a record; the first has 1. */
  public long sequence(int record) {
    return index.sequence(record);
  }

  /**
   * Reads a record. Read the records in their order: a sample without tables has those of the
   * sample before.
   *
   * @return false where the record was overwritten since, or has no known content
   */
  public boolean read(int record, Entry into) throws IOException {
    int length = index.load(record);
    return length > 0 && decode(length, into);
  }

  /**
   * The time of a shape in milliseconds since 1970, the forecast's clock in seconds, and the
   * shapes; null where the record is none. The next read changes the buffer.
   */
  @Nullable ByteBuffer shape(int record) throws IOException {
    int length = index.load(record);
    if (length < RecordingFile.RECORD_PREFIX_BYTES + 8 || bytes.getInt(12) != RecordingFile.SHAPE) {
      return null;
    }
    bytes.limit(length).position(RecordingFile.RECORD_PREFIX_BYTES - 8);
    return bytes;
  }

  /** The last shape, see {@link #shape}. */
  @Nullable ByteBuffer lastShape() throws IOException {
    int last = index.find(index.lastShape());
    return last < 0 ? null : shape(last);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private boolean decode(int length, Entry into) {
    bytes.limit(length).position(RecordingFile.RECORD_PREFIX_BYTES);
    into.type = bytes.getInt(12);
    into.sequence = bytes.getLong(16);
    into.epochMillis = bytes.getLong(24);
    if (into.type == RecordingFile.SAMPLE && bytes.remaining() >= 48) {
      return sample(into);
    }
    if (into.type == RecordingFile.EVENT && bytes.remaining() >= 8) {
      into.eventKind = bytes.getInt();
      int text = bytes.getInt();
      if (text < 0 || text > bytes.remaining()) {
        return false;
      }
      byte[] utf8 = new byte[text];
      bytes.get(utf8);
      into.text = new String(utf8, StandardCharsets.UTF_8);
      return true;
    }
    return false; // a shape, or of a newer agent
  }

  private boolean sample(Entry into) {
    int flags = bytes.get() & 0xff;
    into.fullPass = (flags & Recorder.FULL_PASS) != 0;
    into.taken = (flags & Recorder.TAKEN) != 0;
    into.hasTimes = (flags & Recorder.WITH_TIMES) != 0;
    into.verdict = word(verdicts, bytes.get() & 0xff);
    into.culprit = word(areas, bytes.get() & 0xff);
    bytes.get();
    bytes.getInt();
    into.lowSeconds = bytes.getDouble();
    into.midSeconds = bytes.getDouble();
    into.highSeconds = bytes.getDouble();
    into.seconds = bytes.getDouble();
    long took = bytes.getLong();
    boolean whole = decoder.takeFields(bytes, into.sample);
    if (whole && (flags & Recorder.WITH_TABLES) != 0) {
      whole = decoder.takeTables(bytes, into.sample);
      into.tablesKnown = whole;
    }
    SampleDecoder.time(into.sample, into.epochMillis, took);
    return whole;
  }

  /** The word at that index; empty where there is none. */
  private static String word(String[] words, int place) {
    return place < words.length ? words[place] : "";
  }
}
