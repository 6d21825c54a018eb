package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;

/**
 * A file of "key number" lines: memory.stat, memory.events, memory.oom_control; and with a colon
 * and "kB", /proc/self/status and /proc/meminfo.
 *
 * <p>Keys that nobody asked for are passed over on purpose: kernels add some in every release. A
 * line that is cut off or holds no number makes its own field unreadable, never its neighbours'.
 */
final class KeyedFile implements Source {

  private final PolledFile file;
  private final Key[] keys;
  private final FileText text;
  private final Digits digits = new Digits();
  private final AgentLog log;
  private boolean complained;

  /** Bit n is set when a key of n bytes is asked for: most other keys fall at this first look. */
  private final long lengths;

  /** A key of the file and the field that it fills. */
  static final class Key {
    final byte[] name;
    final Field field;

    /** v1's hierarchical_memory_limit is a limit: its largest number says that there is none. */
    final boolean limit;

    Key(String name, Field field, boolean limit) {
      this.name = new byte[name.length()];
      for (int i = 0; i < name.length(); i++) {
        this.name[i] = (byte) name.charAt(i);
      }
      this.field = field;
      this.limit = limit;
    }
  }

  KeyedFile(PolledFile file, Key[] keys, FileText text, AgentLog log) {
    this.file = file;
    this.keys = keys;
    this.text = text;
    this.log = log;
    long asked = 0;
    for (Key key : keys) {
      asked |= 1L << key.name.length;
    }
    this.lengths = asked;
  }

  @Override
  public void read(Sample into) {
    State state = file.read(text);
    State unfilled = state == State.KNOWN ? State.ABSENT : state;
    for (Key key : keys) {
      into.set(key.field, unfilled);
    }
    if (state == State.KNOWN) {
      readLines(into);
    } else if (state == State.UNREADABLE && !complained) {
      complained = true;
      log.warn(NumberFile.complaint(file, false, text));
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private void readLines(Sample into) {
    byte[] bytes = text.bytes;
    int at = 0;
    // Files list their keys in one fixed order, mostly ours: the search starts where it last hit.
    int next = 0;
    while (at < text.length) {
      int keyEnd = at;
      while (keyEnd < text.length && bytes[keyEnd] > ' ' && bytes[keyEnd] != ':') {
        keyEnd++;
      }
      // A key that ends with the text is cut off: "file" may be what is left of "file_mapped".
      boolean maybe = keyEnd < text.length && (lengths >>> (keyEnd - at) & 1) != 0;
      int found = maybe ? find(bytes, at, keyEnd, next) : keys.length;
      if (found < keys.length) {
        next = found + 1;
        readValue(into, keys[found], keyEnd);
      }
      at = lineEnd(bytes, keyEnd) + 1;
    }
    if (text.length == 0 || bytes[text.length - 1] != '\n') {
      loseUnseen(into);
    }
  }

  /** In a text that is cut off, nobody knows whether a key that was not seen is absent. */
  private void loseUnseen(Sample into) {
    for (Key key : keys) {
      if (into.state(key.field) == State.ABSENT) {
        into.set(key.field, State.UNREADABLE);
      }
    }
  }

  private void readValue(Sample into, Key key, int keyEnd) {
    byte[] bytes = text.bytes;
    int at = keyEnd;
    while (at < text.length && (bytes[at] == ':' || bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    boolean number = digits.parse(bytes, at, text.length);
    // A number at the very end of the text may have lost its last digits.
    if (!number || digits.end == text.length) {
      into.set(key.field, State.UNREADABLE);
      complain(key);
      return;
    }
    long value = digits.value;
    if (digits.end + 2 < text.length
        && bytes[digits.end] == ' '
        && bytes[digits.end + 1] == 'k'
        && bytes[digits.end + 2] == 'B'
        && value <= Long.MAX_VALUE >> 10) {
      value <<= 10;
    } else if (bytes[digits.end] != '\n') {
      into.set(key.field, State.UNREADABLE);
      complain(key);
      return;
    }
    if (key.limit && value >= 1L << 62) {
      into.set(key.field, State.UNLIMITED);
    } else {
      into.set(key.field, value);
    }
  }

  private void complain(Key key) {
    if (!complained) {
      complained = true;
      log.warn(
          file.path
              + ": expected a number after \""
              + new String(key.name, java.nio.charset.StandardCharsets.US_ASCII)
              + "\"; that figure is not published");
    }
  }

  /** The index of the key, or the number of keys when it is none of ours. */
  private int find(byte[] bytes, int from, int to, int first) {
    for (int i = first; i < keys.length; i++) {
      if (matches(keys[i].name, bytes, from, to)) {
        return i;
      }
    }
    for (int i = 0; i < first; i++) {
      if (matches(keys[i].name, bytes, from, to)) {
        return i;
      }
    }
    return keys.length;
  }

  private static boolean matches(byte[] name, byte[] bytes, int from, int to) {
    if (to - from != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[from + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (at < text.length && bytes[at] != '\n') {
      at++;
    }
    return at;
  }
}
