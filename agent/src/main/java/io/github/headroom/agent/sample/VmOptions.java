package io.github.headroom.agent.sample;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The current options of this JVM, whatever set them, and changes of those that can be changed at
 * run time (HotSpotDiagnosticMXBean).
 *
 * <p>It uses the JDK's bean directly, for the reason in {@link DiagnosticCommands}, and by
 * reflection, because an image may lack the module jdk.management.
 */
public abstract class VmOptions {

  VmOptions() {}

  /**
   * Opens the options.
   *
   * @throws ReflectiveOperationException the image has no module jdk.management, or the JVM is not
   *     HotSpot
   */
  public static VmOptions open(@Nullable Instrumentation instrumentation)
      throws ReflectiveOperationException {
    Object bean =
        DiagnosticCommands.bean(
            instrumentation,
            "com.sun.management.internal.PlatformMBeanProviderImpl",
            "getDiagnosticMXBean",
            "this JVM has no diagnostic bean");
    return of(bean, Class.forName("com.sun.management.HotSpotDiagnosticMXBean"));
  }

  /** Opens the options with a bean of that type. */
  static VmOptions of(Object bean, Class<?> type) throws ReflectiveOperationException {
    return new OfTheBean(bean, type);
  }

  /**
   * The option's value as text; null where this JVM has no such option.
   *
   * @throws ReflectiveOperationException it cannot be read now, for example without memory
   */
  public abstract @Nullable String get(String name) throws ReflectiveOperationException;

  /**
   * Changes the option.
   *
   * @throws ReflectiveOperationException it cannot be changed, or not to that value
   */
  public abstract void set(String name, String to) throws ReflectiveOperationException;

  private static final class OfTheBean extends VmOptions {

    private final Object bean;
    private final Method get;
    private final Method value;
    private final Method set;

    OfTheBean(Object bean, Class<?> type) throws ReflectiveOperationException {
      this.bean = bean;
      get = type.getMethod("getVMOption", String.class);
      set = type.getMethod("setVMOption", String.class, String.class);
      value = Class.forName("com.sun.management.VMOption").getMethod("getValue");
    }

    @Override
    public @Nullable String get(String name) throws ReflectiveOperationException {
      Object option;
      try {
        option = get.invoke(bean, name);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException) { // no such option
          return null;
        }
        throw e;
      }
      return String.valueOf(value.invoke(option));
    }

    @Override
    public void set(String name, String to) throws ReflectiveOperationException {
      set.invoke(bean, name, to);
    }
  }
}
