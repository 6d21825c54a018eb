package io.github.headroom.agent.boot;

import java.io.File;
import java.io.IOException;

/** Recognizes short-lived tools of the JDK and of the agent. The agent does not watch them. */
public final class JdkTool {

  /** Prefixes of sun.java.command: a module on Java 9 and newer, a package on Java 8. */
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

  /** {@code java Main.java} (JEP 330) is an application, although it starts in the compiler. */
  private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";

  /** The main class of {@code java -jar headroom-agent.jar}. */
  private static final String OWN_MAIN = "io.github.headroom.agent.Main";

  private JdkTool() {}

  /**
   * Returns whether this is {@code java -jar headroom-agent.jar report ...}. A verb reads
   * recordings and must not write one.
   */
  private static boolean isOwnVerb(String command, File ownJar) {
    if (command.equals(OWN_MAIN) || command.startsWith(OWN_MAIN.concat(" "))) {
      return true;
    }
    String name = ownJar.getName();
    int end = command.indexOf(name) + name.length();
    if (end < name.length() || (end < command.length() && command.charAt(end) != ' ')) {
      return false;
    }
    try { // the name may be relative or a link
      return new File(command.substring(0, end))
          .getCanonicalPath()
          .equals(ownJar.getCanonicalPath());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns whether this JVM is a tool that JAVA_TOOL_OPTIONS has attached the agent to.
   *
   * @param command the value of sun.java.command
   * @param ownJar the agent's jar
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
