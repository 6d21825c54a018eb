package io.github.headroom.it.engines;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is found in what the agent and the engines print. */
final class Printed {

  private static final Pattern GROUP = Pattern.compile("INFO (memory cgroup [^\n]*)");
  private static final Pattern NEXT = Pattern.compile("the JVM before this one ended by ([^\n]*)");

  private Printed() {}

  /** The lines of a log that the agent wrote. */
  static String agentsLines(String log) {
    StringBuilder lines = new StringBuilder();
    log.lines()
        .filter(line -> line.contains("[headroom]"))
        .forEach(line -> lines.append(line).append('\n'));
    return lines.toString();
  }

  /** The memory cgroup, as the agent logs it. */
  static String group(String log) {
    return found(GROUP, log).replaceFirst(": it is the one.*", "");
  }

  /** How the agent of a next start names the end before. */
  static String next(String log) {
    return found(NEXT, log);
  }

  /** How a report names the end. */
  static String ended(String report) {
    return firstMatch(report, "ended +[^\n]*").replaceFirst("ended +", "");
  }

  /** The line of show that has the limit. */
  static String limit(String show) {
    return firstMatch(show, "(?m)^headroom .*$");
  }

  /** What matches first, or {@code none}. */
  static String firstMatch(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    return matcher.find() ? matcher.group() : "none";
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "not found in: " + text;
  }
}
