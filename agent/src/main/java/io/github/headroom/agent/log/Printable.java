package io.github.headroom.agent.log;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside, made fit to be shown: what a server, another process, a file, a user or an
 * exception's message brings into a line, an attribute or a page.
 *
 * <p>A character that could begin a new line, move a terminal's cursor or turn the direction of
 * what follows is written as an escape, such as {@code \n} or {@code \}{@code u001b}. A backslash
 * stays as it is: a text that was escaped before does not change.
 *
 * <p>A text that is short and clean is returned itself, so it costs no memory.
 */
public final class Printable {

  /** Characters of one piece from outside. */
  public static final int MOST = 200;

  /**
   * Characters of a path. A cgroup of Kubernetes has 205 below its mount, more in a nested cluster,
   * and its end is the container's id.
   */
  public static final int MOST_OF_PATH = 1024;

  /** Stands where characters were left out. */
  private static final String GAP = "...";

  private Printable() {}

  /** At most {@value #MOST} characters on one line; the middle of a longer text is left out. */
  public static String piece(@Nullable String text) {
    return cut(text == null ? "null" : text, MOST);
  }

  /** As {@link #piece}, with {@value #MOST_OF_PATH} characters. */
  public static String path(Object path) {
    return cut(path.toString(), MOST_OF_PATH);
  }

  /** The class and the message of what was thrown, as {@link #piece}. */
  public static String thrown(Throwable thrown) {
    return piece(thrown.toString());
  }

  /** The text on one line, however long it is. */
  public static String line(String text) {
    return cut(text, Integer.MAX_VALUE);
  }

  /** Appends a JSON string of the text, on one line as of {@link #line}. */
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
   * The text on one line.
   *
   * @param most characters of the result, with the escapes; the middle of a longer text is left out
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

  /** Two thirds of the room for the beginning, the rest for the end. */
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
   * Whether the code point is a control character of C0 or C1, DEL, a line or paragraph separator,
   * one that turns the direction of writing (Unicode's Bidi_Control), a byte order mark, an
   * annotation's, or half of a surrogate pair without the other.
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
