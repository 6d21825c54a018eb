package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;

/**
 * Reads memory.pressure (PSI, accounting/psi.rst):
 *
 * <pre>
 * some avg10=0.00 avg60=0.00 avg300=0.00 total=0
 * full avg10=0.00 avg60=0.00 avg300=0.00 total=0
 * </pre>
 *
 * avg10 is a percentage of the last 10 s with two decimals, total is in microseconds. The file does
 * not exist on v1, without CONFIG_PSI and, on 6.1, when booted with psi=0. Other kernels then
 * answer EOPNOTSUPP (opencontainers/cgroups fs2/psi.go). This is the machine's configuration, so it
 * is not logged.
 */
final class PressureFile implements Source {

  private static final byte[] AVG10 = {'a', 'v', 'g', '1', '0', '='};
  private static final byte[] TOTAL = {'t', 'o', 't', 'a', 'l', '='};

  private final PolledFile file;
  private final FileText text;
  private final Digits digits = new Digits();
  private final AgentLog log;
  private boolean complained;

  PressureFile(PolledFile file, FileText text, AgentLog log) {
    this.file = file;
    this.text = text;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    State state = file.read(text);
    State unfilled = state == State.KNOWN ? State.ABSENT : state;
    into.set(Field.PRESSURE_SOME_TOTAL, unfilled);
    into.set(Field.PRESSURE_SOME_AVG10, unfilled);
    into.set(Field.PRESSURE_FULL_TOTAL, unfilled);
    into.set(Field.PRESSURE_FULL_AVG10, unfilled);
    if (state != State.KNOWN) {
      return;
    }
    int at = 0;
    while (at < text.length) {
      int end = at;
      while (end < text.length && text.bytes[end] != '\n') {
        end++;
      }
      readLine(into, at, end);
      at = end + 1;
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private void readLine(Sample into, int from, int end) {
    byte first = text.bytes[from];
    if (end - from < 5 || (first != 's' && first != 'f')) {
      return; // a line of a later kernel
    }
    boolean some = first == 's';
    Field average = some ? Field.PRESSURE_SOME_AVG10 : Field.PRESSURE_FULL_AVG10;
    Field total = some ? Field.PRESSURE_SOME_TOTAL : Field.PRESSURE_FULL_TOTAL;
    into.set(average, State.UNREADABLE);
    into.set(total, State.UNREADABLE);
    int at = from;
    while (at < end) {
      int wordEnd = at;
      while (wordEnd < end && text.bytes[wordEnd] != ' ') {
        wordEnd++;
      }
      if (startsWith(AVG10, at, wordEnd)) {
        readPercent(into, average, at + AVG10.length, wordEnd);
      } else if (startsWith(TOTAL, at, wordEnd)
          && digits.parse(text.bytes, at + TOTAL.length, wordEnd)
          && digits.end == wordEnd
          && text.bytes[at + TOTAL.length] != '-'
          && digits.value >= 0) {
        into.set(total, digits.value);
      }
      at = wordEnd + 1;
    }
    if (!complained && !(into.known(average) && into.known(total))) {
      complained = true;
      log.warn(
          file.path
              + ": expected \"avg10=N.NN ... total=N\", found \""
              + text.excerpt()
              + "\"; pressure is not published");
    }
  }

  private void readPercent(Sample into, Field field, int from, int end) {
    if (!digits.parse(text.bytes, from, end)
        || text.bytes[from] == '-'
        || digits.value < 0
        || digits.end >= end
        || text.bytes[digits.end] != '.') {
      return;
    }
    long whole = digits.value;
    int decimals = digits.end + 1;
    if (end - decimals == 2
        && digits.parse(text.bytes, decimals, end)
        && digits.end == end
        && text.bytes[decimals] != '-') {
      into.set(field, whole * 100 + digits.value);
    }
  }

  private boolean startsWith(byte[] prefix, int from, int end) {
    if (end - from <= prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (text.bytes[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
