package io.github.headroom.agent.boot;

import java.lang.reflect.InvocationTargetException;

/**
 * The line on stderr of an agent that has not started. The build marks this class as one of Java 6
 * (src/build): a JVM that is too old for the others prints it.
 */
public final class NotStarted {

  private NotStarted() {}

  /** Prints why, and what to do where that is known. */
  public static void print(Throwable e) {
    Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
    String remedy = "";
    if (cause instanceof SecurityException) {
      remedy = "; under a SecurityManager the policy has to grant the agent's jar AllPermission";
    } else if (cause instanceof UnsupportedClassVersionError) {
      remedy = "; it needs Java 8 or newer";
    }
    System.err.println(
        "[headroom] ERROR not started (" + cause + "); the application is not affected" + remedy);
  }
}
