package io.github.headroom.agent.cause;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the classes by the class of their loader, and the loaders by their class. It keeps numbers
 * and names only, no class and no loader.
 */
final class Loaders {

  /** The name of the boot loader, which is null in Java. */
  static final String BOOT = "boot";

  private final Sizes classes;
  private final Sizes loaders;

  private Loaders(double seconds) {
    classes = new Sizes(seconds);
    loaders = new Sizes(seconds);
  }

  static Loaders of(Class<?>[] all, double seconds) {
    Loaders found = new Loaders(seconds);
    IdentityHashMap<ClassLoader, String> names = new IdentityHashMap<>();
    ClassLoader loader = null;
    String name = BOOT;
    int count = 0; // the JVM lists the classes of a loader together
    for (Class<?> type : all) {
      ClassLoader next = type.getClassLoader();
      if (next != loader) {
        found.add(name, count);
        count = 0;
        loader = next;
        name = next == null ? BOOT : names.get(next);
        if (name == null) {
          name = name(next);
          names.put(next, name);
          found.loaders.add(name);
        }
      }
      count++;
    }
    found.add(name, count);
    return found;
  }

  private void add(String name, int count) {
    if (count > 0) {
      classes.add(name, count);
    }
  }

  private static String name(ClassLoader loader) {
    return ClassNames.pattern(loader.getClass().getName(), Finding.MOST_OF_NAME);
  }

  /** Number of classes by the class of their loader. */
  Sizes classes() {
    return classes;
  }

  /** Number of loaders by their class. */
  Sizes loaders() {
    return loaders;
  }

  /**
   * Number of classes of one class of loader, by the pattern of their names, without arrays.
   *
   * @param step reads one class of so many: a class keeps the string of its name once it was read
   */
  static Sizes names(Class<?>[] all, String kind, int step) {
    Sizes names = new Sizes(0);
    IdentityHashMap<ClassLoader, Boolean> ofKind = new IdentityHashMap<>();
    int at = 0;
    for (int i = 0; i < all.length; i++) {
      if (!all[i].isArray() && isOf(all[i].getClassLoader(), kind, ofKind) && at++ % step == 0) {
        names.add(ClassNames.pattern(all[i].getName(), Finding.MOST_OF_NAME));
      }
    }
    return names;
  }

  private static boolean isOf(
      @Nullable ClassLoader loader, String kind, IdentityHashMap<ClassLoader, Boolean> known) {
    if (loader == null) {
      return kind.equals(BOOT);
    }
    Boolean is = known.get(loader);
    if (is == null) {
      is = name(loader).equals(kind);
      known.put(loader, is);
    }
    return is;
  }
}
