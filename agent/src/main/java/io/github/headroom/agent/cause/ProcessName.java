package io.github.headroom.agent.cause;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The name of a process for people: its comm (proc_pid_comm(5)); for java, its main class or jar.
 * An argument is never part of it, since it may be a secret.
 */
final class ProcessName {

  /** Most characters of a comm (TASK_COMM_LEN without its NUL). */
  private static final int COMM = 15;

  private static final int MOST_OF_COMMAND_LINE = 8192;

  /** Options of java whose value is the next argument (java(1)). */
  private static final String[] WITH_VALUE = {
    "-cp",
    "-classpath",
    "--class-path",
    "-p",
    "--module-path",
    "--upgrade-module-path",
    "--add-modules",
    "--add-exports",
    "--add-opens",
    "--add-reads",
    "--patch-module",
    "--limit-modules",
    "--enable-native-access",
    "--source"
  };

  private ProcessName() {}

  /**
   * The name; null for a process that has ended.
   *
   * @param process its directory in /proc
   */
  static @Nullable String of(Path process) {
    String text = SmallFile.read(process.resolve("comm"), 64);
    if (text == null || text.isEmpty()) {
      return null;
    }
    String comm = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    boolean java = comm.equals("java");
    if (!java && comm.length() < COMM) {
      return Names.ofPath(comm);
    }
    String line = SmallFile.read(process.resolve("cmdline"), MOST_OF_COMMAND_LINE);
    if (line == null || line.isEmpty()) { // a zombie or a kernel thread
      return Names.ofPath(comm);
    }
    if (java) {
      String main = main(line);
      return main == null ? "java" : "java " + Names.ofFile(main);
    }
    String program = Names.ofFile(firstWord(argument(line, 0)));
    return program.startsWith(comm) ? program : Names.ofPath(comm);
  }

  /** The main class, module or jar in a command line of java; null where there is none. */
  static @Nullable String main(String line) {
    int at = argument(line, 0).length() + 1;
    while (at < line.length()) {
      String argument = argument(line, at);
      at += argument.length() + 1;
      if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) {
        return at < line.length() ? argument(line, at) : null;
      }
      if (takesValue(argument)) {
        at += argument(line, at).length() + 1;
      } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
        return argument;
      }
    }
    return null;
  }

  private static boolean takesValue(String option) {
    for (int i = 0; i < WITH_VALUE.length; i++) {
      if (WITH_VALUE[i].equals(option)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Cuts a title that a program wrote over its arguments (setproctitle(3)): it may have secrets.
   */
  private static String firstWord(String argument) {
    int space = argument.indexOf(' ');
    return space < 0 ? argument : argument.substring(0, space);
  }

  /** The argument up to the next NUL; empty past the end. */
  private static String argument(String line, int from) {
    if (from >= line.length()) {
      return "";
    }
    int end = line.indexOf('\0', from);
    return line.substring(from, end < 0 ? line.length() : end);
  }
}
