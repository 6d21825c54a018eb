package io.github.headroom.agent.cause;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's classes whose small objects hold native memory: zlib's streams, segments and arenas of
 * java.lang.foreign (since JDK 22), and objects that a java.lang.ref.Cleaner frees. Their number
 * shows a leak that their bytes in the heap hide.
 */
final class NativeHolders {

  /** The most specific come first: a Cleaner frees the streams of zlib, too. */
  private static final String[] NAMES = {
    "java.util.zip.Deflater",
    "java.util.zip.Inflater",
    "jdk.internal.foreign.NativeMemorySegmentImpl",
    "jdk.internal.foreign.SegmentFactories$1", // an arena has one for each allocation
    "jdk.internal.foreign.SharedSession",
    "jdk.internal.foreign.ConfinedSession",
    "jdk.internal.foreign.ImplicitSession",
    "jdk.internal.ref.CleanerImpl$PhantomCleanableRef"
  };

  /**
   * Most bytes that one object holds, for the first names (zlib's zconf.h: the largest window, the
   * JDK's memLevel 8, and the state). Objects of the other classes may hold any number.
   */
  private static final long[] MOST_BYTES = {268 << 10, 44 << 10};

  /** Least number of new objects. */
  private static final long LEAST = 64;

  /** New objects are at least 1/n of those before. */
  private static final long SHARE = 8;

  private NativeHolders() {}

  /** Whether the text at this place is the whole name of such a class. */
  static boolean isHolder(String text, int from, int end) {
    for (int i = 0; i < NAMES.length; i++) {
      String name = NAMES[i];
      int after = from + name.length();
      if (text.startsWith(name, from) && (after >= end || text.charAt(after) == ' ')) {
        return true;
      }
    }
    return false;
  }

  /**
   * The class whose new objects may hold so many bytes; null where there is none. Without a
   * histogram of before, only classes with a known size count.
   *
   * @param least bytes to explain
   */
  static @Nullable String grown(Histogram now, @Nullable Histogram before, long least) {
    int count = before == null ? MOST_BYTES.length : NAMES.length;
    for (int i = 0; i < count; i++) {
      long was = before == null ? 0 : before.objects(NAMES[i]);
      long more = now.objects(NAMES[i]) - was;
      boolean enough = i >= MOST_BYTES.length || more * MOST_BYTES[i] >= least;
      if (enough && more >= LEAST && more >= was / SHARE) {
        return NAMES[i];
      }
    }
    return null;
  }
}
