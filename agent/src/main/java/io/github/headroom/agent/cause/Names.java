package io.github.headroom.agent.cause;

import io.github.headroom.agent.log.Printable;

/**
 * Names of threads, classes and files without what tells one from its like, and without what may be
 * a secret: counters, identifiers, keys, whatever follows {@code ://}, {@code ?} or {@code =}, and
 * a word before {@code @}. A digit that belongs to a name, as in {@code h2}, stays.
 */
final class Names {

  /** Characters of a pattern, at most. */
  static final int MOST = 48;

  /** A word of hexadecimal digits from this length on is an identifier, if it has a number. */
  private static final int LEAST_HEX = 6;

  /** A word from this length on is a key, if it has numbers in so many places. */
  private static final int LEAST_KEY = 16;

  private static final int NUMBERS_OF_KEY = 2;

  /** Of a class: {@code Base64ToUtf8Converter} is none. */
  private static final int NUMBERS_OF_KEY_IN_CLASS = 3;

  /** Of a UUID (RFC 9562, section 4), with its hyphens. */
  private static final int UUID = 36;

  private static final String[] GENERATED = {
    "$$Lambda",
    "$Proxy",
    "$$SpringCGLIB$$",
    "$ByteBuddy$",
    "$HibernateProxy$",
    "GeneratedMethodAccessor",
    "GeneratedConstructorAccessor",
    "GeneratedSerializationConstructorAccessor"
  };

  private static final String[] OF_JDK = {"[", "java.", "javax.", "jdk.", "sun.", "com.sun."};

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

  /**
   * As the other, with a builder that is used again and again: ten thousand threads make less
   * garbage.
   */
  static String pattern(String name, StringBuilder pattern) {
    return pattern(name, MOST, false, NUMBERS_OF_KEY, pattern);
  }

  /**
   * The last part of a path, which keeps its short numbers: {@code /tmp/spool-7.bin} becomes {@code
   * spool-7.bin}, and a UUID {@code #}. At most {@value #MOST} characters, on one line.
   */
  static String ofFile(String path) {
    return ofPath(path.substring(path.lastIndexOf('/') + 1));
  }

  /** As {@link #ofFile}, of all parts of the path. */
  static String ofPath(String path) {
    return pattern(path, MOST, true, NUMBERS_OF_KEY, new StringBuilder(MOST));
  }

  /**
   * @param numbers whether they are shown
   * @param ofKey in how many places of a long word there are numbers if it is a key
   */
  private static String pattern(
      String name, int most, boolean numbers, int ofKey, StringBuilder pattern) {
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
   * The name of one class, with its numbers, without what a generator of classes made up: {@code
   * Names$$Lambda$18/0x00007f9ab8001000} becomes {@code Names$$Lambda}.
   */
  static String ofClass(String name, int most) {
    StringBuilder builder = new StringBuilder(MOST);
    return pattern(withoutGenerated(name), most, true, NUMBERS_OF_KEY_IN_CLASS, builder);
  }

  /**
   * As {@link #ofClass}, of all classes that a counter tells apart: {@code Rule17} is {@code
   * Rule#}.
   */
  static String patternOfClass(String name, int most) {
    StringBuilder builder = new StringBuilder(MOST);
    return pattern(withoutGenerated(name), most, false, NUMBERS_OF_KEY_IN_CLASS, builder);
  }

  private static String withoutGenerated(String name) {
    int slash = name.indexOf('/'); // of a hidden class: a dot stands for each other
    String text = slash < 0 ? name : name.substring(0, slash);
    for (int i = 0; i < GENERATED.length; i++) {
      int found = text.indexOf(GENERATED[i]);
      if (found >= 0) {
        return text.substring(0, found + GENERATED[i].length());
      }
    }
    int enhancer = text.indexOf("$$EnhancerBy");
    int after = enhancer < 0 ? -1 : text.indexOf("$$", enhancer + 2);
    return after < 0 ? text : text.substring(0, after + 2);
  }

  /** Whether a class is the JDK's, or an array, by its name. */
  static boolean isOfJdk(String name) {
    for (int i = 0; i < OF_JDK.length; i++) {
      if (name.startsWith(OF_JDK[i])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where the last @ of the word is, since a user and a password may stand before it; without one,
   * the same place, and the name's end where the text behind may be of the password, too. What
   * Object.toString() writes, a class and a hash, is neither.
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

  /** Where the identifier that begins there ends; where none does, the same place. */
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
   * Whether one digit belongs to the name, as in {@code h2-writer} or {@code log4j}, and counts
   * nothing: it stands behind a letter, alone, and the name goes on.
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
