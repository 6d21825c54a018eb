package io.github.headroom.agent.extension;

import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesBuilder;
import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Entry of {@code -Dotel.javaagent.extensions}: starts Headroom once the OpenTelemetry agent has
 * its configuration and its resource. Whatever fails is printed on stderr and reaches neither that
 * agent nor the application.
 *
 * <p>Both services are ones that only the OpenTelemetry agent looks for. As {@code -javaagent} this
 * jar is on the application's class path, and an application may load the providers of
 * OpenTelemetry's autoconfiguration by itself.
 */
public final class HeadroomExtension implements AgentListener, IgnoredTypesConfigurer {

  private static final String OUR_CLASSES = "io.github.headroom.agent.";
  private static final String ENTRY = OUR_CLASSES + "HeadroomAgent";

  /** Called by the OpenTelemetry agent. */
  public HeadroomExtension() {}

  /** Before other extensions: one that throws ends the row. */
  @Override
  public int order() {
    return Integer.MIN_VALUE;
  }

  /** None of Headroom's classes is to be instrumented: to look at each is CPU time and garbage. */
  @Override
  public void configure(IgnoredTypesBuilder builder) {
    builder.ignoreClass(OUR_CLASSES).ignoreClassLoader(OUR_CLASSES);
  }

  /** As the other; OpenTelemetry agents before 2.31 have only this one. */
  @Override
  @SuppressWarnings("deprecation")
  public void configure(IgnoredTypesBuilder builder, ConfigProperties config) {
    configure(builder);
  }

  @Override
  public void afterAgent(AutoConfiguredOpenTelemetrySdk sdk) {
    try {
      start(sdk);
    } catch (Throwable e) { // of a version that is not as those we know, of a SecurityManager
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      System.err.println(
          "[headroom] ERROR not started ("
              + printable(cause)
              + "); neither the application nor the OpenTelemetry agent is affected");
    }
  }

  /**
   * Returns the class and the message of what was thrown on one line, 200 characters at most: the
   * message may have the text of a file. It is in this class, which is loaded whatever the version
   * of the OpenTelemetry agent.
   */
  static String printable(@Nullable Throwable thrown) {
    StringBuilder line = new StringBuilder(String.valueOf(thrown));
    line.setLength(Math.min(line.length(), 200));
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c < ' ' || c > '~') {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }

  private static void start(AutoConfiguredOpenTelemetrySdk sdk) throws Exception {
    Instrumentation instrumentation = instrumentation();
    Function<String, String> configuration = null;
    Map<String, Object> resource = null;
    try {
      configuration = AgentConfiguration.of(sdk);
      resource = AgentConfiguration.resource(sdk);
    } catch (Exception | LinkageError e) {
      System.err.println(
          "[headroom] WARN the OpenTelemetry agent's configuration cannot be read ("
              + printable(e)
              + "); system properties and environment are read instead");
    }
    entry(instrumentation)
        .getMethod("start", Object.class, Map.class, Instrumentation.class)
        .invoke(null, configuration, resource, instrumentation);
  }

  private static Instrumentation instrumentation() throws ReflectiveOperationException {
    Object instrumentation =
        Class.forName("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder")
            .getMethod("getInstrumentation")
            .invoke(null);
    if (instrumentation == null) {
      throw new IllegalStateException("the OpenTelemetry agent has no Instrumentation");
    }
    return (Instrumentation) instrumentation;
  }

  /**
   * The entry of {@code -javaagent}, of the system class loader as there: whichever way Headroom
   * comes into a JVM a second time, it meets the same class, which starts once.
   */
  private static Class<?> entry(Instrumentation instrumentation) throws Exception {
    ClassLoader system = ClassLoader.getSystemClassLoader();
    try {
      return system.loadClass(ENTRY);
    } catch (ClassNotFoundException e) {
      File jar = OwnJar.find();
      try (JarFile opened = new JarFile(jar)) {
        instrumentation.appendToSystemClassLoaderSearch(opened);
      }
      return system.loadClass(ENTRY);
    }
  }
}
