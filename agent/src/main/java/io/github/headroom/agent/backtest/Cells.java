package io.github.headroom.agent.backtest;

import java.util.Locale;

/** The cells of one line of CSV (RFC 4180, except that a cell ends with its line). */
final class Cells {

  /** Numbers of that many digits fit into a long. */
  private static final int SURE_DIGITS = 18;

  private final char separator;
  private final StringBuilder unquoted = new StringBuilder();
  private CharSequence line = "";
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int count;

  Cells(char separator) {
    this.separator = separator;
  }

  /** The separator of a header: a comma; without commas a tab or a semicolon, if it has one. */
  static char separator(String header) {
    if (header.indexOf(',') < 0 && header.indexOf('\t') >= 0) {
      return '\t';
    }
    return header.indexOf(',') < 0 && header.indexOf(';') >= 0 ? ';' : ',';
  }

  /**
   * Splits a line without copying it.
   *
   * @return the number of cells
   */
  int split(CharSequence of) {
    line = of;
    count = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < of.length(); i++) {
      char c = of.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        add(start, i);
        start = i + 1;
      }
    }
    add(start, of.length());
    return count;
  }

  private void add(int start, int end) {
    if (count == from.length) {
      from = java.util.Arrays.copyOf(from, 2 * count);
      to = java.util.Arrays.copyOf(to, 2 * count);
    }
    int first = start;
    int last = end;
    while (first < last && line.charAt(first) == ' ') {
      first++;
    }
    while (last > first && line.charAt(last - 1) == ' ') {
      last--;
    }
    from[count] = first;
    to[count] = last;
    count++;
  }

  /** The text of a cell, without quotes. */
  String text(int cell) {
    int first = from[cell];
    int last = to[cell];
    if (last - first < 2 || line.charAt(first) != '"' || line.charAt(last - 1) != '"') {
      return line.subSequence(first, last).toString();
    }
    unquoted.setLength(0);
    for (int i = first + 1; i < last - 1; i++) {
      unquoted.append(line.charAt(i));
      if (line.charAt(i) == '"' && line.charAt(i + 1) == '"') {
        i++;
      }
    }
    return unquoted.toString();
  }

  /**
   * The number of a cell; NaN where the cell is empty or has a word for "unknown".
   *
   * @throws NumberFormatException any other text
   */
  double number(int cell) {
    int first = from[cell];
    int last = to[cell];
    if (first == last) {
      return Double.NaN;
    }
    long number = 0;
    int at = first;
    while (at < last && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
      number = number * 10 + line.charAt(at) - '0';
      at++;
    }
    if (at == last && last - first <= SURE_DIGITS) {
      return number;
    }
    return number(text(cell));
  }

  /** The number of a text, see {@link #number(int)}. */
  static double number(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "":
      case "nan":
      case "null":
      case "none":
      case "na":
      case "n/a":
      case "-":
        return Double.NaN;
      case "inf":
      case "+inf":
      case "infinity":
      case "max":
      case "unlimited":
        return Double.POSITIVE_INFINITY;
      default:
        char last = text.charAt(text.length() - 1);
        if ((last < '0' || last > '9') && last != '.') { // Java accepts 1f and 1d as numbers
          throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
    }
  }
}
