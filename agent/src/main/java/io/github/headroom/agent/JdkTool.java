package io.github.headroom.agent;

/** Recognises the JDK's own short-lived tools, which nobody wants to watch. */
final class JdkTool {

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

  private JdkTool() {}

  static boolean isThisJvm(String command) {
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
