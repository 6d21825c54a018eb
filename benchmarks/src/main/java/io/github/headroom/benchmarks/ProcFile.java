package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures of another process from /proc (proc(5)). */
final class ProcFile {

  /** USER_HZ is 100 on every Linux that runs HotSpot. */
  private static final double TICKS_A_SECOND = 100;

  private ProcFile() {}

  /** A figure of /proc/PID/status: kB of memory, or a count. */
  static long status(long pid, String key) throws IOException {
    String found = value(Path.of("/proc/" + pid + "/status"), key);
    if (found == null) {
      throw new IOException("/proc/" + pid + "/status: no " + key);
    }
    return Long.parseLong(found.replace(" kB", ""));
  }

  /** utime + stime of all threads, those that have ended too. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  /** The text after "key:", or null. */
  static @Nullable String value(Path file, String key) throws IOException {
    for (String line : Files.readAllLines(file)) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon)
              .trim()
              .toLowerCase(Locale.ROOT)
              .equals(key.toLowerCase(Locale.ROOT))) {
        return line.substring(colon + 1).trim();
      }
    }
    return null;
  }
}
