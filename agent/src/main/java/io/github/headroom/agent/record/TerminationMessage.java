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
 * The file of the container's termination message: Kubernetes shows its last 4096 bytes after the
 * container has ended (terminationMessagePath of the container's specification;
 * pkg/kubelet/container, MaxContainerTerminationMessageLength). The file belongs to the
 * application. The agent writes it only while it is empty or has the agent's former text. After any
 * other content it is never written again.
 *
 * <p>It is rewritten in place: it is a bind mount, which cannot be renamed over. A shorter text is
 * first padded with spaces to the length of the former one, then truncated, so a kill between the
 * two leaves no old rest. The text is at most one page, so a kill leaves the old text or the new
 * one (mm/filemap.c, generic_perform_write checks for a fatal signal between pages).
 *
 * <p>For one thread. A failure is logged once; the next text is tried again.
 */
public final class TerminationMessage {

  /** The bytes that Kubernetes shows. */
  static final int MOST_BYTES = 4096;

  /** The prefix of the first and the last line of the agent's text. */
  static final String MARK = "[headroom] ";

  private final LockedFile file;
  private final AgentLog log;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final ByteBuffer found = ByteBuffer.allocateDirect(MOST_BYTES + 1);
  private ByteBuffer written = ByteBuffer.allocateDirect(MOST_BYTES);
  private ByteBuffer next = ByteBuffer.allocateDirect(MOST_BYTES);

  private boolean opened;

  /** Whether another writer has changed the file. */
  private boolean left;

  /**
   * @param path an existing file; the container runtime creates it
   */
  public TerminationMessage(Path path, AgentLog log) {
    this.file = new LockedFile(path, true);
    this.log = log;
  }

  /**
   * Opens the file if it is not open.
   *
   * @throws IOException the file does not exist, is no regular file, cannot be written, or has a
   *     text of another writer; the message names what was expected and found
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

  /** Whether the agent may write the file; false for ever after another writer's text was found. */
  public boolean isOurs() {
    return !left;
  }

  /** Replaces the former text, up to the length that Kubernetes shows. */
  void write(CharSequence text) {
    next.clear();
    encoder.reset().encode(CharBuffer.wrap(text), next, true); // stops before what does not fit
    next.flip();
    rewrite();
  }

  /** Leaves the file empty, as it was found, unless another writer has changed it. */
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
      } catch (ClosedByInterruptException e) { // some applications interrupt every thread
        Thread.interrupted();
        rewrite(length);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      log.once(
          opened ? AgentLog.Level.WARN : AgentLog.Level.DEBUG, // never open: logged before
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
      throw new NoSuchFileException(file.path.toString()); // writes to a deleted file would succeed
    }
    open();
    FileChannel to = file.open();
    read(to);
    if (!holds(written) && !holds(next)) { // the next text, where an interrupt came after the write
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

  /** Whether the file has that text, followed by spaces only. */
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

  /** Reads one byte more than the limit, so that a longer file is noticed. */
  private void read(FileChannel from) throws IOException {
    found.clear();
    while (found.hasRemaining() && from.read(found, found.position()) > 0) {
      // A regular file returns all bytes at once, except after a signal.
    }
    found.flip();
  }

  /** Whether the text is the agent's: text that an application appends has no mark. */
  private static boolean isOurs(ByteBuffer text) {
    int end = text.limit();
    while (end > 0 && text.get(end - 1) == ' ') {
      end--;
    }
    int last = end - 1; // the end of the line
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
