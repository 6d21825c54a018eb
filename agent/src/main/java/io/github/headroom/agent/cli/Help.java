package io.github.headroom.agent.cli;

import io.github.headroom.agent.run.Wiring;
import io.github.headroom.agent.settings.Setting;
import java.io.PrintStream;

/** {@code help}: prints the verbs and every setting, from the same table as the documentation. */
final class Help {

  private Help() {}

  static void print(PrintStream out) {
    out.println(
        "Headroom " + Wiring.version() + ": how far this container is from the OOM killer.");
    out.println();
    out.println("  java -javaagent:headroom-agent.jar[=k=v,k=v] -jar app.jar");
    out.println("      starts the application with the agent");
    out.println("  java -jar headroom-agent.jar attach PID [k=v,k=v]");
    out.println("      loads the agent into a running JVM");
    out.println("  java -jar headroom-agent.jar " + Show.USAGE);
    out.println(
        "      prints the cgroup of a process, why it was chosen, and its figures; one look");
    out.println(
        "      does not show growth: with --watch it looks for so long, then prints whether");
    out.println("      the container grows towards the OOM killer, and when it would be there;");
    out.println("      with --root every file is read below DIR, a copy of /proc and /sys");
    out.println("  java -jar headroom-agent.jar report FILE|DIR [--html FILE] [--json]");
    out.println(
        "      prints from a recording how a JVM ended, who held its memory and what grew;");
    out.println(
        "      of a directory the one that ended last; --html writes a page with pictures, too");
    out.println("  java -jar headroom-agent.jar report DIR --all [--json]");
    out.println("      lists the recordings of a directory, each with its end in a line");
    out.println("  java -jar headroom-agent.jar replay FILE");
    out.println("      derives a recording again and prints the differences");
    out.println("  java -jar headroom-agent.jar backtest FILE|- [--killed|--lived] [--json]");
    out.println(
        "      prints when the agent would have warned, by the history of a container that ran");
    out.println(
        "      without it: CSV, or what Prometheus answers; backtest --help has the options");
    out.println("  java -jar headroom-agent.jar version | help");
    out.println();
    out.println("Settings: agent argument, then system property, then environment, then the file");
    out.println("named by headroom.config.");
    for (Setting setting : Setting.values()) {
      out.println();
      out.println("  " + setting.property() + "  (" + setting.environment() + ")");
      out.println("      " + setting.description() + " Default: " + setting.defaultText() + ".");
    }
  }
}
