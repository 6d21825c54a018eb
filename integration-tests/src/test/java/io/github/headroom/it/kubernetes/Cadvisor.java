package io.github.headroom.it.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.release.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kubelet's cAdvisor and {@code show} of the same container. Its JVM is stopped before both,
 * and {@code show} has the same figures before cAdvisor's sample and after it: nothing moved in
 * between. Values in bytes, by each one's own names.
 */
record Cadvisor(Map<String, Long> theirs, Map<String, Long> ours) {

  /** cAdvisor's name, and the same of the agent. */
  static final Map<String, String> FIGURES = new LinkedHashMap<>();

  /** Samples of cAdvisor that are tried; it takes one about every ten seconds. */
  private static final int SAMPLES = 6;

  static {
    FIGURES.put("container_memory_usage_bytes", "container.memory.usage");
    FIGURES.put("container_memory_working_set_bytes", "container.memory.working_set");
    FIGURES.put("container_memory_rss", "container.memory.rss");
    FIGURES.put("container_memory_cache", "headroom.container.memory.cache");
    FIGURES.put("container_memory_mapped_file", "headroom.container.memory.mapped_file");
    FIGURES.put("container_memory_max_usage_bytes", "headroom.container.memory.peak");
    FIGURES.put("container_spec_memory_limit_bytes", "headroom.container.memory.limit");
  }

  /**
   * Waits for a sample of cAdvisor beside which nothing moved. A stopped JVM's usage still falls
   * when another group is charged on a processor: the kernel then returns what that processor had
   * charged ahead (mm/memcontrol.c, drain_stock).
   */
  static Cadvisor of(Node node, JsonObject pod, Path directory) throws Exception {
    String name = Pods.name(pod);
    Path group = node.memoryCgroup(Pods.container(pod));
    String pid = Files.readAllLines(group.resolve("cgroup.procs")).get(0);
    Finished.of(directory, "kill", "-STOP", pid).orFail();
    try {
      Map<String, Long> before = shown(pid);
      for (int i = 0; i < SAMPLES; i++) {
        Map<String, Long> theirs = nextSample(node, name);
        Map<String, Long> after = shown(pid);
        if (after.equals(before)) {
          return new Cadvisor(theirs, after);
        }
        before = after;
      }
      throw new AssertionError("a stopped JVM's figures moved beside each sample: " + before);
    } finally {
      Finished.of(directory, "kill", "-CONT", pid);
    }
  }

  private static Map<String, Long> nextSample(Node node, String pod) throws Exception {
    // Another second: it may be on its way through the files.
    long begin = System.currentTimeMillis() + 1000;
    Map<String, Long> theirs = new TreeMap<>();
    Await.until(
        "a sample of cAdvisor",
        () -> {
          theirs.clear();
          theirs.putAll(sample(node.readOnlyPort("/metrics/cadvisor"), pod, begin));
          return theirs.size() == FIGURES.size();
        },
        () -> theirs + " of " + pod);
    return theirs;
  }

  private static Map<String, Long> shown(String pid) throws Exception {
    Map<String, Long> values = new TreeMap<>();
    try (JavaProcess show = JavaProcess.commandLine("show", "--pid", pid, "--json").start()) {
      show.awaitExit();
      for (JsonElement metric :
          JsonParser.parseString(show.output()).getAsJsonObject().getAsJsonArray("metrics")) {
        JsonObject point = metric.getAsJsonObject();
        String name = point.get("name").getAsString();
        if (FIGURES.containsValue(name)) {
          values.putIfAbsent(name, point.get("value").getAsLong());
        }
      }
    }
    return values;
  }

  /** What it has of the container, if it is of a time after that; the limit has no time. */
  private static Map<String, Long> sample(String metrics, String pod, long after) {
    Map<String, Long> values = new TreeMap<>();
    Pattern line = Pattern.compile("(\\w+)\\{(.*)\\} (\\S+)(?: (\\d+))?");
    metrics
        .lines()
        .map(line::matcher)
        .filter(Matcher::matches)
        .filter(matcher -> FIGURES.containsKey(matcher.group(1)))
        .filter(matcher -> matcher.group(2).contains("container=\"checkout\""))
        .filter(matcher -> matcher.group(2).contains("pod=\"" + pod + "\""))
        .filter(
            matcher ->
                matcher.group(1).startsWith("container_spec")
                    || (matcher.group(4) != null && Long.parseLong(matcher.group(4)) > after))
        .forEach(
            matcher -> values.put(matcher.group(1), (long) Double.parseDouble(matcher.group(3))));
    return values;
  }
}
