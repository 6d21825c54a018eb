package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;

/** Reads oom_score_adj of a process (proc(5)): one number from -1000 to 1000. */
final class OomScoreAdjFile implements Source {

  private static final long MOST = 1000;

  private final PolledFile file;
  private final FileText text;
  private final Digits digits = new Digits();
  private final AgentLog log;
  private boolean complained;

  OomScoreAdjFile(PolledFile file, FileText text, AgentLog log) {
    this.file = file;
    this.text = text;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    State state = read(file, text, digits);
    if (state == State.KNOWN) {
      into.set(Field.OOM_SCORE_ADJ, digits.value);
      return;
    }
    into.set(Field.OOM_SCORE_ADJ, state);
    if (state == State.UNREADABLE && !complained) {
      complained = true;
      log.warn(NumberFile.complaint(file, false, text));
    }
  }

  @Override
  public void close() {
    file.close();
  }

  /** Reads the number of one file into {@code digits}, with its sign. */
  static State read(PolledFile file, FileText text, Digits digits) {
    State state = file.read(text);
    if (state != State.KNOWN) {
      return state;
    }
    boolean number = digits.parse(text.bytes, 0, text.length);
    boolean whole = digits.end == text.length || text.bytes[digits.end] == '\n';
    boolean signed = text.length > 0 && text.bytes[0] == '-'; // 2^64 - 1 is invalid, -1 is valid
    return number
            && whole
            && (signed || digits.value >= 0)
            && digits.value >= -MOST
            && digits.value <= MOST
        ? State.KNOWN
        : State.UNREADABLE;
  }
}
