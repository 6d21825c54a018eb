package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CPU of the threads of another process, in nanoseconds: the first number of
 * /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst). /proc/PID/stat counts in
 * ticks of 10 ms, of which an idle agent makes one in ten seconds.
 */
final class ThreadCpu {

  private ThreadCpu() {}

  /** By the names of the threads; those of one name together. */
  static Map<String, Long> byName(long pid) throws IOException {
    var found = new TreeMap<String, Long>();
    for (Path task : tasks(pid)) {
      if (Files.exists(task)) { // else the thread has ended meanwhile
        found.merge(name(task), nanos(task), Long::sum);
      }
    }
    return found;
  }

  /** The thread of that name; where there is none, null. */
  static @Nullable Path task(long pid, String name) throws IOException {
    for (Path task : tasks(pid)) {
      if (name(task).equals(name)) {
        return task;
      }
    }
    return null;
  }

  static long nanos(Path task) throws IOException {
    String stat = Files.readString(task.resolve("schedstat"));
    return Long.parseLong(stat.substring(0, stat.indexOf(' ')));
  }

  private static String name(Path task) throws IOException {
    return Files.readString(task.resolve("comm")).trim();
  }

  private static List<Path> tasks(long pid) throws IOException {
    var all = new ArrayList<Path>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      tasks.forEach(all::add);
    }
    return all;
  }
}
