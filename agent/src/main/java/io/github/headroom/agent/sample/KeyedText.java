package io.github.headroom.agent.sample;

import org.jspecify.annotations.Nullable;

/**
 * Parses the requested numbers from a text of "key number" lines.
 *
 * <p>Unknown keys are ignored on purpose, because kernels add keys in every release. A line that is
 * cut off or has no number makes its own figure unreadable, and no other.
 */
final class KeyedText {

  private final KeyedFile.Key[] keys;
  private final Digits digits = new Digits();

  /** Bit n is set if a requested key has n bytes. This test rejects most other keys. */
  private final long lengths;

  KeyedText(KeyedFile.Key[] keys) {
    this.keys = keys;
    long asked = 0;
    for (KeyedFile.Key key : keys) {
      asked |= 1L << key.name.length;
    }
    this.lengths = asked;
  }

  /** Sets every requested figure to this state. */
  void fill(State state, Readings into, int base) {
    for (KeyedFile.Key key : keys) {
      into.set(base + key.at, state);
    }
  }

  /**
   * Sets every requested figure.
   *
   * @return the first key whose number is garbled; null where there is none
   */
  KeyedFile.@Nullable Key read(FileText text, Readings into, int base) {
    fill(State.ABSENT, into, base);
    KeyedFile.Key garbled = null;
    byte[] bytes = text.bytes;
    int at = 0;
    // Files list their keys in a fixed order, mostly the same as here: each search starts after the
    // last hit.
    int next = 0;
    while (at < text.length) {
      int keyEnd = at;
      while (keyEnd < text.length && bytes[keyEnd] > ' ' && bytes[keyEnd] != ':') {
        keyEnd++;
      }
      // A key at the end of the text is cut off: "file" may be the beginning of "file_mapped".
      boolean maybe = keyEnd < text.length && (lengths >>> (keyEnd - at) & 1) != 0;
      int found = maybe ? find(bytes, at, keyEnd, next) : keys.length;
      if (found < keys.length) {
        next = found + 1;
        if (!readValue(text, keys[found], keyEnd, into, base) && garbled == null) {
          garbled = keys[found];
        }
      }
      at = lineEnd(text, keyEnd) + 1;
    }
    if (text.length == 0 || bytes[text.length - 1] != '\n') {
      loseUnseen(into, base);
    }
    return garbled;
  }

  /** In a text that is cut off, a missing key may be absent or cut off. */
  private void loseUnseen(Readings into, int base) {
    for (KeyedFile.Key key : keys) {
      if (into.state(base + key.at) == State.ABSENT) {
        into.set(base + key.at, State.UNREADABLE);
      }
    }
  }

  private boolean readValue(FileText text, KeyedFile.Key key, int keyEnd, Readings into, int base) {
    byte[] bytes = text.bytes;
    int at = keyEnd;
    while (at < text.length && (bytes[at] == ':' || bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    boolean number = digits.parse(bytes, at, text.length);
    // A number at the end of the text may lack its last digits.
    if (!number || digits.end == text.length) {
      into.set(base + key.at, State.UNREADABLE);
      return false;
    }
    long value = digits.count();
    if (digits.end + 2 < text.length
        && bytes[digits.end] == ' '
        && bytes[digits.end + 1] == 'k'
        && bytes[digits.end + 2] == 'B'
        && (digits.end + 3 == text.length || bytes[digits.end + 3] == '\n')
        && value <= Long.MAX_VALUE >> 10) {
      value <<= 10;
    } else if (bytes[digits.end] != '\n') {
      into.set(base + key.at, State.UNREADABLE);
      return false;
    }
    if (key.limit && digits.unlimited()) {
      into.set(base + key.at, State.UNLIMITED);
    } else {
      into.set(base + key.at, value);
    }
    return true;
  }

  /** The index of the key; the number of keys where it is not requested. */
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

  private static int lineEnd(FileText text, int from) {
    int at = from;
    while (at < text.length && text.bytes[at] != '\n') {
      at++;
    }
    return at;
  }
}
