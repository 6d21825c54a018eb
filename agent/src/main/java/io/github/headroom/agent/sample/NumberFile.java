package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;

/**
 * Reads a file of one number: memory.current, memory.max, memory.usage_in_bytes and others.
 *
 * <p>A limit may be "max" (v2) or a number above every possible limit (v1, see {@link
 * Digits#unlimited}). Both are {@link State#UNLIMITED}.
 */
final class NumberFile implements Source {

  private final PolledFile file;
  private final Field field;
  private final boolean limit;
  private final FileText text;
  private final Digits digits = new Digits();
  private final AgentLog log;
  private boolean complained;

  NumberFile(PolledFile file, Field field, boolean limit, FileText text, AgentLog log) {
    this.file = file;
    this.field = field;
    this.limit = limit;
    this.text = text;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    State state = read(file, limit, text, digits);
    if (state == State.KNOWN) {
      into.set(field, digits.value);
      return;
    }
    into.set(field, state);
    if (state == State.UNREADABLE && !complained) {
      complained = true;
      log.warn(complaint(file, limit, text));
    }
  }

  @Override
  public void close() {
    file.close();
  }

  /** Reads the number of one file into {@code digits}. */
  static State read(PolledFile file, boolean limit, FileText text, Digits digits) {
    State state = file.read(text);
    if (state != State.KNOWN) {
      return state;
    }
    if (limit && startsWithMax(text)) {
      return State.UNLIMITED;
    }
    boolean number = digits.parse(text.bytes, 0, text.length);
    if (!number || (digits.end < text.length && text.bytes[digits.end] != '\n')) {
      return State.UNREADABLE;
    }
    if (limit && digits.unlimited()) {
      return State.UNLIMITED;
    }
    digits.value = digits.count();
    return State.KNOWN;
  }

  static String complaint(PolledFile file, boolean limit, FileText text) {
    return complaint(file, limit, text, "its figures are not published");
  }

  static String complaint(PolledFile file, boolean limit, FileText text, String consequence) {
    String failure = file.failure();
    if (failure != null) {
      return Printable.path(file.path)
          + ": cannot be read ("
          + Printable.piece(failure)
          + "); "
          + consequence;
    }
    return file.path
        + ": expected a number"
        + (limit ? " or \"max\"" : "")
        + ", found \""
        + text.excerpt()
        + "\"; "
        + consequence;
  }

  private static boolean startsWithMax(FileText text) {
    byte[] b = text.bytes;
    return text.length >= 3
        && b[0] == 'm'
        && b[1] == 'a'
        && b[2] == 'x'
        && (text.length == 3 || b[3] == '\n');
  }
}
