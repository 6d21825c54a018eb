package io.github.headroom.agent.sample;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A kernel file that is kept open and read again on every pass: lseek and read, no Java heap
 * (proc(5), cgroup files: each read at 0 gives the figures of now).
 *
 * <p>A file that is missing or cannot be read is closed and opened again by the next full pass, not
 * by a fast one ({@link FileText#retrying}): an exception a second would be garbage a second.
 *
 * <p>Not a FileChannel, which an interrupt of the reading thread closes, and which needs direct
 * memory: that is the application's, limited by -XX:MaxDirectMemorySize. A pread in place of the
 * two calls would save 0.4 microseconds.
 */
final class PolledFile {

  /** The JDK reads so many bytes through its stack, and more through malloc (io_util.c). */
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
   * KNOWN when the text was read, as much of it as there is room for, else ABSENT or UNREADABLE.
   */
  State read(FileText into) {
    return read(into, 0);
  }

  /** As {@link #read(FileText)}, from that byte on; an empty text at the file's end. */
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
      into.length = 0; // the state and the failure are kept
    }
    return state;
  }

  /**
   * Reads bytes at a position; how many, 0 at the file's end.
   *
   * @param bytes at most {@link #MOST_AT_ONCE}
   * @throws IOException where there is no such file, no permission, no descriptor to be had, or the
   *     file stopped answering; the next call opens it again
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
      // ENODEV after rmdir of the group, EOPNOTSUPP of memory.pressure when booted with psi=0.
      close();
      lost = wasOpen;
      // Java says FileNotFoundException for EACCES and EMFILE as well as for ENOENT.
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

  /** Whether a file that was open stopped answering, as those of a removed cgroup do. */
  boolean lost() {
    return lost;
  }

  /** What the last read failed with; null where it did not. */
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
