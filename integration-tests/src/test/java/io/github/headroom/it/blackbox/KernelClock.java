package io.github.headroom.it.blackbox;

import io.github.headroom.it.scenes.KernelMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel's log calls a time. Its stamps are seconds of a clock of their own
 * (Documentation/dev-tools, printk.time), which drifts from the wall's: so it is asked anew, by a
 * line that is written into the log, less than a minute before each kill.
 *
 * @param epochMillisAtZero milliseconds since 1970 at the stamp 0
 */
record KernelClock(double epochMillisAtZero) {

  private static final Path LOG = Path.of("/dev/kmsg");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String STAMP = "(?m)^\\[ *(\\d+\\.\\d+)\\] ";

  /** Writes a line and looks which stamp it got. */
  static KernelClock read() throws IOException {
    String mark =
        "headroom-it: the time of "
            + ProcessHandle.current().pid()
            + "-"
            + COUNT.incrementAndGet()
            + ";";
    KernelMessages messages = KernelMessages.fromNow();
    long now = System.currentTimeMillis();
    Files.writeString(LOG, mark + "\n");
    Matcher line = Pattern.compile(STAMP + Pattern.quote(mark)).matcher(messages.since());
    if (!line.find()) {
      throw new IOException(LOG + ": a line that was written is not in dmesg with its time");
    }
    return new KernelClock(now - Double.parseDouble(line.group(1)) * 1000);
  }

  /** When the OOM killer took the process, by the log; empty without such a line. */
  OptionalLong killed(String log, long pid) {
    Matcher line = Pattern.compile(STAMP + ".*Killed process " + pid + " ").matcher(log);
    return line.find()
        ? OptionalLong.of(Math.round(epochMillisAtZero + Double.parseDouble(line.group(1)) * 1000))
        : OptionalLong.empty();
  }
}
