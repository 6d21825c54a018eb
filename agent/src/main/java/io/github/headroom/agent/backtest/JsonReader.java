package io.github.headroom.agent.backtest;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads JSON (RFC 8259) as a stream, because a store's answer may have millions of numbers. It does
 * not check the separators between values.
 */
final class JsonReader {

  /** A longer text is cut, characters. */
  private static final int LONGEST = 1 << 16;

  private final Reader in;
  private final StringBuilder text = new StringBuilder();
  private int peeked = NOTHING;

  private static final int NOTHING = -2;
  private static final int END = -1;

  JsonReader(Reader in) {
    this.in = in;
  }

  /** The first character of the next value, without spaces, commas and colons; -1 at the end. */
  int peek() throws IOException {
    while (peeked == NOTHING || isBetween(peeked)) {
      peeked = in.read();
    }
    return peeked;
  }

  private static boolean isBetween(int c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ':' || c == 0xfeff;
  }

  /**
   * Enters an object or a list.
   *
   * @param bracket its first character
   */
  void enter(char bracket) throws IOException, HistoryException {
    int found = peek();
    if (found != bracket) {
      throw wrong("\"" + bracket + "\"", found);
    }
    peeked = NOTHING;
  }

  /** Whether this object or list has more values. Leaves it where it has not. */
  boolean more() throws IOException, HistoryException {
    int found = peek();
    if (found == END) {
      throw new HistoryException("expected the end of its JSON, found the end of the file");
    }
    if (found != '}' && found != ']') {
      return true;
    }
    peeked = NOTHING;
    return false;
  }

  /** A text, or a number, true, false or null as it is written. */
  String scalar() throws IOException, HistoryException {
    int first = peek();
    text.setLength(0);
    if (first == '"') {
      peeked = NOTHING;
      quoted();
    } else if (first == END || first == '{' || first == '[' || first == '}' || first == ']') {
      throw wrong("a text or a number", first);
    } else {
      int c = first;
      while (c != END && !isBetween(c) && c != '}' && c != ']') {
        append((char) c);
        c = in.read();
      }
      peeked = c;
    }
    return text.toString();
  }

  private void quoted() throws IOException, HistoryException {
    for (int c = in.read(); c != '"'; c = in.read()) {
      if (c == END) {
        throw new HistoryException("expected the end of a text, found the end of the file");
      }
      append(c == '\\' ? escaped() : (char) c);
    }
  }

  private char escaped() throws IOException, HistoryException {
    int c = in.read();
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u':
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(in.read(), 16);
          if (digit < 0) {
            throw new HistoryException("expected four hexadecimal digits behind \\u in its JSON");
          }
          code = code * 16 + digit;
        }
        return (char) code;
      case END:
        throw new HistoryException("expected the end of a text, found the end of the file");
      default:
        return (char) c;
    }
  }

  private void append(char c) {
    if (text.length() < LONGEST) {
      text.append(c);
    }
  }

  /** Skips a value of any kind. */
  void skip() throws IOException, HistoryException {
    int depth = 0;
    do {
      int found = peek();
      if (found == '{' || found == '[') {
        peeked = NOTHING;
        depth++;
      } else if (depth > 0 && (found == '}' || found == ']')) {
        peeked = NOTHING;
        depth--;
      } else {
        scalar();
      }
    } while (depth > 0);
  }

  private static HistoryException wrong(String expected, int found) {
    return new HistoryException(
        "expected "
            + expected
            + " in its JSON, found "
            + (found == END ? "the end of the file" : "\"" + (char) found + "\""));
  }
}
