package io.github.headroom.agent.sample;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A kernel file that stays open and is read again by every pass, with lseek and read and without
 * Java heap (proc(5), cgroup files: each read at 0 returns the current figures).
 *
 * <p>A file that does not exist or cannot be read is closed. The next full pass opens it again, but
 * not a fast one ({@link FileText#retrying}): an exception each second would be garbage each
 * second.
 *
 * <p>It is not a FileChannel: an interrupt of the reading thread would close it, and it needs
 * direct memory, which belongs to the application and is limited by -XX:MaxDirectMemorySize. One
 * pread instead of the two calls would save 0.4 microseconds.
 */
final class PolledFile {

  /** The JDK reads up to that many bytes through its stack, and more through malloc (io_util.c). */
  static final int MOST_AT_ONCE = 8192;

  final Path path;
  private @Nullable RandomAccessFile file;
  private long at;
  private State state = State.KNOWN;
  private boolean lost;
  private @Nullable String failure;

  PolledFile(Path path) {
    this.path = path;
  }

  /**
   * Reads the text, up to the buffer's size.
   *
   * @return KNOWN, or ABSENT or UNREADABLE where there is no text
   */
  State read(FileText into) {
    return read(into, 0);
  }

  /** Reads the text from that byte on; empty at the file's end. See {@link #read(FileText)}. */
  State read(FileText into, long position) {
    into.length = 0;
    if (state != State.KNOWN && !into.retrying) {
      return state;
    }
    if (file == null && into.leadsOut(path)) {
      state = State.ABSENT;
      return state;
    }
    try {
      int read;
      do {
        int room = Math.min(MOST_AT_ONCE, FileText.CAPACITY - into.length);
        read = read(into.bytes, into.length, room, position + into.length);
        into.length += read;
      } while (read == MOST_AT_ONCE && into.length < FileText.CAPACITY);
    } catch (IOException | RuntimeException e) {
      into.length = 0; // state and failure were set by the read
    }
    return state;
  }

  /**
   * Reads bytes at a position.
   *
   * @param bytes at most {@link #MOST_AT_ONCE}
   * @return the number of bytes; 0 at the file's end
   * @throws IOException there is no such file, no permission, no free descriptor, or the file no
   *     longer answers; the next call opens it again
   */
  int read(byte[] into, int offset, int bytes, long position) throws IOException {
    RandomAccessFile open = file;
    boolean wasOpen = open != null;
    try {
      if (open == null) {
        open = new RandomAccessFile(path.toFile(), "r");
        file = open;
        at = 0;
      }
      if (position != at || position == 0) {
        open.seek(position);
      }
      int read = Math.max(open.read(into, offset, bytes), 0);
      at = position + read;
      state = State.KNOWN;
      lost = false;
      failure = null;
      return read;
    } catch (IOException | RuntimeException e) {
      // ENODEV after rmdir of the group; EOPNOTSUPP for memory.pressure when booted with psi=0.
      close();
      lost = wasOpen;
      // Java throws FileNotFoundException for EACCES and EMFILE as well as for ENOENT.
      boolean unopened = e instanceof FileNotFoundException;
      state = unopened && Files.notExists(path) ? State.ABSENT : State.UNREADABLE;
      failure = unopened ? e.getMessage() : e.toString();
      throw e;
    }
  }

  /** KNOWN unless the last read failed. */
  State state() {
    return state;
  }

  /** Whether an open file no longer answers, as those of a removed cgroup. */
  boolean lost() {
    return lost;
  }

  /** The failure of the last read; null where it succeeded. */
  @Nullable String failure() {
    return failure;
  }

  void close() {
    RandomAccessFile open = file;
    file = null;
    state = State.KNOWN;
    lost = false;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        failure = e.toString(); // nothing was written, so nothing is lost
      }
    }
  }
}
