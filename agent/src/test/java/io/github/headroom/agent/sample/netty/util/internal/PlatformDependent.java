package io.github.headroom.agent.sample.netty.util.internal;

/** Has the members that Netty's class of this name has, with values that a test sets. */
public final class PlatformDependent {

  private static Object CLEANER = new CleanerJava9();
  private static boolean noCleaner;
  private static long used = -1;

  private PlatformDependent() {}

  public static void set(Object cleaner, boolean withoutCleaner, long usedBytes) {
    CLEANER = cleaner;
    noCleaner = withoutCleaner;
    used = usedBytes;
  }

  /** A cleaner without a name of its own, as Netty's NOOP. */
  public static Object noop() {
    return new Object() {};
  }

  public static boolean useDirectBufferNoCleaner() {
    return noCleaner;
  }

  public static long usedDirectMemory() {
    return used;
  }

  /** The one that is set. */
  public static Object cleaner() {
    return CLEANER;
  }
}
