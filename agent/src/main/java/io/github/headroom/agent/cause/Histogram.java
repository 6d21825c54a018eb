package io.github.headroom.agent.cause;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first classes of a GC.class_histogram, which is sorted by bytes, and those whose objects hold
 * native memory:
 *
 * <pre>
 *  num     #instances         #bytes  class name (module)
 * -------------------------------------------------------
 *    1:         20561        1529720  [B (java.base@17.0.15)
 *    2:          5000         120000  com.shop.Session
 * </pre>
 *
 * <p>JDK 8 prints no module. A line of another form is passed over.
 */
final class Histogram {

  /** Classes that are kept; beyond them those of {@link NativeHolders} alone. */
  static final int MOST = 256;

  /** Its share of the largest growth makes a class that is not the JDK's the one to be named. */
  private static final long SHARE_OF_BYTES = 64;

  private static final long SHARE_OF_OBJECTS = 8;

  /** By name: objects, bytes. In the order of the text. */
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

  /** Makes no garbage: there may be tens of thousands of lines. */
  private static boolean isOfHolder(String text, int from, int end) {
    int before = wordEnd(text, wordEnd(text, wordEnd(text, from, end), end), end);
    while (before < end && text.charAt(before) == ' ') {
      before++;
    }
    return NativeHolders.isOne(text, before, end);
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
    // What G1 and Parallel fill gaps with since JDK 21 is nobody's.
    if (count != null && bytes != null && !name.isEmpty() && !name.contains("internal.vm.Filler")) {
      long[] row = rows.get(name);
      if (row == null) {
        rows.put(name, new long[] {count, bytes});
      } else { // the class of another loader
        row[0] += count;
        row[1] += bytes;
      }
    }
  }

  /** Where the next word ends; spaces before it are passed over. */
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

  /** Null where it is none. */
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

  /** Objects of that class; 0 where it is not among the first. */
  long objects(String name) {
    long[] row = rows.get(name);
    return row == null ? 0 : row[0];
  }

  /** Bytes of them; 0 where the class is not among the first. */
  long bytes(String name) {
    long[] row = rows.get(name);
    return row == null ? 0 : row[1];
  }

  /** The class whose objects have grown most since then, in bytes; null where none has grown. */
  @Nullable String grownMost(Histogram since) {
    return grownMost(since, true);
  }

  /**
   * The class that keeps the most: the one that has grown most of those that are not the JDK's, and
   * no arrays, where it has so much of the growth that the JDK's may be what its objects hold; else
   * {@link #grownMost}.
   */
  @Nullable String owner(Histogram since) {
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

  /** Bytes by which it has grown since then. */
  long grownBytes(String name, Histogram since) {
    return bytes(name) - since.bytes(name);
  }

  private long grownObjects(String name, Histogram since) {
    return objects(name) - since.objects(name);
  }

  private @Nullable String grownMost(Histogram since, boolean ofJdkToo) {
    String most = null;
    long by = 0;
    for (String name : rows.keySet()) {
      long grown = grownBytes(name, since);
      if (grown > by && (ofJdkToo || !Names.isOfJdk(name))) {
        most = name;
        by = grown;
      }
    }
    return most;
  }
}
