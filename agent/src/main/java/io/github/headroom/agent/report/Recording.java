package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.SampleDecoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording: its header, and its whole records in the order they were written. A record
 * with a wrong checksum is ignored. The file may be damaged in any way, and may be written
 * meanwhile.
 */
public final class Recording implements Closeable {

  /** The most bytes that are read of a file; a recording has 4 MiB. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int STEP_BYTES = 64 * 1024;

  /** The bits of a key that hold the record's place; the bits above hold its sequence. */
  private static final int PLACE_BITS = 24;

  private static final long MAX_SEQUENCE = 1L << 39;

  private final FileChannel file;
  private final Header header;
  private final SampleDecoder decoder;
  private final String[] verdicts;
  private final String[] areas;
  private final ByteBuffer bytes =
      ByteBuffer.allocate(STEP_BYTES + RecordingFile.MAX_RECORD_BYTES)
          .order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32 crc = new CRC32();
  private final @Nullable Seal seal;
  private long[] keys = new long[1024];
  private int size;

  /** The sequence of the last shape; 0 where there is none. */
  private long shapeSequence;

  /** The sequence of the last event, by kind; 0 where there is none. */
  private final long[] eventSequences = new long[Integer.SIZE];

  private Recording(FileChannel file) throws IOException {
    this.file = file;
    header = Header.read(file);
    decoder = new SampleDecoder(header.get("fields"), header.get("tables"));
    verdicts = header.words("verdicts");
    areas = header.words("areas");
    scan();
    sort();
    seal = Seal.read(file);
  }

  /**
   * Opens a file.
   *
   * @throws IOException the file cannot be read, or is no recording of this format; the message
   *     names the reason
   */
  public static Recording open(Path path) throws IOException {
    // Opening a FIFO waits for somebody who writes to it.
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException("not a recording: found a directory, a FIFO or a device");
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
    return size == 0 ? 0 : sequence(size - 1);
  }

  /** Whether there is an event of that kind. */
  boolean hasEvent(int kind) {
    return eventSequences[kind] > 0;
  }

  /**
   * Reads the last event of that kind, and the last sample before it.
   *
   * @return false where one of them does not exist
   */
  boolean readEvent(int kind, Entry event, Entry sampleBefore) throws IOException {
    int at = size - 1;
    while (at >= 0 && sequence(at) != eventSequences[kind]) {
      at--;
    }
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
    return size;
  }

  /** The sequence of a record; the first has 1. */
  public long sequence(int record) {
    return keys[record] >>> PLACE_BITS;
  }

  /**
   * Reads a record. Read the records in their order: a sample without tables has those of the
   * sample before.
   *
   * @return false where the record was overwritten since, or has no known content
   */
  public boolean read(int record, Entry into) throws IOException {
    int length = load(record);
    return length > 0 && decode(length, into);
  }

  /**
   * The time of a shape in milliseconds since 1970, the forecast's clock in seconds, and the
   * shapes; null where the record is none. The next read changes the buffer.
   */
  @Nullable ByteBuffer shape(int record) throws IOException {
    int length = load(record);
    if (length < RecordingFile.RECORD_PREFIX_BYTES + 8 || bytes.getInt(12) != RecordingFile.SHAPE) {
      return null;
    }
    bytes.limit(length).position(RecordingFile.RECORD_PREFIX_BYTES - 8);
    return bytes;
  }

  /** The last shape, see {@link #shape}. */
  @Nullable ByteBuffer lastShape() throws IOException {
    for (int i = size - 1; i >= 0 && shapeSequence > 0; i--) {
      if (sequence(i) == shapeSequence) {
        return shape(i);
      }
    }
    return null;
  }

  /** Loads a record. Returns its length; 0 where it was overwritten since. */
  private int load(int record) throws IOException {
    long at = (keys[record] & (1L << PLACE_BITS) - 1) * RecordingFile.ALIGNMENT;
    load(at, RecordingFile.MAX_RECORD_BYTES);
    int length = wholeRecordAt(0);
    return length > 0 && bytes.getLong(16) == sequence(record) ? length : 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void scan() throws IOException {
    long end = Math.min(file.size(), MAX_BYTES);
    long at = 2L * RecordingFile.HEADER_BYTES;
    while (at < end) {
      load(at, bytes.capacity());
      int place = 0;
      while (place < STEP_BYTES && place + RecordingFile.RECORD_PREFIX_BYTES <= bytes.limit()) {
        place = nextBeginning(place);
        int length = wholeRecordAt(place);
        if (length > 0) {
          add(bytes.getLong(place + 16), at + place);
          event(place);
        }
        place += length > 0 ? length : RecordingFile.ALIGNMENT;
      }
      at += Math.max(place, STEP_BYTES);
    }
  }

  /**
   * The next place of the buffer that has the first byte of a record. Most of a young recording is
   * empty, half a million places, and the interpreter looks at each of them when a JVM starts.
   */
  private int nextBeginning(int from) {
    byte[] array = bytes.array();
    byte first = (byte) RecordingFile.RECORD_MAGIC; // little-endian
    int end = Math.min(STEP_BYTES, bytes.limit()) - RecordingFile.ALIGNMENT;
    int place = from;
    while (place < end && array[place] != first) {
      place += RecordingFile.ALIGNMENT;
    }
    return place;
  }

  private void event(int place) {
    if (bytes.getInt(place + 12) == RecordingFile.SHAPE) {
      shapeSequence = Math.max(shapeSequence, bytes.getLong(place + 16));
    }
    if (bytes.getInt(place + 12) == RecordingFile.EVENT
        && bytes.getInt(place + 8) > RecordingFile.RECORD_PREFIX_BYTES) {
      int kind = bytes.getInt(place + RecordingFile.RECORD_PREFIX_BYTES);
      if (kind > 0 && kind < eventSequences.length) {
        eventSequences[kind] = Math.max(eventSequences[kind], bytes.getLong(place + 16));
      }
    }
  }

  /** Fills the buffer from that offset; with fewer bytes at the file's end. */
  private void load(long at, int most) throws IOException {
    bytes.clear().limit(most);
    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
      // A read may return fewer bytes than requested.
    }
    bytes.flip();
  }

  /** The length of the record at that place of the buffer; 0 where there is no whole record. */
  private int wholeRecordAt(int place) {
    if (bytes.limit() - place < RecordingFile.RECORD_PREFIX_BYTES
        || bytes.getInt(place) != RecordingFile.RECORD_MAGIC) {
      return 0;
    }
    int length = bytes.getInt(place + 8);
    if (length < RecordingFile.RECORD_PREFIX_BYTES
        || length > Math.min(RecordingFile.MAX_RECORD_BYTES, bytes.limit() - place)
        || length % RecordingFile.ALIGNMENT != 0) {
      return 0;
    }
    crc.reset();
    crc.update(bytes.array(), place + 8, length - 8);
    return (int) crc.getValue() == bytes.getInt(place + 4) ? length : 0;
  }

  private void add(long sequence, long at) {
    if (sequence < 1 || sequence >= MAX_SEQUENCE) {
      return;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    keys[size++] = sequence << PLACE_BITS | at / RecordingFile.ALIGNMENT;
  }

  /** Sorts by sequence. A record of both rings counts once. */
  private void sort() {
    Arrays.sort(keys, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || keys[kept - 1] >>> PLACE_BITS != keys[i] >>> PLACE_BITS) {
        keys[kept++] = keys[i];
      }
    }
    size = kept;
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
      into.text = new String(bytes.array(), bytes.position(), text, StandardCharsets.UTF_8);
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
