package io.github.headroom.agent.report;

import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Where the whole records of a recording lie, in the order they were written. A record with a wrong
 * checksum is ignored. The file may be damaged in any way, and may be written meanwhile.
 */
final class RecordIndex {

  /** The most bytes that are read of a file; a recording has 4 MiB. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int STEP_BYTES = 64 * 1024;

  /** The bits of a key that hold the record's place; the bits above hold its sequence. */
  private static final int PLACE_BITS = 24;

  private static final long MAX_SEQUENCE = 1L << 39;

  private final FileChannel file;
  private final ByteBuffer bytes =
      ByteBuffer.allocate(STEP_BYTES + RecordingFile.MAX_RECORD_BYTES)
          .order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32 crc = new CRC32();
  private long[] keys = new long[1024];
  private int size;

  /** The sequence of the last shape; 0 where there is none. */
  private long shapeSequence;

  /** The sequence of the last event, by kind; 0 where there is none. */
  private final long[] eventSequences = new long[Integer.SIZE];

  /** Reads the whole file. */
  RecordIndex(FileChannel file) throws IOException {
    this.file = file;
    scan();
    sort();
  }

  /** The number of whole records. */
  int size() {
    return size;
  }

  /** The sequence of a record; the first has 1. */
  long sequence(int record) {
    return keys[record] >>> PLACE_BITS;
  }

  /** The record with that sequence; -1 where there is none, as for 0. */
  int find(long sequence) {
    int record = sequence == 0 ? -1 : size - 1;
    while (record >= 0 && sequence(record) != sequence) {
      record--;
    }
    return record;
  }

  /** The sequence of the last event of that kind; 0 where there is none. */
  long lastEvent(int kind) {
    return eventSequences[kind];
  }

  /** The sequence of the last shape; 0 where there is none. */
  long lastShape() {
    return shapeSequence;
  }

  /**
   * The bytes of the record that was loaded last, from its beginning. The next load changes them.
   */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Loads a record. Returns its length; 0 where it was overwritten since. */
  int load(int record) throws IOException {
    long at = (keys[record] & (1L << PLACE_BITS) - 1) * RecordingFile.ALIGNMENT;
    load(at, RecordingFile.MAX_RECORD_BYTES);
    int length = wholeRecordAt(0);
    return length > 0 && bytes.getLong(16) == sequence(record) ? length : 0;
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
          takeLast(place);
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

  /** Takes in whether a record is the last one of its kind so far. */
  private void takeLast(int place) {
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
}
