package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Dies of a limit that is lowered below what it holds: takes {@code --hold} bytes of native memory
 * and after {@code --after} seconds writes {@code --to} bytes to {@code --limit-file}, its own
 * cgroup's memory.max or memory.limit_in_bytes. On cgroup v2 the kernel then kills. On v1 it
 * refuses (EBUSY) a limit that it cannot reach: the lowest one that it takes is set instead, and
 * {@code --rate} bytes a second do the rest.
 */
final class LimitShrinker {
  private static final long STEP = 1 << 20;
  private static final long HOLD_RATE = 64 << 20;

  private LimitShrinker() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(commandLine, "--hold", "--limit-file", "--to", "--after", Plan.RATE);
    long hold = arguments.number("--hold", 64 << 20, 0, Plan.LARGEST);
    long to = arguments.number("--to", hold / 2, 0, Plan.LARGEST);
    long after = arguments.number("--after", 10, 0, 86_400);
    long rate = arguments.number(Plan.RATE, 1 << 20, 0, Plan.LARGEST);
    String file = arguments.text("--limit-file");
    if (file == null) {
      throw new IllegalArgumentException("--limit-file: expected a file, found none");
    }
    Path limit = Paths.get(file);
    Thread thread = new Thread(() -> lower(limit, to, hold, after), "shrinker");
    thread.setDaemon(true);
    thread.start();
    Malloc malloc = new Malloc();
    Taking.printing()
        .follow(
            Plan.steady(HOLD_RATE, hold).and(Plan.steady(rate, Long.MAX_VALUE).after(after)),
            Taking.CHUNK,
            () -> malloc.take(Taking.CHUNK));
  }

  private static void lower(Path file, long to, long hold, long after) {
    Clock.SYSTEM.pause(TimeUnit.SECONDS.toNanos(after));
    IOException refused = null;
    // Twice what is held is more than the whole process has.
    for (long limit = to; limit < to + 4 * hold; limit += STEP) {
      try {
        byte[] text = Long.toString(limit).getBytes(StandardCharsets.US_ASCII);
        Files.write(file, text, StandardOpenOption.WRITE);
        System.err.println(file + ": " + limit);
        return;
      } catch (IOException e) {
        refused = e;
      }
    }
    System.err.println(file + ": no limit taken, the last refused with " + refused);
  }
}
