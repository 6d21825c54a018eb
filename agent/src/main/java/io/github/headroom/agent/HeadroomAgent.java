package io.github.headroom.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.security.CodeSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Entry of {@code -javaagent} and of dynamic attach: starts one daemon thread and returns. Whatever
 * fails is said on stderr and never reaches the application.
 *
 * <p>This class and {@link AgentClassLoader} are all of the agent that the application's class
 * loader defines; the thread comes from a loader of its own.
 */
public final class HeadroomAgent {

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private HeadroomAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation);
  }

  /** Called by the JVM when the agent is loaded into a running process. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation);
  }

  private static void start(@Nullable String argument, Instrumentation instrumentation) {
    try {
      if (JdkTool.isThisJvm(System.getProperty("sun.java.command", ""))) {
        return; // JAVA_TOOL_OPTIONS attaches to jcmd, keytool and javac too
      }
      if (!STARTED.compareAndSet(false, true)) {
        System.err.println("[headroom] WARN attached already; this second attach changes nothing");
        return;
      }
      ClassLoader own = new AgentClassLoader(ownJar(), HeadroomAgent.class.getClassLoader());
      Constructor<?> thread =
          own.loadClass("io.github.headroom.agent.SamplingThread")
              .getDeclaredConstructor(String.class, Instrumentation.class);
      thread.setAccessible(true); // the same package name in another loader is another package
      ((Thread) thread.newInstance(argument, instrumentation)).start();
    } catch (Throwable e) { // no threads left, no permission: the application goes on without us
      System.err.println(
          "[headroom] ERROR not started (" + e + "); the application is not affected");
    }
  }

  /** The jar that this class came from. */
  static File ownJar() throws java.net.URISyntaxException {
    CodeSource source = HeadroomAgent.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("the agent's own jar is not known");
    }
    return new File(source.getLocation().toURI());
  }
}
