package io.github.headroom.agent.cli;

import io.github.headroom.agent.run.Wiring;
import io.github.headroom.agent.settings.Setting;
import java.io.PrintStream;

/**
 * {@code help}: prints the verbs and every setting, from the same table as the documentation.
 * {@code VERB --help} prints the usage of one verb.
 */
final class Help {

  private static final String JAR = "java -jar headroom-agent.jar ";

  /** A command, and what it does. Two verbs on a line are two commands. */
  private static final String[][] COMMANDS = {
    {
      "java -javaagent:headroom-agent.jar[=k=v,k=v] -jar app.jar",
      "starts the application with the agent"
    },
    {JAR + "attach PID [k=v,k=v]", "loads the agent into a running JVM"},
    {
      JAR + Show.USAGE,
      "prints the memory cgroup of a process, why it was chosen, and its figures. One sample does",
      "not show growth: with --watch (30 or more) it samples for that time, and then prints",
      "whether the container grows towards the OOM killer, and when the kill is expected.",
      "With --root it reads every file below DIR, a copy of /proc and /sys"
    },
    {
      JAR + "report FILE|DIR [--html FILE] [--json]",
      "prints from a recording how a JVM ended, what held its memory, what grew, and what to",
      "change. For a directory it takes the JVM that ended last. --html writes a page with charts"
    },
    {
      JAR + "report DIR --all [--json]",
      "lists the recordings of a directory, one line for each JVM with its end"
    },
    {
      JAR + "replay FILE",
      "derives a recording again and prints where the result differs from what was recorded"
    },
    {
      JAR + "backtest FILE|- [--killed|--lived] [--json]",
      "prints when the agent would have warned, from the history of a container that ran without",
      "it: CSV, or an answer of Prometheus or VictoriaMetrics. backtest --help has the options"
    },
    {JAR + "version | help"},
  };

  private Help() {}

  /** Prints the commands alone, for who has given none: the settings would scroll them away. */
  static void printCommands(PrintStream out) {
    commands(out);
    out.println();
    out.println(JAR + "help prints every setting, too.");
  }

  /** Prints the commands and every setting. */
  static void print(PrintStream out) {
    commands(out);
    out.println();
    out.println("Settings: agent argument, then system property, then environment, then the file");
    out.println("named by headroom.config.");
    for (Setting setting : Setting.values()) {
      out.println();
      out.println("  " + setting.property() + "  (" + setting.environment() + ")");
      out.println("      " + setting.description() + " Default: " + setting.defaultText() + ".");
    }
  }

  /** Prints the commands of a verb. Returns false for a word that is no verb. */
  static boolean print(String verb, PrintStream out) {
    boolean found = false;
    for (String[] command : COMMANDS) {
      if (command[0].startsWith(JAR + verb + " ")) {
        print(command, out);
        found = true;
      }
    }
    return found;
  }

  private static void commands(PrintStream out) {
    out.println(
        "Headroom " + Wiring.version() + ": how far this container is from the OOM killer.");
    out.println();
    for (String[] command : COMMANDS) {
      print(command, out);
    }
  }

  private static void print(String[] command, PrintStream out) {
    out.println("  " + command[0]);
    for (int i = 1; i < command.length; i++) {
      out.println("      " + command[i]);
    }
  }
}
