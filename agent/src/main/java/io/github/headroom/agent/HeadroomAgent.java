package io.github.headroom.agent;

import io.github.headroom.agent.boot.AgentClassLoader;
import io.github.headroom.agent.boot.JdkTool;
import io.github.headroom.agent.boot.LaterStart;
import io.github.headroom.agent.boot.NotStarted;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entry of {@code -javaagent} and of dynamic attach. Starts one daemon thread and returns. Failures
 * are printed on stderr and never reach the application.
 *
 * <p>Only this class, {@link Main} and the package boot are on the application's class path. The
 * other packages come from a loader of their own ({@link AgentClassLoader}).
 *
 * <p>The build marks this class and {@link NotStarted} as Java 6 (src/build), so that a JVM that is
 * too old for the other classes can load it and print the reason. The JVM finds premain by
 * reflection and resolves every type in the signatures of this class, so none of them is newer than
 * Java 6.
 */
public final class HeadroomAgent {

  private static boolean started;

  private HeadroomAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, LaterStart.HEAD_START_NANOS, null, null);
  }

  /** Called by the JVM when the agent is attached to a running process. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, 0, null, null);
  }

  /**
   * Called by name from the extension of the OpenTelemetry agent, before {@code main}.
   *
   * @param otel a java.util.function.Function that returns that agent's value of an otel.* setting
   *     by its property name, or null if it is not set. Null if the settings could not be read
   * @param resource that agent's resource
   */
  public static void start(
      @Nullable Object otel,
      @Nullable Map<String, Object> resource,
      Instrumentation instrumentation) {
    start(null, instrumentation, LaterStart.HEAD_START_NANOS, otel, resource);
  }

  private static synchronized boolean isFirst() {
    boolean first = !started;
    started = true;
    return first;
  }

  private static void start(
      @Nullable String argument,
      Instrumentation instrumentation,
      long headStartNanos,
      @Nullable Object otel,
      @Nullable Map<String, Object> resource) {
    try {
      if (JdkTool.isThisJvm(
          System.getProperty("sun.java.command", ""), AgentClassLoader.ownJar())) {
        return; // JAVA_TOOL_OPTIONS also attaches to jcmd, keytool, javac and the agent's verbs
      }
      if (!isFirst()) {
        System.err.println("[headroom] WARN attached already; this second attach changes nothing");
        return;
      }
      new LaterStart(argument, instrumentation, headStartNanos, otel, resource).start();
      // no threads left or no permission; the application continues without the agent
    } catch (Throwable e) {
      NotStarted.print(e);
    }
  }
}
