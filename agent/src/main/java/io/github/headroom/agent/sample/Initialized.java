package io.github.headroom.agent.sample;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a class is initialised. A loaded class may not be, in particular one of an AOT
 * cache.
 */
final class Initialized {

  private static final String ASKED = "shouldBeInitialized";

  private Initialized() {}

  /**
   * Whether the class is initialised. Does not initialise it. Also false during initialisation,
   * after it has failed, and where the JVM does not answer.
   *
   * @param instrumentation opens the JDK's internal Unsafe, because the public one has no such
   *     method from JDK 22 on
   */
  static boolean is(Class<?> type, @Nullable Instrumentation instrumentation) {
    try {
      return Boolean.FALSE.equals(shouldBe(type, instrumentation));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return false; // an image without jdk.unsupported, or not HotSpot
    }
  }

  private static Object shouldBe(Class<?> type, @Nullable Instrumentation instrumentation)
      throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    try {
      Method asked = unsafe.getMethod(ASKED, Class.class);
      java.lang.reflect.Field only = unsafe.getDeclaredField("theUnsafe");
      only.setAccessible(true);
      return asked.invoke(only.get(null), type);
    } catch (NoSuchMethodException removed) {
      unsafe = Class.forName("jdk.internal.misc.Unsafe");
      DiagnosticCommands.openPackage(instrumentation, unsafe);
      Method asked = unsafe.getMethod(ASKED, Class.class);
      return asked.invoke(unsafe.getMethod("getUnsafe").invoke(null), type);
    }
  }
}
