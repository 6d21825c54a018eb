package io.github.headroom.agent.log;

import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside safe to show on one line: from a server, another process, a file, a user,
 * or an exception's message.
 *
 * <p>A character that could begin a new line, move a terminal's cursor or change the writing
 * direction becomes an escape such as {@code \n} or {@code \}{@code u001b}. A backslash stays as it
 * is, so an escaped text does not change when it is escaped again.
 *
 * <p>A short, clean text is returned as the same object and allocates nothing.
 */
public final class Printable {

  /** The most characters of one piece of text from outside. */
  public static final int MOST = 200;

  /**
   * The most characters of a path. A Kubernetes cgroup path has 205 characters below its mount,
   * more in a nested cluster, and ends with the container ID.
   */
  public static final int MOST_OF_PATH = 1024;

  /** Marks where characters were left out. */
  private static final String GAP = "...";

  private Printable() {}

  /**
   * Returns at most {@value #MOST} characters on one line. The middle of a longer text is left out.
   */
  public static String piece(@Nullable String text) {
    return cut(text == null ? "null" : text, MOST);
  }

  /** As {@link #piece}, with {@value #MOST_OF_PATH} characters. */
  public static String path(Object path) {
    return cut(path.toString(), MOST_OF_PATH);
  }

  /** Returns the class and message of an exception, as {@link #piece}. */
  public static String thrown(Throwable thrown) {
    return piece(thrown.toString());
  }

  /** Returns the text on one line, whatever its length. */
  public static String line(String text) {
    return cut(text, Integer.MAX_VALUE);
  }

  /** Appends the text as a JSON string, on one line as {@link #line}. */
  public static StringBuilder quote(StringBuilder json, String text) {
    String printable = line(text);
    json.append('"');
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\');
      }
      json.append(c);
    }
    return json.append('"');
  }

  /**
   * Returns the text on one line.
   *
   * @param most the most characters of the result, including escapes. The middle of a longer text
   *     is left out
   */
  public static String cut(String text, int most) {
    int plain = 0;
    while (plain < text.length() && !isEscaped(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length() && plain <= most) {
      return text;
    }
    StringBuilder whole = new StringBuilder(Math.min(text.length() + 16, most));
    int at = 0;
    while (at < text.length() && whole.length() <= most) {
      int point = text.codePointAt(at);
      append(whole, point);
      at += Character.charCount(point);
    }
    return whole.length() <= most ? whole.toString() : ends(text, most);
  }

  /** Keeps the beginning in two thirds of the space and the end in the rest. */
  private static String ends(String text, int most) {
    StringBuilder result = new StringBuilder(most);
    int left = most - GAP.length();
    int room = left * 2 / 3;
    int at = 0;
    for (int point = text.codePointAt(0); width(point) <= room; point = text.codePointAt(at)) {
      append(result, point);
      room -= width(point);
      at += Character.charCount(point);
    }
    left -= result.length();
    result.append(GAP);
    int from = text.length();
    for (int point = text.codePointBefore(from);
        width(point) <= left;
        point = text.codePointBefore(from)) {
      left -= width(point);
      from -= Character.charCount(point);
    }
    while (from < text.length()) {
      int point = text.codePointAt(from);
      append(result, point);
      from += Character.charCount(point);
    }
    return result.toString();
  }

  private static void append(StringBuilder to, int point) {
    if (!isEscaped(point)) {
      to.appendCodePoint(point);
    } else if (point == '\n') {
      to.append("\\n");
    } else if (point == '\r') {
      to.append("\\r");
    } else if (point == '\t') {
      to.append("\\t");
    } else {
      String hex = Integer.toHexString(point);
      to.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
    }
  }

  private static int width(int point) {
    if (!isEscaped(point)) {
      return Character.charCount(point);
    }
    return point == '\n' || point == '\r' || point == '\t' ? 2 : 6;
  }

  /**
   * Returns whether the code point is written as an escape: a C0 or C1 control character, DEL, a
   * line or paragraph separator, a character that changes the writing direction (Unicode's
   * Bidi_Control), a byte order mark, an interlinear annotation mark, or an unpaired surrogate.
   */
  public static boolean isEscaped(int point) {
    if (point < 0x7f) {
      return point < ' ';
    }
    return point <= 0x9f
        || point == 0x061c
        || point == 0x200e
        || point == 0x200f
        || (point >= 0x2028 && point <= 0x202e)
        || (point >= 0x2066 && point <= 0x206f)
        || (point >= 0xd800 && point <= 0xdfff)
        || point == 0xfeff
        || (point >= 0xfff9 && point <= 0xfffb);
  }
}
