package io.github.headroom.agent.boot;

/**
 * Prints the line on stderr for an agent that did not start. The build marks this class as Java 6
 * (src/build), so a JVM that is too old for the other classes can print it.
 */
public final class NotStarted {

  private NotStarted() {}

  /** Prints the cause, and the remedy if one is known. */
  public static void print(Throwable cause) {
    String remedy = "";
    if (cause instanceof SecurityException) {
      remedy = "; under a SecurityManager the policy must grant the agent's jar AllPermission";
    } else if (cause instanceof UnsupportedClassVersionError) {
      remedy = "; it needs Java 8 or newer";
    }
    System.err.println(
        "[headroom] ERROR not started (" + cause + "); the application is not affected" + remedy);
  }
}
