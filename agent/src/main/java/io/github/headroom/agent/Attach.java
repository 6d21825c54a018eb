package io.github.headroom.agent;

import java.io.File;
import java.io.PrintStream;
import net.bytebuddy.agent.ByteBuddyAgent;

/** {@code attach PID [options]}: loads the agent into a JVM that runs already. */
final class Attach {

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
      ByteBuddyAgent.attach(HeadroomAgent.ownJar(), pid, arguments.length == 2 ? arguments[1] : "");
      out.println("headroom: attached to " + pid + "; it says more on its own stderr");
      return 0;
    } catch (Throwable e) { // a missing module is a LinkageError or an IllegalStateException
      err.println("headroom: could not attach to " + pid + ": " + rootCause(e));
      err.println(advice(e));
      return 1;
    }
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

  private static String advice(Throwable thrown) {
    if (!hasAttachModule()) {
      return "This runtime image has no module jdk.attach. Run the command with a full JDK of the same"
          + " user, or start the application with -javaagent:headroom-agent.jar instead.";
    }
    String said = String.valueOf(rootCause(thrown));
    if (said.contains("AttachNotSupported") || said.contains("AttachOperationFailed")) {
      return "The target does not answer: it must be a HotSpot JVM without -XX:+DisableAttachMechanism,"
          + " with the same /tmp (run the command inside its container), by the same user.";
    }
    return "The command must run as the target's own user (or root) and in its container: try"
        + " \"su - USER -c 'java -jar headroom-agent.jar attach PID'\".";
  }

  private static boolean hasAttachModule() {
    try {
      Class.forName(
          "com.sun.tools.attach.VirtualMachine", false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      // Java 8 keeps it in tools.jar, which byte-buddy-agent finds by itself in a JDK.
      return System.getProperty("java.specification.version", "").startsWith("1.");
    }
  }
}
