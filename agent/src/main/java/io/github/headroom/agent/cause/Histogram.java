package io.github.headroom.agent.cause;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The largest classes of a GC.class_histogram, which is sorted by bytes, and the classes whose
 * objects hold native memory:
 *
 * <pre>
 *  num     #instances         #bytes  class name (module)
 * -------------------------------------------------------
 *    1:         20561        1529720  [B (java.base@17.0.15)
 *    2:          5000         120000  com.shop.Session
 * </pre>
 *
 * <p>JDK 8 prints no module. Lines of another form are ignored.
 */
final class Histogram {

  /** Classes that are kept; further classes are kept only if they are {@link NativeHolders}. */
  static final int MOST = 256;

  /** A class of the application is the cause with 1/n of the largest growth in bytes. */
  private static final long SHARE_OF_BYTES = 64;

  /** A class of the application is the cause with 1/n of the largest growth in objects. */
  private static final long SHARE_OF_OBJECTS = 8;

  /** Its classes are not the application's: a few of them would count beside large arrays. */
  private static final String AGENT = "io.github.headroom.agent.";

  /** Objects and bytes by name, in the order of the text. */
  private final Map<String, long[]> rows = new LinkedHashMap<>();

  static Histogram of(String text) {
    Histogram histogram = new Histogram();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      if (histogram.rows.size() < MOST || isOfHolder(text, at, end)) {
        histogram.line(text, at, end);
      }
      at = end + 1;
    }
    return histogram;
  }

  /** Allocates nothing, since there may be tens of thousands of lines. */
  private static boolean isOfHolder(String text, int from, int end) {
    int before = wordEnd(text, wordEnd(text, wordEnd(text, from, end), end), end);
    while (before < end && text.charAt(before) == ' ') {
      before++;
    }
    return NativeHolders.isHolder(text, before, end);
  }

  private void line(String text, int from, int end) {
    int colon = text.indexOf(':', from);
    if (colon < 0 || colon >= end || number(text, from, colon) == null) {
      return;
    }
    int countEnd = wordEnd(text, colon + 1, end);
    int bytesEnd = wordEnd(text, countEnd, end);
    int nameEnd = wordEnd(text, bytesEnd, end);
    Long count = number(text, colon + 1, countEnd);
    Long bytes = number(text, countEnd, bytesEnd);
    String name = text.substring(bytesEnd, nameEnd).trim();
    // G1 and Parallel fill gaps with these objects since JDK 21. They belong to nobody.
    if (count != null && bytes != null && !name.isEmpty() && !name.contains("internal.vm.Filler")) {
      long[] row = rows.get(name);
      if (row == null) {
        rows.put(name, new long[] {count, bytes});
      } else { // a class of another loader has the same name
        row[0] += count;
        row[1] += bytes;
      }
    }
  }

  /** The end of the next word, behind any spaces. */
  private static int wordEnd(String text, int from, int end) {
    int at = from;
    while (at < end && text.charAt(at) == ' ') {
      at++;
    }
    while (at < end && text.charAt(at) != ' ') {
      at++;
    }
    return at;
  }

  /** Null where the text is no number. */
  private static @Nullable Long number(String text, int from, int to) {
    try {
      return Long.valueOf(text.substring(from, to).trim());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Objects of the class; 0 where the class is not kept. */
  long objects(String name) {
    long[] row = rows.get(name);
    return row == null ? 0 : row[0];
  }

  /** Bytes of its objects; 0 where the class is not kept. */
  long bytes(String name) {
    long[] row = rows.get(name);
    return row == null ? 0 : row[1];
  }

  /** The class whose objects have grown most since then, in bytes; null where none has grown. */
  @Nullable String grownMost(Histogram since) {
    return grownMost(since, true);
  }

  /**
   * The class that most likely causes the growth. This is the class of the application that has
   * grown most, if it has a fair share of the growth: its objects may hold the arrays and the JDK's
   * objects. Otherwise it is {@link #grownMost}.
   */
  @Nullable String likelyCause(Histogram since) {
    String most = grownMost(since, true);
    String own = grownMost(since, false);
    if (most == null || own == null) {
      return most;
    }
    boolean enough =
        grownBytes(own, since) >= grownBytes(most, since) / SHARE_OF_BYTES
            || grownObjects(own, since)
                >= Math.max(1, grownObjects(most, since) / SHARE_OF_OBJECTS);
    return enough ? own : most;
  }

  /** Bytes by which the class has grown since then. */
  long grownBytes(String name, Histogram since) {
    return bytes(name) - since.bytes(name);
  }

  private long grownObjects(String name, Histogram since) {
    return objects(name) - since.objects(name);
  }

  private @Nullable String grownMost(Histogram since, boolean all) {
    String most = null;
    long by = 0;
    for (String name : rows.keySet()) {
      long grown = grownBytes(name, since);
      if (grown > by && (all || isOfApplication(name))) {
        most = name;
        by = grown;
      }
    }
    return most;
  }

  private static boolean isOfApplication(String name) {
    return !ClassNames.isOfJdk(name) && !name.startsWith(AGENT);
  }
}
