package io.github.headroom.agent.sample;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Whether a class is initialised: a loaded one need not be, one of an AOT cache above all. */
final class Initialized {

  private static final String ASKED = "shouldBeInitialized";

  private Initialized() {}

  /**
   * Does not initialise it. False, too, while that is under way or after it has failed, and where
   * the JVM does not answer.
   *
   * @param instrumentation opens the JDK's own Unsafe from JDK 22 on, whose public one has no
   *     answer
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
