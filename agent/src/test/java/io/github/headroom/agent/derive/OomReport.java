package io.github.headroom.agent.derive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel prints of a group as it kills (mem_cgroup_print_oom_meminfo, mm/memcontrol.c):
 * one line a group with v1's names up to 5.2, then v2's keys of the group whose limit it is; in
 * between those of v1 with v2's names. Read to be written as the files of such a group.
 */
final class OomReport {

  private static final Pattern COUNTER =
      Pattern.compile("^(memory|memory\\+swap|swap|kmem): usage (\\d+)kB, limit (\\d+)kB");
  private static final Pattern GROUP = Pattern.compile("^Memory cgroup stats for [^:]*:(.*)$");
  private static final Pattern IN_KB = Pattern.compile("(\\w+):(\\d+)KB");
  private static final Pattern IN_BYTES = Pattern.compile("^(\\w+) (\\d+)$");
  private static final Pattern TASK = Pattern.compile("^\\[ *\\d+\\] +(.*)$");
  private static final long PAGE = 4096;
  private static final String[][] V1_NAMES = {
    {"cache", "file"},
    {"rss", "anon"},
    {"mapped_file", "file_mapped"},
    {"dirty", "file_dirty"},
    {"writeback", "file_writeback"}
  };

  /** Swap that the machine has where the group may take none of it. */
  private static final long SWAP_KB = 1 << 20;

  private final Map<String, long[]> counters = new LinkedHashMap<>();
  private final Map<String, Long> stat = new LinkedHashMap<>();
  private final Map<Integer, String> processes = new LinkedHashMap<>();
  private boolean tablesInBytes;
  private long pageTables;

  static OomReport of(Path file) throws IOException {
    OomReport report = new OomReport();
    for (String line : Files.readAllLines(file)) {
      report.take(line.strip());
    }
    return report;
  }

  private void take(String line) {
    Matcher counter = COUNTER.matcher(line);
    Matcher group = GROUP.matcher(line);
    Matcher key = IN_BYTES.matcher(line);
    Matcher task = TASK.matcher(line);
    if (counter.find()) {
      counters.put(
          counter.group(1),
          new long[] {Long.parseLong(counter.group(2)), Long.parseLong(counter.group(3))});
    } else if (group.find()) {
      Matcher pairs = IN_KB.matcher(group.group(1));
      while (pairs.find()) {
        stat.merge(pairs.group(1), Long.parseLong(pairs.group(2)) << 10, Long::sum);
      }
    } else if (key.find()) {
      stat.put(key.group(1), Long.parseLong(key.group(2)));
    } else if (line.contains("total_vm")) {
      tablesInBytes = line.contains("pgtables_bytes");
    } else if (task.find()) {
      String[] words = task.group(1).split(" +", -1);
      long tables = Long.parseLong(words[4]) * (tablesInBytes ? 1 : PAGE);
      pageTables += tables;
      long swapped = Long.parseLong(words[words.length - 3]);
      processes.put(
          Integer.parseInt(words[1]),
          "VmRSS:\t%d kB\nVmPTE:\t%d kB\nVmSwap:\t%d kB\nThreads:\t1\n"
              .formatted(
                  (Long.parseLong(words[3]) * PAGE) >> 10, tables >> 10, (swapped * PAGE) >> 10));
    }
  }

  long limit() {
    return counters.get("memory")[1] << 10;
  }

  /** Of all processes, bytes. */
  long pageTables() {
    return pageTables;
  }

  boolean memswBinds() {
    long[] both = counters.get("memory+swap");
    return both != null && both[0] == both[1];
  }

  /** Writes the group, its processes and a machine that has much of all but swap. */
  void write(Path root) throws IOException {
    boolean v2 = !counters.containsKey("memory+swap");
    long free = memswBinds() ? SWAP_KB : 0;
    write(
        root.resolve("proc/meminfo"),
        "MemTotal: 1073741824 kB\nMemFree: 536870912 kB\nMemAvailable: 805306368 kB\n"
            + ("SwapTotal: " + 4 * SWAP_KB + " kB\nSwapFree: " + free + " kB\n"));
    write(root.resolve("proc/sys/vm/swappiness"), "60\n");
    StringBuilder pids = new StringBuilder();
    for (Map.Entry<Integer, String> process : processes.entrySet()) {
      pids.append(process.getKey()).append('\n');
      Path of = root.resolve("proc/" + process.getKey());
      write(of.resolve("status"), process.getValue());
      write(of.resolve("oom_score_adj"), "0\n");
    }
    Path group = root.resolve(v2 ? "sys/fs/cgroup/c" : "sys/fs/cgroup/memory/c");
    write(group.resolve("cgroup.procs"), pids.toString());
    String mount =
        v2
            ? "27 26 0:24 / /sys/fs/cgroup rw - cgroup2 none rw\n"
            : "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
    write(root.resolve("proc/self/mountinfo"), mount);
    write(root.resolve("proc/self/cgroup"), v2 ? "0::/c\n" : "4:memory:/c\n");
    if (v2) {
      writeV2(group);
    } else {
      writeV1(group);
    }
  }

  private void writeV2(Path group) throws IOException {
    counter(group, "memory", "memory.current", "memory.max");
    counter(group, "swap", "memory.swap.current", "memory.swap.max");
    StringBuilder lines = new StringBuilder();
    stat.forEach((key, value) -> lines.append(key).append(' ').append(value).append('\n'));
    write(group.resolve("memory.stat"), lines.toString());
  }

  private void writeV1(Path group) throws IOException {
    counter(group, "memory", "memory.usage_in_bytes", "memory.limit_in_bytes");
    if (counters.get("memory+swap")[0] > 0) { // else the kernel does not account swap
      counter(group, "memory+swap", "memory.memsw.usage_in_bytes", "memory.memsw.limit_in_bytes");
    }
    counter(group, "kmem", "memory.kmem.usage_in_bytes", "memory.kmem.limit_in_bytes");
    write(group.resolve("memory.swappiness"), "60\n");
    StringBuilder lines = new StringBuilder();
    Map<String, Long> named = new LinkedHashMap<>(stat);
    for (String[] name : V1_NAMES) {
      if (stat.containsKey(name[1])) {
        named.put(name[0], stat.get(name[1]));
      }
    }
    named.forEach((key, value) -> lines.append("total_" + key + " " + value + "\n"));
    write(group.resolve("memory.stat"), lines.toString());
  }

  private void counter(Path group, String of, String usage, String limit) throws IOException {
    long[] both = counters.get(of);
    write(group.resolve(usage), (both[0] << 10) + "\n");
    // 18014398509481983 kB are 2^64 - 1 bytes.
    long bytes = both[1] == 18014398509481983L ? -1 : both[1] << 10;
    write(group.resolve(limit), Long.toUnsignedString(bytes) + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
