package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import java.util.List;

/**
 * Reads native memory by category from the JVM's Native Memory Tracking (jcmd VM.native_memory
 * summary), where -XX:NativeMemoryTracking is on.
 *
 * <p>Costs about 80 us and 6 KB of garbage per pass.
 */
final class NativeMemory implements Source {

  private static final String KB = "KB";
  private static final long BYTES_PER_KB = 1024;
  private static final String FLAG = "-XX:NativeMemoryTracking=";

  private final DiagnosticCommands commands;
  private final AgentLog log;

  NativeMemory(DiagnosticCommands commands, AgentLog log) {
    this.commands = commands;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    into.nativeMemory().clear();
    try {
      // Java 8 answers "Incorrect scale value: B".
      String scale = commands.ofJava8() ? "KB" : "B";
      parse(commands.run("VM.native_memory summary scale=" + scale), into.nativeMemory());
    } catch (ReflectiveOperationException e) {
      log.warnOnce(
          "nmt",
          "VM.native_memory failed ("
              + Printable.thrown(e)
              + "); its categories are not published");
    }
  }

  static boolean trackingIsOn(List<String> jvmArguments) {
    boolean on = false;
    for (int i = 0; i < jvmArguments.size(); i++) {
      String argument = jvmArguments.get(i);
      if (argument.startsWith(FLAG)) {
        on = !argument.equals(FLAG + "off"); // the last one counts
      }
    }
    return on;
  }

  /**
   * Parses lines such as {@code - Java Heap (reserved=268435456, committed=16777216)}, in Java 8
   * with KB after the numbers. The details below them differ between JDK releases; only the mapped
   * size is parsed.
   */
  static void parse(String text, Rows rows) {
    int at = 0;
    int category = -1;
    while (at < text.length() && !(rows.full() && text.charAt(at) == '-')) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        end = text.length();
      }
      if (text.charAt(at) == '-') {
        int size = rows.size();
        parseCategory(text.substring(at, end), rows);
        category = rows.size() > size ? size : -1;
        if (category >= 0) {
          rows.set(category, Sample.NATIVE_MAPPED, 0);
        }
      } else if (category >= 0) {
        parseMapped(text, at, end, rows, category);
      }
      at = end + 1;
    }
  }

  /**
   * Parses {@code (mmap: reserved=268435456, committed=16777216)} or (stack: ...); ignores other
   * details.
   */
  private static void parseMapped(String text, int from, int to, Rows rows, int category) {
    int mapped = from;
    while (mapped < to && text.charAt(mapped) != '(') {
      mapped++;
    }
    int committed = text.indexOf(", committed=", mapped);
    boolean details =
        text.startsWith("(mmap: reserved=", mapped) || text.startsWith("(stack: reserved=", mapped);
    if (!details || committed < 0 || committed >= to) {
      return;
    }
    int start = committed + ", committed=".length();
    int end = numberEnd(text, start);
    try {
      rows.set(category, Sample.NATIVE_MAPPED, bytes(text.substring(start, end)));
    } catch (NumberFormatException e) {
      rows.set(category, Sample.NATIVE_MAPPED, State.UNREADABLE);
    }
  }

  private static int numberEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return text.startsWith(KB, end) ? end + KB.length() : end;
  }

  private static void parseCategory(String line, Rows rows) {
    int open = line.indexOf(" (reserved=");
    int committed = line.indexOf(", committed=", Math.max(open, 0));
    if (open < 0 || committed < 0) {
      return;
    }
    int start = committed + ", committed=".length();
    int end = numberEnd(line, start);
    try {
      long reservedBytes = bytes(line.substring(open + " (reserved=".length(), committed));
      long committedBytes = bytes(line.substring(start, end));
      int row = rows.add(line.substring(1, open).trim());
      rows.set(row, Sample.NATIVE_RESERVED, reservedBytes);
      rows.set(row, Sample.NATIVE_COMMITTED, committedBytes);
    } catch (NumberFormatException e) {
      return; // a line of another form: its category is left out
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Parses a number without a sign, to bytes.
   *
   * @throws NumberFormatException any other text, or more than 63 bits
   */
  private static long bytes(String text) {
    boolean inKilobytes = text.endsWith(KB);
    String digits = inKilobytes ? text.substring(0, text.length() - KB.length()) : text;
    for (int i = 0; i < digits.length(); i++) {
      if (!isDigit(digits.charAt(i))) { // parseLong also accepts signs and digits of other scripts
        throw new NumberFormatException();
      }
    }
    long number = Long.parseLong(digits);
    if (!inKilobytes) {
      return number;
    }
    if (number > Long.MAX_VALUE / BYTES_PER_KB) {
      throw new NumberFormatException();
    }
    return number * BYTES_PER_KB;
  }
}
