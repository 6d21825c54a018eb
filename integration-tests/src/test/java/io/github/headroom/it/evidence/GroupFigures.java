package io.github.headroom.it.evidence;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The figures that a group's files give, under the keys of the agent's, worked out apart from its
 * code. A figure is there exactly where the kernel has its file, its key and, of limits, a bound.
 */
public final class GroupFigures {

  private static final String CONTAINER = "headroom.container.memory.";

  private GroupFigures() {}

  public static Map<String, Double> of(GroupFiles files, boolean v2) {
    Map<String, Double> figures = new TreeMap<>();
    Map<String, Long> stat = files.pairs("memory.stat");
    long usage = files.number(v2 ? "memory.current" : "memory.usage_in_bytes");
    long inactive = stat.get(v2 ? "inactive_file" : "total_inactive_file");
    double workingSet = Math.max(0, usage - inactive);
    OptionalLong own = files.limit(v2 ? "memory.max" : "memory.limit_in_bytes");
    figures.put("container.memory.usage", (double) usage);
    figures.put("container.memory.working_set", workingSet);
    StatKeys.of(v2)
        .forEach(
            (figure, key) -> {
              if (stat.containsKey(key)) {
                figures.put(figure, (double) stat.get(key));
              }
            });
    if (own.isPresent()) {
      figures.put(CONTAINER + "limit own", (double) own.getAsLong());
      figures.put("container.memory.available", Math.max(0, own.getAsLong() - workingSet));
    }
    if (v2) {
      ofV2(files, figures);
    } else {
      ofV1(files, figures, own);
    }
    double rss = figures.get("container.memory.rss");
    figures.put(CONTAINER + "rss_swap", rss + figures.getOrDefault(CONTAINER + "swap", 0.0));
    return figures;
  }

  private static void ofV2(GroupFiles files, Map<String, Double> figures) {
    if (files.has("memory.peak")) {
      figures.put(CONTAINER + "peak", (double) files.number("memory.peak"));
    }
    if (files.has("memory.swap.current")) {
      figures.put(CONTAINER + "swap", (double) files.number("memory.swap.current"));
      OptionalLong limit = files.limit("memory.swap.max");
      limit.ifPresent(bytes -> figures.put(CONTAINER + "swap.limit", (double) bytes));
    }
    files
        .pairs("memory.events")
        .forEach(
            (event, count) -> {
              // Kernel 6.18's sock_throttled is no event of the contract.
              if (List.of("low", "high", "max", "oom", "oom_kill", "oom_group_kill")
                  .contains(event)) {
                figures.put(CONTAINER + "events " + event, (double) count);
              }
            });
    if (files.has("memory.pressure")) {
      for (String line : files.text("memory.pressure").lines().toList()) {
        String kind = line.substring(0, line.indexOf(' '));
        String total = line.substring(line.indexOf("total=") + "total=".length());
        figures.put(CONTAINER + "pressure.time " + kind, Double.parseDouble(total) / 1e6);
      }
    }
  }

  private static void ofV1(GroupFiles files, Map<String, Double> figures, OptionalLong own) {
    figures.put(CONTAINER + "peak", (double) files.number("memory.max_usage_in_bytes"));
    if (files.has("memory.kmem.usage_in_bytes")) {
      figures.put(CONTAINER + "kernel", (double) files.number("memory.kmem.usage_in_bytes"));
    }
    if (files.has("memory.memsw.limit_in_bytes") && own.isPresent()) {
      OptionalLong both = files.limit("memory.memsw.limit_in_bytes");
      both.ifPresent(
          bytes -> figures.put(CONTAINER + "swap.limit", (double) (bytes - own.getAsLong())));
    }
    figures.put(CONTAINER + "events max", (double) files.number("memory.failcnt"));
    Long killed = files.pairs("memory.oom_control").get("oom_kill");
    if (killed != null) {
      figures.put(CONTAINER + "events oom_kill", (double) killed);
    }
  }
}
