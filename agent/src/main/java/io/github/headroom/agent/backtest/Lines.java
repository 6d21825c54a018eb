package io.github.headroom.agent.backtest;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads the lines of a text of any length. Of a line that is too long, only the beginning is kept.
 */
final class Lines {

  private static final int LONGEST = 1 << 20;

  private final Reader in;
  private final char[] buffer = new char[1 << 16];
  private int at;
  private int end;

  /** The number of the last line, from 1. */
  long number;

  boolean tooLong;

  Lines(Reader in) {
    this.in = in;
  }

  /**
   * Reads the next line, without its end ("\n", "\r\n").
   *
   * @return false at the end of the text
   */
  boolean next(StringBuilder into) throws IOException {
    into.setLength(0);
    tooLong = false;
    boolean any = false;
    while (true) {
      if (at == end) {
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        at = 0;
        if (end == 0) {
          number += any ? 1 : 0;
          return any;
        }
      }
      any = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      int room = LONGEST - into.length();
      into.append(buffer, from, Math.min(room, at - from));
      tooLong |= at - from > room;
      if (at < end) {
        at++;
        number++;
        int length = into.length();
        if (length > 0 && into.charAt(length - 1) == '\r') {
          into.setLength(length - 1);
        }
        return true;
      }
    }
  }
}
