package io.github.headroom.agent.boot;

import java.io.File;
import java.io.IOException;

/** Recognizes short-lived tools, of the JDK and of the agent, which are not worth watching. */
public final class JdkTool {

  /** How sun.java.command starts for them: a module (9+) or a package (8). */
  private static final String[] PREFIXES = {
    "jdk.jcmd/",
    "jdk.compiler/",
    "jdk.javadoc/",
    "jdk.jartool/",
    "jdk.jlink/",
    "jdk.jdeps/",
    "jdk.jshell/",
    "jdk.jfr/",
    "jdk.jconsole/",
    "jdk.jstatd/",
    "jdk.hotspot.agent/",
    "jdk.internal.",
    "java.base/sun.security.tools.",
    "sun.security.tools.",
    "sun.tools.",
    "com.sun.tools."
  };

  /** {@code java Main.java} (JEP 330): an application, though it starts in the compiler. */
  private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";

  /** The entry of {@code java -jar headroom-agent.jar}. */
  private static final String OWN_MAIN = "io.github.headroom.agent.Main";

  private JdkTool() {}

  /** {@code java -jar headroom-agent.jar report ...}: it reads recordings, and must leave none. */
  private static boolean isOwnVerb(String command, File ownJar) {
    if (command.equals(OWN_MAIN) || command.startsWith(OWN_MAIN.concat(" "))) {
      return true;
    }
    String name = ownJar.getName();
    int end = command.indexOf(name) + name.length();
    if (end < name.length() || (end < command.length() && command.charAt(end) != ' ')) {
      return false;
    }
    try { // a relative name, a link
      return new File(command.substring(0, end))
          .getCanonicalPath()
          .equals(ownJar.getCanonicalPath());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether JAVA_TOOL_OPTIONS has attached the agent to a tool.
   *
   * @param command as of sun.java.command
   * @param ownJar the agent's
   */
  public static boolean isThisJvm(String command, File ownJar) {
    if (isOwnVerb(command, ownJar)) {
      return true;
    }
    if (command.startsWith(SOURCE_LAUNCHER)) {
      return false;
    }
    for (String prefix : PREFIXES) {
      if (command.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
