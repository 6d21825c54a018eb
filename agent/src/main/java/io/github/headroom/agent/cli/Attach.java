package io.github.headroom.agent.cli;

import io.github.headroom.agent.boot.AgentClassLoader;
import io.github.headroom.agent.log.Printable;
import java.io.File;
import java.io.PrintStream;
import net.bytebuddy.agent.ByteBuddyAgent;

/** {@code attach PID [options]}: loads the agent into a running JVM. */
final class Attach {

  private static final String ATTACHED = "headroom: attached to ";

  private Attach() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 0 || arguments.length > 2 || !isPid(arguments[0])) {
      err.println("usage: java -jar headroom-agent.jar attach PID [k=v,k=v]");
      return 2;
    }
    String pid = arguments[0];
    if (!new File("/proc/" + pid).exists()) {
      err.println("headroom: there is no process " + pid + " that this one can see");
      return 1;
    }
    try {
      ByteBuddyAgent.attach(
          AgentClassLoader.ownJar(), pid, arguments.length == 2 ? arguments[1] : "");
      out.println(ATTACHED + pid + "; its stderr has the agent's log");
      return 0;
    } catch (Throwable e) { // a missing module is a LinkageError or an IllegalStateException
      String cause = rootCause(e).toString();
      if (isSuccessOfJava8(cause)) {
        out.println(ATTACHED + pid + "; its stderr has the agent's log");
        return 0;
      }
      err.println("headroom: could not attach to " + pid + ": " + Printable.piece(cause));
      err.println(advice(cause));
      return 1;
    }
  }

  /**
   * Returns whether a JVM of Java 8 has loaded the agent. It responds "0" where newer ones respond
   * "return code: 0", and the attach library of a newer JVM then throws, although the agent is
   * loaded.
   */
  static boolean isSuccessOfJava8(String cause) {
    String exception = "com.sun.tools.attach.AgentLoadException: ";
    return cause.equals(exception + "0")
        || cause.equals(exception + "Failed to load agent library: 0");
  }

  static boolean isPid(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() < 10;
  }

  private static Throwable rootCause(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; depth < 10 && cause.getCause() != null; depth++) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String advice(String cause) {
    if (!canAttach()) {
      return (isJava8()
              ? "This is a JRE of Java 8, without tools.jar"
              : "This runtime image has no module jdk.attach")
          + ". Run the command with a full JDK of the same"
          + " user, or start the application with -javaagent:headroom-agent.jar instead.";
    }
    if (cause.contains("Non-numeric value found")) {
      return "Java 8 cannot read the answer of a newer JVM: the agent may be loaded: see the"
          + " target's stderr. Run the command with the target's own Java to see the"
          + " result.";
    }
    if (cause.contains("Read-only file system")) {
      return "Attaching needs a writable /tmp: give the container one, or start the"
          + " application with -javaagent:headroom-agent.jar instead.";
    }
    if (cause.contains("AttachNotSupported") || cause.contains("AttachOperationFailed")) {
      return "The target does not answer: it must be a HotSpot JVM of the same user without"
          + " -XX:+DisableAttachMechanism, and both must see the same writable /tmp (run the"
          + " command inside its container). Otherwise start the application with"
          + " -javaagent:headroom-agent.jar.";
    }
    return "The command must run as the target's own user (or root) and in its container: try"
        + " \"su - USER -c 'java -jar headroom-agent.jar attach PID'\".";
  }

  private static boolean canAttach() {
    if (isJava8()) {
      // A JDK has this file, and byte-buddy-agent finds it. java.home is the JDK's jre.
      return new File(System.getProperty("java.home", ""), "../lib/tools.jar").isFile();
    }
    try {
      Class.forName(
          "com.sun.tools.attach.VirtualMachine", false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static boolean isJava8() {
    return System.getProperty("java.specification.version", "").startsWith("1.");
  }
}
