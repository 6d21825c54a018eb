package io.github.headroom.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Entry of {@code -javaagent} and of dynamic attach. */
public final class HeadroomAgent {

  private HeadroomAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {}

  /** Called by the JVM when the agent is loaded into a running process. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {}
}
