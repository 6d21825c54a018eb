package io.github.headroom.agent.cause;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's classes whose small objects hold native memory: zlib's streams, segments and arenas of
 * java.lang.foreign (JDK 22 on), and whatever a java.lang.ref.Cleaner is to free. Their number
 * tells of a leak that their bytes in the heap do not.
 */
final class NativeHolders {

  /** The more there is to be known of one, the earlier it comes: a Cleaner frees zlib's, too. */
  private static final String[] NAMES = {
    "java.util.zip.Deflater",
    "java.util.zip.Inflater",
    "jdk.internal.foreign.NativeMemorySegmentImpl",
    "jdk.internal.foreign.SegmentFactories$1", // what an arena keeps of each allocation
    "jdk.internal.foreign.SharedSession",
    "jdk.internal.foreign.ConfinedSession",
    "jdk.internal.foreign.ImplicitSession",
    "jdk.internal.ref.CleanerImpl$PhantomCleanableRef"
  };

  /**
   * Bytes that one holds at most, for the first of the names (zlib's zconf.h, for the largest
   * window and the JDK's memLevel 8, and the state). The others may hold any number.
   */
  private static final long[] MOST_BYTES = {268 << 10, 44 << 10};

  /** Fewer are no cause. */
  private static final long LEAST = 64;

  /** Of those before; a smaller growth is no cause. */
  private static final long SHARE = 8;

  private NativeHolders() {}

  /** Whether the text has the whole name of one there. */
  static boolean isOne(String text, int from, int end) {
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
   * The class whose objects may hold that much more than before; null where none may. Without a
   * histogram of before only a class counts of which it is known what one holds at most.
   *
   * @param least bytes to be explained
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
