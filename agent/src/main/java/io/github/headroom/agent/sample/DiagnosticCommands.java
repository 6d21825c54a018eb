package io.github.headroom.agent.sample;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the diagnostic commands of this JVM, those of jcmd.
 *
 * <p>It uses the JDK's DiagnosticCommandImpl directly and not the MBean of that name. The MBean
 * needs the platform MBean server, which initialises java.util.logging, and it has almost no
 * commands in images without the module jdk.jfr.
 */
public final class DiagnosticCommands {

  private static final String OPENER = "io.github.headroom.agent.sample.OpenedPackage";

  private static volatile @Nullable BiConsumer<Instrumentation, Class<?>> opener;

  private final Object command;
  private final Method execute;
  private final boolean java8;

  /**
   * @param execute takes a command line and returns its output
   */
  public DiagnosticCommands(Object command, Method execute, boolean java8) {
    this.command = command;
    this.execute = execute;
    this.java8 = java8;
  }

  /**
   * Opens the commands.
   *
   * @throws ClassNotFoundException the image has no module jdk.management
   * @throws ReflectiveOperationException the JVM is not HotSpot
   */
  static DiagnosticCommands open(@Nullable Instrumentation instrumentation)
      throws ReflectiveOperationException {
    Object command =
        bean(
            instrumentation,
            "com.sun.management.internal.DiagnosticCommandImpl",
            "getDiagnosticCommandMBean",
            "this JVM has no diagnostic commands");
    Method execute = command.getClass().getDeclaredMethod("executeDiagnosticCommand", String.class);
    execute.setAccessible(true);
    return new DiagnosticCommands(command, execute, isJava8());
  }

  /** Whether this is Java 8, which lacks many of the commands. */
  public boolean ofJava8() {
    return java8;
  }

  /**
   * The output of the command.
   *
   * @throws ReflectiveOperationException this JVM has no such command, or the command failed
   */
  public String run(String line) throws ReflectiveOperationException {
    return String.valueOf(execute.invoke(command, line));
  }

  /**
   * Returns a bean of the JDK's management code that no API returns.
   *
   * @param className the class of the getter from Java 9 on, in the package of
   *     PlatformMBeanProviderImpl
   * @param getter static, without arguments
   * @param none the message where this JVM has no such bean
   */
  static Object bean(
      @Nullable Instrumentation instrumentation, String className, String getter, String none)
      throws ReflectiveOperationException {
    Class<?> from;
    if (isJava8()) {
      from = Class.forName("sun.management.ManagementFactoryHelper");
    } else {
      openPackage(
          instrumentation, Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl"));
      from = Class.forName(className);
    }
    Method get = from.getDeclaredMethod(getter);
    get.setAccessible(true);
    Object bean = get.invoke(null);
    if (bean == null) {
      throw new ReflectiveOperationException(none);
    }
    return bean;
  }

  static boolean isJava8() {
    return System.getProperty("java.specification.version", "").startsWith("1.");
  }

  /**
   * Opens the package of a class to the agent's module. The caller's Class.forName initialises the
   * class of the commands, which loads the native library that they need.
   *
   * @throws ReflectiveOperationException the agent has no Instrumentation, or this is Java 8
   */
  static void openPackage(@Nullable Instrumentation instrumentation, Class<?> inPackage)
      throws ReflectiveOperationException {
    if (instrumentation == null) {
      throw new ReflectiveOperationException("not started as an agent");
    }
    Class.forName(OPENER);
    BiConsumer<Instrumentation, Class<?>> by = opener;
    if (by == null) { // it has not called openBy
      throw new ReflectiveOperationException(OPENER);
    }
    by.accept(instrumentation, inPackage);
  }

  /**
   * Called by the initializer of OpenedPackage, which is compiled for Java 9. From Java 18 on, an
   * instance by reflection would make the JVM write ten classes.
   */
  static void openBy(BiConsumer<Instrumentation, Class<?>> opener) {
    DiagnosticCommands.opener = opener;
  }
}
