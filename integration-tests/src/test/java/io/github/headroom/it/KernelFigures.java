package io.github.headroom.it;

import io.github.headroom.it.parts.CgroupV1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The container figures of a cgroup (version 1) worked out here from the kernel's files, apart from
 * the agent's code: cAdvisor's formulas (lib/container/libcontainer/handler.go) and the kernel's
 * own numbers. Keys are metric names, with the attribute's value after a space where there is one.
 */
final class KernelFigures {

  private static final long UNLIMITED = 1L << 62;

  private KernelFigures() {}

  static Map<String, Double> of(CgroupV1 group) {
    return of(group, physicalMemory());
  }

  static Map<String, Double> of(CgroupV1 group, long physicalMemory) {
    Map<String, Long> stat = group.pairs("memory.stat");
    double usage = group.number("memory.usage_in_bytes");
    double limit = group.number("memory.limit_in_bytes");
    double hierarchical = stat.get("hierarchical_memory_limit");
    double effective = Math.min(Math.min(limit, hierarchical), (double) physicalMemory);
    double workingSet = Math.max(0, usage - stat.get("total_inactive_file"));
    double rss = stat.get("total_rss");

    Map<String, Double> figures = new TreeMap<>();
    figures.put("container.memory.usage", usage);
    figures.put("container.memory.working_set", workingSet);
    figures.put("container.memory.rss", rss);
    double majorFaults = stat.get("total_pgmajfault");
    figures.put("container.paging.faults major", majorFaults);
    figures.put("container.paging.faults minor", stat.get("total_pgfault") - majorFaults);
    if (limit < UNLIMITED) {
      figures.put("headroom.container.memory.limit own", limit);
      figures.put("container.memory.available", Math.max(0, limit - workingSet));
    }
    figures.put("headroom.container.memory.limit effective", effective);
    figures.put(
        "headroom.container.memory.peak", (double) group.number("memory.max_usage_in_bytes"));
    for (String key :
        new String[] {
          "cache",
          "mapped_file",
          "active_file",
          "inactive_file",
          "dirty",
          "writeback",
          "shmem",
          "unevictable"
        }) {
      figures.put("headroom.container.memory." + key, (double) stat.get("total_" + key));
    }
    if (group.has("memory.kmem.usage_in_bytes")) {
      double kernel = group.number("memory.kmem.usage_in_bytes");
      figures.put("headroom.container.memory.kernel", kernel);
    }
    double rssSwap = rss;
    if (stat.containsKey("total_swap")) {
      double swap = stat.get("total_swap");
      figures.put("headroom.container.memory.swap", swap);
      rssSwap += swap;
    }
    if (group.has("memory.memsw.limit_in_bytes")) {
      double memoryAndSwap = group.number("memory.memsw.limit_in_bytes");
      if (memoryAndSwap < UNLIMITED) {
        figures.put("headroom.container.memory.swap.limit", memoryAndSwap - limit);
      }
    }
    figures.put("headroom.container.memory.rss_swap", rssSwap);
    figures.put("headroom.container.memory.utilization working_set", workingSet / effective);
    figures.put("headroom.container.memory.utilization rss_swap", rssSwap / effective);
    double unreclaimable = usage - stat.get("total_active_file") - stat.get("total_inactive_file");
    if (group.number("memory.swappiness") > 0) {
      double swappable = rss + stat.get("total_shmem") - stat.get("total_unevictable");
      unreclaimable -= Math.min(Math.max(0, swappable), (double) meminfo("SwapFree"));
    }
    figures.put(
        "headroom.container.memory.utilization unreclaimable",
        Math.max(0, unreclaimable) / effective);
    figures.put("headroom.container.memory.events max", (double) group.number("memory.failcnt"));
    Long killed = group.pairs("memory.oom_control").get("oom_kill");
    if (killed != null) {
      figures.put("headroom.container.memory.events oom_kill", (double) killed);
    }
    return figures;
  }

  /** What the kernel may use of the machine's memory, in bytes. */
  static long physicalMemory() {
    return meminfo("MemTotal");
  }

  /** A value of /proc/meminfo, in bytes. */
  static long meminfo(String key) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith(key + ":")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      throw new AssertionError("/proc/meminfo", e);
    }
    throw new AssertionError("/proc/meminfo has no " + key);
  }

  /** The key under which a point is compared. */
  static String key(String name, Map<String, String> attributes) {
    return attributes.isEmpty() ? name : name + " " + String.join(" ", attributes.values());
  }

  /** Whether a metric comes from the cgroup's files, by the contract. */
  static boolean covers(String name) {
    return name.startsWith("container.") || name.startsWith("headroom.container.");
  }
}
