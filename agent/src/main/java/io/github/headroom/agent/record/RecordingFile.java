package io.github.headroom.agent.record;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A recording on disk: the header twice, a ring of slow samples, a ring of every tick. Each record
 * has its length, checksum and sequence (docs/recording.md). Whatever part of the last write the
 * kernel kept, a record is whole or ignored.
 *
 * <p>It is written by pwrite and not through a mapping. A store into a mapped page that waits for a
 * slow disk stops the thread where the JVM cannot reach a safepoint, and with it every thread of
 * the application (JDK-8076103, on the JVM's own hsperfdata). A store that finds no free block is a
 * SIGBUS. A thread in pwrite is in native code and blocks no other thread, and a full disk is an
 * exception. The kernel keeps the written pages after SIGKILL in both cases. A record took 0.2
 * microseconds by mapping and 1.5 by pwrite (p50, JDK 17, ext4, Linux 6.18).
 *
 * <p>For one thread. {@link #append} allocates nothing.
 */
public final class RecordingFile {

  /** Version of the format, in the header. */
  public static final int FORMAT = 1;

  /** "HEADROOM" as eight bytes. */
  public static final long MAGIC = 0x4d4f4f5244414548L;

  /** Size of one of the two copies of the header. */
  public static final int HEADER_BYTES = 16 * 1024;

  /** Size of the fields before the header's text: magic, version, length of the text, checksum. */
  public static final int HEADER_PREFIX_BYTES = 24;

  /** "HRec" as four bytes. */
  public static final int RECORD_MAGIC = 0x63655248;

  /**
   * Size of the fields before a record's payload: magic, checksum, length, type, sequence, time.
   */
  public static final int RECORD_PREFIX_BYTES = 32;

  public static final int MAX_RECORD_BYTES = 32 * 1024;

  /** The longest text of a header. The seal is behind the second copy. */
  public static final int MAX_HEADER_TEXT_BYTES = 12 * 1024 - HEADER_PREFIX_BYTES;

  /** Offset of the seal, which holds the first finding about the JVM's end. It may be absent. */
  public static final long SEAL_AT = HEADER_BYTES + 12 * 1024;

  /** Size of the seal: one page, so that a kill leaves it whole or unwritten. */
  public static final int SEAL_BYTES = 4 * 1024;

  /** Records begin at multiples of this. */
  public static final int ALIGNMENT = 8;

  /** Type of a record: a sample and its verdict. */
  public static final int SAMPLE = 1;

  /** Type of a record: the kind of an event and a text. */
  public static final int EVENT = 2;

  /** Type of a record: a seal. */
  public static final int SEAL = 3;

  /** Type of a record: the forecast's clock, and the shapes of the day and of the week. */
  public static final int SHAPE = 4;

  private final LockedFile file;
  private final byte[] header;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(MAX_RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32 crc = new CRC32();
  private final long slowEnd;
  private final long size;
  private @Nullable Object key;
  private long slowAt;
  private long fastAt;
  private long sequence;

  private RecordingFile(Path path, long size, String header) {
    this.file = new LockedFile(path, false);
    this.size = size;
    this.header = header.getBytes(StandardCharsets.UTF_8);
    this.slowEnd = 2L * HEADER_BYTES + (size - 2L * HEADER_BYTES) / 4 / ALIGNMENT * ALIGNMENT;
  }

  /**
   * Creates the file, readable only by its owner, locks it and fills it with zeros. Later writes
   * need no further disk space.
   *
   * @param size of the whole file, bytes; at least two headers and eight of the longest records
   * @throws IOException the file exists, the disk is full, or the file system is read-only
   */
  public static RecordingFile create(Path path, long size, String header) throws IOException {
    RecordingFile file = new RecordingFile(path, size, header);
    file.create();
    return file;
  }

  private void create() throws IOException {
    file.close(); // a deleted file takes space as long as it is open
    requireSpace();
    file.create();
    try {
      fill();
      key = Files.readAttributes(path(), BasicFileAttributes.class).fileKey();
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      file.delete();
      throw e;
    }
    slowAt = 2L * HEADER_BYTES;
    fastAt = slowEnd;
  }

  /**
   * Checks the free space: the rest of a disk is left to the application. Some file systems do not
   * report their size.
   */
  private void requireSpace() throws IOException {
    File directory = path().toFile().getAbsoluteFile().getParentFile();
    if (directory == null) {
      return;
    }
    long free = directory.getUsableSpace();
    if (free < size && directory.getTotalSpace() > 0) {
      throw new IOException(
          directory + ": expected " + size + " free bytes for a recording, found " + free);
    }
  }

  public Path path() {
    return file.path;
  }

  /**
   * Prepares the file for records after a failure: opens it where it was closed, and creates it
   * again where it was deleted. Writes to a deleted file would succeed, but nobody could read them.
   *
   * @throws IOException the file cannot be opened or created, or another file has its name
   */
  void restore() throws IOException {
    if (Files.notExists(path(), LinkOption.NOFOLLOW_LINKS)) {
      create();
      return;
    }
    Object found =
        Files.readAttributes(path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey();
    if (!String.valueOf(key).equals(String.valueOf(found))) {
      throw new IOException("expected the file that this JVM made, found another");
    }
    file.open();
  }

  /** Whether the JVM that writes this file runs: it holds the lock until it ends. */
  public static boolean isHeld(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, LockedFile.options(false))) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true; // by this JVM
    }
  }

  /**
   * Begins a record of that type.
   *
   * @return the buffer, at the place of the payload
   */
  public ByteBuffer begin(int type, long epochMillis) {
    buffer.clear();
    buffer.putInt(RECORD_MAGIC).putInt(0).putInt(0).putInt(type);
    buffer.putLong(++sequence).putLong(epochMillis);
    return buffer;
  }

  /**
   * Writes the record that was begun.
   *
   * @param everyTick whether to write it to the ring of every tick
   * @param slow whether to write it to the ring that reaches further back; a record may go to both
   * @throws IOException the disk is full, or does not answer
   */
  public void append(boolean everyTick, boolean slow) throws IOException {
    while (buffer.position() % ALIGNMENT != 0) {
      buffer.put((byte) 0);
    }
    int length = buffer.position();
    buffer.putInt(8, length).flip().position(8);
    crc.reset();
    crc.update(buffer);
    buffer.putInt(4, (int) crc.getValue());
    if (slow) {
      slowAt = slowAt + length > slowEnd ? 2L * HEADER_BYTES : slowAt;
      write(slowAt, length);
      slowAt += length;
    }
    if (everyTick) {
      fastAt = fastAt + length > size ? slowEnd : fastAt;
      write(fastAt, length);
      fastAt += length;
    }
  }

  /** Closes and deletes the file, which no longer records. */
  public void delete() {
    file.delete();
  }

  /** Closes the file and releases its lock. */
  public void close() {
    file.close();
  }

  private void fill() throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      buffer.putLong(0);
    }
    for (long at = 0; at < size; at += MAX_RECORD_BYTES) {
      write(at, (int) Math.min(MAX_RECORD_BYTES, size - at));
    }
    byte[] text = header;
    if (text.length > MAX_HEADER_TEXT_BYTES) {
      text = Arrays.copyOf(text, MAX_HEADER_TEXT_BYTES);
    }
    buffer.clear();
    buffer.putLong(MAGIC).putInt(FORMAT).putInt(text.length).putLong(0).put(text).flip();
    crc.reset();
    crc.update(buffer);
    buffer.putLong(16, crc.getValue());
    write(0, buffer.limit());
    write(HEADER_BYTES, buffer.limit());
  }

  private void write(long at, int length) throws IOException {
    try {
      writeAll(at, length);
    } catch (ClosedByInterruptException e) { // some applications interrupt every thread
      Thread.interrupted();
      writeAll(at, length);
    }
  }

  private void writeAll(long at, int length) throws IOException {
    FileChannel channel = file.open();
    buffer.limit(length).position(0);
    while (buffer.hasRemaining()) {
      channel.write(buffer, at + buffer.position());
    }
  }
}
