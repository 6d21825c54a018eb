package io.github.headroom.agent.sample;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A kernel file that is opened once and read at position 0 on every pass: one pread, no Java heap
 * (proc(5), cgroup files: each read at 0 gives the figures of now).
 *
 * <p>A file that is missing or cannot be read is not tried again before {@link #retry()}, since an
 * exception a second would be garbage a second.
 */
final class PolledFile {

  final Path path;
  private @Nullable FileChannel channel;
  private State gaveUp = State.KNOWN;
  private boolean lost;
  private @Nullable String failure;

  PolledFile(Path path) {
    this.path = path;
  }

  String name() {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  /** KNOWN when the text was read, else ABSENT or UNREADABLE. */
  State read(FileText into) {
    if (gaveUp != State.KNOWN) {
      return gaveUp;
    }
    try {
      FileChannel open = channel;
      if (open == null) {
        open = open();
        channel = open;
      }
      open.read(into.cleared(), 0);
      into.take();
      return State.KNOWN;
    } catch (FileNotFoundException e) {
      // Java says so for EACCES as well as for ENOENT.
      gaveUp = path.toFile().exists() ? State.UNREADABLE : State.ABSENT;
      failure = e.getMessage();
    } catch (IOException | RuntimeException e) {
      // ENODEV after rmdir of the group, EOPNOTSUPP of memory.pressure when booted with psi=0.
      gaveUp = State.UNREADABLE;
      lost = channel != null;
      failure = e.toString();
      close();
    }
    return gaveUp;
  }

  /** Whether a file that was open stopped answering, as those of a removed cgroup do. */
  boolean lost() {
    return lost;
  }

  /** What the last failed try said. */
  @Nullable String failure() {
    return failure;
  }

  /** Lets a file that was given up be tried again at the next read. */
  void retry() {
    gaveUp = State.KNOWN;
    lost = false;
  }

  void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        failure = e.toString(); // nothing was written, so nothing is lost
      }
    }
  }

  @SuppressWarnings("resource") // closing the channel closes the stream
  private FileChannel open() throws IOException {
    // Not FileChannel.open: it allocates option sets, and its stack is not needed elsewhere.
    return new FileInputStream(path.toFile()).getChannel();
  }
}
