package io.github.headroom.it.cause;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a life went.
 *
 * @param exit the status; 137 where the kernel has killed it
 * @param looking whether a look was under way at the end
 * @param stopped the longest pause for a histogram, ms; 0: there was none
 * @param cause the last sentence that was left; empty where there is none
 * @param log what the agent has logged, in the order of its lines
 */
record CauseLived(
    CauseLife life,
    int exit,
    double seconds,
    boolean looking,
    long stopped,
    String cause,
    List<String> log) {

  private static final Pattern STOPPED = Pattern.compile("\\(stopped for (\\d+) ms\\)");

  static CauseLived of(
      CauseLife life, int exit, double seconds, boolean looking, String cause, String errors) {
    Matcher stopped = STOPPED.matcher(errors);
    long longest = 0;
    while (stopped.find()) {
      longest = Math.max(longest, Long.parseLong(stopped.group(1)));
    }
    List<String> log = errors.lines().filter(line -> line.startsWith("[headroom]")).toList();
    return new CauseLived(life, exit, seconds, looking, longest, cause, log);
  }

  boolean killed() {
    return exit == 137;
  }

  boolean named() {
    return life.isNamedBy(cause);
  }

  /** What a look at the heap has stopped the application for, as its sentences have it. */
  OptionalLong stoppedMillis() {
    return stopped == 0 ? OptionalLong.empty() : OptionalLong.of(stopped);
  }

  void write(Path file) throws IOException {
    String head = exit + "\n" + seconds + "\n" + looking + "\n" + stopped + "\n" + cause + "\n";
    Files.writeString(file, head + String.join("\n", log) + "\n");
  }

  /** What {@link #write} has written of that life. */
  static CauseLived read(CauseLife life, Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return new CauseLived(
        life,
        Integer.parseInt(lines.get(0)),
        Double.parseDouble(lines.get(1)),
        Boolean.parseBoolean(lines.get(2)),
        Long.parseLong(lines.get(3)),
        lines.get(4),
        lines.subList(5, lines.size()));
  }
}
