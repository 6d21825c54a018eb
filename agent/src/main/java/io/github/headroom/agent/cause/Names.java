package io.github.headroom.agent.cause;

import io.github.headroom.agent.log.Printable;

/**
 * Replaces the parts of a name that number or identify one thing, and the parts that may be a
 * secret: counters, identifiers, keys, the text after {@code ://}, {@code ?} or {@code =}, and a
 * word before {@code @}. Threads of one pool so get the same name. A digit that belongs to a name,
 * as in {@code h2}, stays.
 */
final class Names {

  /** Most characters of a pattern. */
  static final int MOST = 48;

  /** A hexadecimal word of at least this length with a number in it is an identifier. */
  private static final int LEAST_HEX = 6;

  /** A word of at least this length is a key, if it has several numbers. */
  private static final int LEAST_KEY = 16;

  /** Numbers in a key, at least. */
  private static final int NUMBERS_OF_KEY = 2;

  /** Length of a UUID with its hyphens (RFC 9562, section 4). */
  private static final int UUID = 36;

  private Names() {}

  /**
   * The name with one {@code #} for each number, identifier and key: {@code http-nio-8080-exec-12}
   * becomes {@code http-nio-#-exec-#}, {@code OkHttp https://host/path} becomes {@code OkHttp
   * https://}, {@code db scott/tiger@host} becomes {@code db #@host}. At most {@value #MOST}
   * characters, on one line.
   */
  static String pattern(String name) {
    return pattern(name, new StringBuilder(MOST));
  }

  /** The same with a builder of the caller, which saves garbage with ten thousand threads. */
  static String pattern(String name, StringBuilder pattern) {
    return pattern(name, MOST, false, NUMBERS_OF_KEY, pattern);
  }

  /**
   * Whether the names differ in nothing but a number at their end, of as many digits. Their
   * patterns are then equal. The threads of a pool come one after another: ten thousand of them
   * need a few patterns only.
   */
  static boolean differInLastNumber(String one, String other) {
    int at = one.length();
    if (at != other.length()) {
      return false;
    }
    while (at > 0 && isDigit(one.charAt(at - 1)) && isDigit(other.charAt(at - 1))) {
      at--;
    }
    return one.regionMatches(0, other, 0, at);
  }

  /**
   * The last part of a path. Short numbers stay: {@code /tmp/spool-7.bin} becomes {@code
   * spool-7.bin}; a UUID becomes {@code #}. At most {@value #MOST} characters, on one line.
   */
  static String ofFile(String path) {
    return ofPath(path.substring(path.lastIndexOf('/') + 1));
  }

  /** All parts of a path, as in {@link #ofFile}. */
  static String ofPath(String path) {
    return pattern(path, MOST, true, NUMBERS_OF_KEY, new StringBuilder(MOST));
  }

  /**
   * The name with each identifier and key as {@code #}.
   *
   * @param most most characters
   * @param numbers whether numbers stay
   * @param ofKey least numbers of a long word that make it a key
   * @param pattern a builder to reuse
   */
  static String pattern(String name, int most, boolean numbers, int ofKey, StringBuilder pattern) {
    pattern.setLength(0);
    int at = 0;
    while (at < name.length() && pattern.length() < most) {
      if (at == 0 || name.charAt(at - 1) == ' ') {
        int user = userEnd(name, at);
        if (user > at) {
          pattern.append('#');
          at = user;
          continue;
        }
      }
      char c = name.charAt(at);
      boolean begins = at == 0 || !isOfWord(name.charAt(at - 1));
      int end = begins && isOfWord(c) ? identifierEnd(name, at, ofKey) : at;
      if (end > at) {
        pattern.append('#');
        at = end;
      } else if (isDigit(c) && !numbers && !isOfName(name, at)) {
        pattern.append('#');
        at = numberEnd(name, at);
      } else if (name.startsWith("://", at)) {
        pattern.append("://");
        break;
      } else {
        pattern.append(c);
        at++;
        if (c == '?' || c == '=') {
          break;
        }
      }
    }
    return Printable.cut(pattern.toString(), most);
  }

  /**
   * The end of a user and password: the last @ of the word, or the name's end where the text after
   * it may be of the password, too. Without an @ it is {@code from}, and for the text that
   * Object.toString() writes, a class and a hash.
   */
  private static int userEnd(String name, int from) {
    int found = from;
    boolean isClass = true;
    boolean isQuery = false;
    for (int at = from; at < name.length() && name.charAt(at) != ' '; at++) {
      char c = name.charAt(at);
      if (name.startsWith("://", at)) {
        break;
      }
      isClass &= c != '/' && c != ':';
      isQuery |= c == '?' || c == '=';
      if (c == '@') {
        found = at;
        isClass &= identifierEnd(name, at + 1, NUMBERS_OF_KEY) > at + 1;
        if (isQuery) {
          return name.length();
        }
      }
    }
    return isClass ? from : found;
  }

  /** The end of the identifier or key that begins there; {@code from} where none does. */
  private static int identifierEnd(String name, int from, int ofKey) {
    if (isUuid(name, from)) {
      return from + UUID;
    }
    int at = from;
    int numbers = 0;
    boolean hex = true;
    boolean inNumber = false;
    while (at < name.length() && isOfWord(name.charAt(at))) {
      char c = name.charAt(at);
      numbers += isDigit(c) && !inNumber ? 1 : 0;
      inNumber = isDigit(c);
      hex &= isHex(c);
      at++;
    }
    int length = at - from;
    boolean identifier = hex && length >= LEAST_HEX && numbers > 0;
    return identifier || (length >= LEAST_KEY && numbers >= ofKey) ? at : from;
  }

  private static boolean isUuid(String name, int from) {
    if (name.length() - from < UUID) {
      return false;
    }
    for (int i = 0; i < UUID; i++) {
      char c = name.charAt(from + i);
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen ? c != '-' : !isHex(c)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a digit belongs to the name, as in {@code h2-writer} or {@code log4j}: one digit that
   * follows a letter, and the name goes on after it.
   */
  private static boolean isOfName(String name, int at) {
    if (at == 0 || !isOfWord(name.charAt(at - 1)) || isDigit(name.charAt(at - 1))) {
      return false;
    }
    int next = at + 1;
    if (next < name.length() && isDigit(name.charAt(next))) {
      return false;
    }
    while (next < name.length() && !isOfWord(name.charAt(next))) {
      next++;
    }
    return next < name.length();
  }

  private static int numberEnd(String name, int from) {
    int at = from;
    while (at < name.length() && isDigit(name.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isOfWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
