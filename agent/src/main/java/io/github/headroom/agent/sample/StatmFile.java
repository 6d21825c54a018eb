package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;

/**
 * Reads /proc/self/statm (proc(5)): "size resident shared text lib data dt", in pages. It costs 1.4
 * us, a quarter of status. So the fast pass reads statm, and the full pass reads status.
 */
final class StatmFile implements Source {

  private final PolledFile file;
  private final PageSize pageSize;
  private final FileText text;
  private final Digits digits = new Digits();
  private final AgentLog log;
  private boolean complained;

  /**
   * @param pageSize while it is not known, the fields keep the values that the full pass read from
   *     status
   */
  StatmFile(PolledFile file, PageSize pageSize, FileText text, AgentLog log) {
    this.file = file;
    this.pageSize = pageSize;
    this.text = text;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    long page = pageSize.bytes();
    if (page == 0) {
      return;
    }
    State state = file.read(text);
    if (state == State.KNOWN
        && digits.parse(text.bytes, 0, text.length)
        && digits.end < text.length
        && text.bytes[digits.end] == ' ') {
      long pages = digits.count();
      if (digits.parse(text.bytes, digits.end + 1, text.length)
          && digits.end < text.length
          && (text.bytes[digits.end] == ' ' || text.bytes[digits.end] == '\n')
          && Math.max(pages, digits.count()) <= Long.MAX_VALUE / page) {
        into.set(Field.VM_SIZE, pages * page);
        into.set(Field.VM_RSS, digits.count() * page);
        return;
      }
    }
    State unfilled = state == State.KNOWN ? State.UNREADABLE : state;
    into.set(Field.VM_SIZE, unfilled);
    into.set(Field.VM_RSS, unfilled);
    if (unfilled == State.UNREADABLE && !complained) {
      complained = true;
      log.warn(NumberFile.complaint(file, false, text));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
