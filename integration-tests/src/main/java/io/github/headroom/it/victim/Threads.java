package io.github.headroom.it.victim;

import java.io.IOException;
import java.lang.reflect.Method;

/**
 * Prints {@code ready} and, when its standard input ends, every thread with what it holds of this
 * application, and which of the named classes the application's loader has defined. Needs java.lang
 * of java.base opened.
 */
public final class Threads {

  private Threads() {}

  public static void main(String[] classes) throws IOException, ReflectiveOperationException {
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    ClassLoader application = Threads.class.getClassLoader();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      System.out.println(
          "thread "
              + thread.getName()
              + (thread.isDaemon() ? " daemon" : "")
              + (thread.getContextClassLoader() == application ? " application-context" : "")
              + (thread.getClass().getClassLoader() == application ? " application-class" : ""));
    }
    Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
    find.setAccessible(true);
    for (String name : classes) {
      if (find.invoke(application, name) != null) {
        System.out.println("defined " + name);
      }
    }
  }
}
