package io.github.headroom.agent;

import io.github.headroom.agent.boot.AgentClassLoader;
import io.github.headroom.agent.boot.JdkTool;
import io.github.headroom.agent.boot.LaterStart;
import io.github.headroom.agent.boot.NotStarted;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Entry of {@code -javaagent} and of dynamic attach: starts one daemon thread and returns. Whatever
 * fails is said on stderr and never reaches the application.
 *
 * <p>This class, {@link Main} and the package boot are all of the agent that is on the
 * application's class path; the rooms come from a loader of their own ({@link AgentClassLoader}).
 * The build marks this class and {@link NotStarted} as ones of Java 6 (src/build), so that a JVM
 * too old for all the others comes as far as saying so. It looks up premain by reflection, which
 * resolves every type in the signatures of the methods here: none is newer than Java 6.
 */
public final class HeadroomAgent {

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private HeadroomAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, LaterStart.HEAD_START_NANOS, null, null);
  }

  /** Called by the JVM when the agent is loaded into a running process. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, 0, null, null);
  }

  /**
   * Called by the extension of the OpenTelemetry agent before {@code main}, by name.
   *
   * @param otel a java.util.function.Function: that agent's values of the otel.* settings by their
   *     property names, null where one is not set; null: it could not be read
   * @param resource that agent's resource
   */
  public static void start(
      @Nullable Object otel,
      @Nullable Map<String, Object> resource,
      Instrumentation instrumentation) {
    start(null, instrumentation, LaterStart.HEAD_START_NANOS, otel, resource);
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
        return; // JAVA_TOOL_OPTIONS attaches to jcmd, keytool, javac and the agent's verbs too
      }
      if (!STARTED.compareAndSet(false, true)) {
        System.err.println("[headroom] WARN attached already; this second attach changes nothing");
        return;
      }
      new LaterStart(argument, instrumentation, headStartNanos, otel, resource).start();
    } catch (Throwable e) { // no threads left, no permission: the application goes on without us
      NotStarted.print(e);
    }
  }
}
