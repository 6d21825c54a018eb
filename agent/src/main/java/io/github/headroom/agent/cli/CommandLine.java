package io.github.headroom.agent.cli;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.log.PrintableStream;
import io.github.headroom.agent.run.Wiring;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * The verbs of {@code java -jar headroom-agent.jar VERB ...}. {@link io.github.headroom.agent.Main}
 * calls this class by name.
 */
public final class CommandLine {

  private static final int OK = 0;
  private static final int USAGE = 2;

  private CommandLine() {}

  /** Runs a verb. Returns the exit status: 0 done, 1 failed, 2 wrong usage. */
  public static int run(String[] arguments, PrintStream stdout, PrintStream stderr) {
    PrintStream out = new PrintableStream(stdout);
    PrintStream err = new PrintableStream(stderr);
    if (arguments.length == 0) {
      Help.printCommands(out);
      return OK;
    }
    String verb = arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    if (rest.length == 1 && isHelp(rest[0]) && !verb.equals("backtest") && Help.print(verb, out)) {
      return OK;
    }
    switch (verb) {
      case "attach":
        return Attach.run(rest, out, err);
      case "show":
        return Show.run(rest, out, err);
      case "report":
        return Report.run(rest, out, err);
      case "replay":
        return Report.replay(rest, out, err);
      case "backtest":
        return Backtest.run(rest, System.in, out, err);
      case "version":
      case "--version":
      case "-v":
        out.println("headroom-agent " + Wiring.version());
        return OK;
      case "help":
      case "--help":
      case "-h":
        Help.print(out);
        return OK;
      default:
        err.println(
            "headroom: unknown verb \""
                + Printable.piece(verb)
                + "\"; see java -jar headroom-agent.jar help");
        return USAGE;
    }
  }

  private static boolean isHelp(String argument) {
    return argument.equals("--help") || argument.equals("-h");
  }
}
