package io.github.headroom.it;

import io.github.headroom.it.parts.CgroupV2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The same as {@link KernelFigures} for a cgroup of version 2. */
final class KernelFiguresV2 {

  /** Metric name behind headroom.container.memory., key of memory.stat. */
  private static final Map<String, String> STAT =
      Map.ofEntries(
          Map.entry("cache", "file"),
          Map.entry("mapped_file", "file_mapped"),
          Map.entry("active_file", "active_file"),
          Map.entry("inactive_file", "inactive_file"),
          Map.entry("dirty", "file_dirty"),
          Map.entry("writeback", "file_writeback"),
          Map.entry("shmem", "shmem"),
          Map.entry("unevictable", "unevictable"),
          Map.entry("slab_reclaimable", "slab_reclaimable"),
          Map.entry("page_tables", "pagetables"),
          Map.entry("kernel_stack", "kernel_stack"),
          Map.entry("sock", "sock"),
          Map.entry("kernel", "kernel"));

  private KernelFiguresV2() {}

  static Map<String, Double> of(CgroupV2 group) {
    return of(group, KernelFigures.physicalMemory());
  }

  /**
   * @param ancestors as far as they may have limits
   */
  static Map<String, Double> of(CgroupV2 group, long physicalMemory, CgroupV2... ancestors) {
    Map<String, Long> stat = group.pairs("memory.stat");
    double usage = group.number("memory.current");
    double workingSet = Math.max(0, usage - stat.get("inactive_file"));
    double rss = stat.get("anon");
    double swap = group.number("memory.swap.current");
    OptionalLong limit = group.limit("memory.max");
    long effective = Math.min(physicalMemory, limit.orElse(Long.MAX_VALUE));
    for (CgroupV2 ancestor : ancestors) {
      effective = Math.min(effective, ancestor.limit("memory.max").orElse(Long.MAX_VALUE));
    }

    Map<String, Double> figures = new TreeMap<>();
    figures.put("container.memory.usage", usage);
    figures.put("container.memory.working_set", workingSet);
    figures.put("container.memory.rss", rss);
    double majorFaults = stat.get("pgmajfault");
    figures.put("container.paging.faults major", majorFaults);
    figures.put("container.paging.faults minor", stat.get("pgfault") - majorFaults);
    if (limit.isPresent()) {
      double own = limit.getAsLong();
      figures.put("headroom.container.memory.limit own", own);
      figures.put("container.memory.available", Math.max(0, own - workingSet));
    }
    figures.put("headroom.container.memory.limit effective", (double) effective);
    figures.put("headroom.container.memory.peak", (double) group.number("memory.peak"));
    STAT.forEach(
        (name, key) -> figures.put("headroom.container.memory." + name, (double) stat.get(key)));
    figures.put("headroom.container.memory.swap", swap);
    OptionalLong swapLimit = group.limit("memory.swap.max");
    if (swapLimit.isPresent()) {
      figures.put("headroom.container.memory.swap.limit", (double) swapLimit.getAsLong());
    }
    figures.put("headroom.container.memory.rss_swap", rss + swap);
    figures.put("headroom.container.memory.utilization working_set", workingSet / effective);
    figures.put("headroom.container.memory.utilization rss_swap", (rss + swap) / effective);
    figures.put(
        "headroom.container.memory.utilization unreclaimable",
        unreclaimable(effective, group, ancestors) / effective);
    Map<String, Long> events = group.pairs("memory.events");
    for (String event : List.of("low", "high", "max", "oom", "oom_kill", "oom_group_kill")) {
      figures.put("headroom.container.memory.events " + event, (double) events.get(event));
    }
    for (String line : group.read("memory.pressure").lines().toList()) {
      String kind = line.substring(0, line.indexOf(' '));
      figures.put("headroom.container.memory.pressure.time " + kind, after(line, "total=") / 1e6);
      figures.put(
          "headroom.container.memory.pressure.utilization " + kind, after(line, "avg10=") / 100);
    }
    return figures;
  }

  /** Of the group whose limit it is: usage less what reclaim and free swap can take of it. */
  private static double unreclaimable(long limit, CgroupV2 own, CgroupV2... ancestors) {
    List<CgroupV2> levels = new ArrayList<>(List.of(own));
    levels.addAll(List.of(ancestors));
    double swap = swappiness() > 0 ? (double) KernelFigures.meminfo("SwapFree") : 0;
    for (CgroupV2 level : levels) {
      OptionalLong most = level.limit("memory.swap.max");
      if (most.isPresent()) {
        swap = Math.min(swap, (double) (most.getAsLong() - level.number("memory.swap.current")));
      }
    }
    double unreclaimable = 0;
    for (CgroupV2 level : levels) {
      if (level.limit("memory.max").orElse(Long.MAX_VALUE) == limit) {
        Map<String, Long> stat = level.pairs("memory.stat");
        double file = stat.get("active_file") + stat.get("inactive_file");
        double swappable = stat.get("anon") + stat.get("shmem") - stat.get("unevictable");
        double held =
            level.number("memory.current")
                - file
                - stat.get("slab_reclaimable")
                - Math.min(Math.max(0, swappable), Math.max(0, swap));
        unreclaimable = Math.max(unreclaimable, held);
      }
    }
    return unreclaimable;
  }

  private static int swappiness() {
    try {
      return Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/vm/swappiness")).get(0));
    } catch (IOException e) {
      throw new AssertionError("/proc/sys/vm/swappiness", e);
    }
  }

  private static double after(String line, String key) {
    String rest = line.substring(line.indexOf(key) + key.length());
    int space = rest.indexOf(' ');
    return Double.parseDouble(space < 0 ? rest : rest.substring(0, space));
  }
}
