package io.github.headroom.agent.record;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file that Kubernetes shows of a container that has ended, its last 4096 bytes
 * (terminationMessagePath of the container's specification; pkg/kubelet/container,
 * MaxContainerTerminationMessageLength). It is the application's: it is written where it is empty
 * or has our own former text, and as soon as it holds anything else it is left alone for ever.
 *
 * <p>Rewritten in place, for it is a bind mount, which cannot be renamed over. A shorter text is
 * first filled with spaces to the length of the one before, then cut, so that a kill between the
 * two leaves no old tail; and since it is one page at most, a kill finds it whole, old or new
 * (mm/filemap.c, generic_perform_write looks for a fatal signal between pages).
 *
 * <p>For one thread. What fails is said once, and tried again with the next text.
 */
public final class TerminationMessage {

  /** What Kubernetes shows of it. */
  static final int MOST_BYTES = 4096;

  /** The first and the last line of our text begin so. */
  static final String MARK = "[headroom] ";

  private final LockedFile file;
  private final AgentLog log;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final ByteBuffer found = ByteBuffer.allocateDirect(MOST_BYTES + 1);
  private ByteBuffer written = ByteBuffer.allocateDirect(MOST_BYTES);
  private ByteBuffer next = ByteBuffer.allocateDirect(MOST_BYTES);

  private boolean opened;

  /** Whether somebody else has written to it. */
  private boolean left;

  /**
   * @param path of the file, which must be there: it is made by whoever will read it
   */
  public TerminationMessage(Path path, AgentLog log) {
    this.file = new LockedFile(path, true);
    this.log = log;
  }

  /**
   * Opens the file where it is not open.
   *
   * @throws IOException with what was expected and found: it is missing, no regular file, cannot be
   *     written, has a text that is not ours, or another JVM's
   */
  public void open() throws IOException {
    if (opened && file.isOpen()) {
      return;
    }
    read(file.open());
    boolean known = opened && (holds(written) || holds(next));
    if (found.hasRemaining() && !known && !isOurs(found)) {
      left = true;
      file.close();
      throw new IOException("expected an empty file, found a text that is not the agent's");
    }
    written.clear();
    written.put(found).flip();
    opened = true;
  }

  /** Whether it may be written to; once it has a text that is not ours, never again. */
  public boolean isOurs() {
    return !left;
  }

  /** Puts the text in the place of the one before, as much of it as Kubernetes shows. */
  void write(CharSequence text) {
    next.clear();
    encoder.reset().encode(CharBuffer.wrap(text), next, true); // stops before what does not fit
    next.flip();
    rewrite();
  }

  /** Leaves the file as it was found, empty, unless somebody else has written to it. */
  void empty() {
    next.clear().flip();
    rewrite();
    left = true;
    file.close();
  }

  private void rewrite() {
    if (left) {
      return;
    }
    int length = next.limit();
    try {
      try {
        rewrite(length);
      } catch (ClosedByInterruptException e) { // some code interrupts every thread
        Thread.interrupted();
        rewrite(length);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      log.once(
          opened ? AgentLog.Level.WARN : AgentLog.Level.DEBUG, // where it never was, that was said
          "message".concat(e.getClass().getName()),
          Printable.path(file.path)
              + ": the termination message cannot be written ("
              + Printable.thrown(e)
              + "); all else goes on");
    }
  }

  private void rewrite(int length) throws IOException {
    next.limit(length);
    if (!file.path.toFile().exists()) {
      throw new NoSuchFileException(file.path.toString()); // deleted, it takes writes for ever
    }
    open();
    FileChannel to = file.open();
    read(to);
    if (!holds(written) && !holds(next)) { // the next, where an interrupt came after the write
      left = true;
      file.close();
      log.info(
          Printable.path(file.path) + ": somebody else has written to it; it is left as it is");
      return;
    }
    int before = found.limit();
    next.limit(Math.max(length, before)).position(length);
    while (next.hasRemaining()) {
      next.put((byte) ' ');
    }
    next.flip();
    while (next.hasRemaining()) {
      to.write(next, next.position());
    }
    next.limit(length);
    if (length < before) {
      to.truncate(length);
    }
    ByteBuffer old = written;
    written = next;
    next = old;
  }

  /** Whether the file has that text, and nothing but spaces behind it. */
  private boolean holds(ByteBuffer text) {
    if (found.limit() < text.limit()) {
      return false;
    }
    for (int i = 0; i < found.limit(); i++) {
      if (found.get(i) != (i < text.limit() ? text.get(i) : ' ')) {
        return false;
      }
    }
    return true;
  }

  /** One byte more than it may hold shows that it holds more. */
  private void read(FileChannel from) throws IOException {
    found.clear();
    while (found.hasRemaining() && from.read(found, found.position()) > 0) {
      // A regular file gives all it has at once but for signals.
    }
    found.flip();
  }

  /** What an application appends to our text is not begun so. */
  private static boolean isOurs(ByteBuffer text) {
    int end = text.limit();
    while (end > 0 && text.get(end - 1) == ' ') {
      end--;
    }
    int last = end - 1; // the line's end
    while (last > 0 && text.get(last - 1) != '\n') {
      last--;
    }
    return end <= MOST_BYTES
        && end > 0
        && text.get(end - 1) == '\n'
        && isMarked(text, 0)
        && isMarked(text, last);
  }

  private static boolean isMarked(ByteBuffer text, int at) {
    for (int i = 0; i < MARK.length(); i++) {
      if (at + i >= text.limit() || text.get(at + i) != MARK.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
