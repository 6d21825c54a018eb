package io.github.headroom.it.evidence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which key of memory.stat a figure of the agent's is: documentation's table, once more. */
final class StatKeys {

  private static final String CONTAINER = "headroom.container.memory.";

  private static final Map<String, String> V2 =
      Map.ofEntries(
          Map.entry("container.memory.rss", "anon"),
          Map.entry(CONTAINER + "cache", "file"),
          Map.entry(CONTAINER + "mapped_file", "file_mapped"),
          Map.entry(CONTAINER + "active_file", "active_file"),
          Map.entry(CONTAINER + "inactive_file", "inactive_file"),
          Map.entry(CONTAINER + "dirty", "file_dirty"),
          Map.entry(CONTAINER + "writeback", "file_writeback"),
          Map.entry(CONTAINER + "shmem", "shmem"),
          Map.entry(CONTAINER + "unevictable", "unevictable"),
          Map.entry(CONTAINER + "slab_reclaimable", "slab_reclaimable"),
          Map.entry(CONTAINER + "page_tables", "pagetables"),
          Map.entry(CONTAINER + "kernel_stack", "kernel_stack"),
          Map.entry(CONTAINER + "sock", "sock"),
          Map.entry(CONTAINER + "kernel", "kernel"));

  private static final Map<String, String> V1 = v1();

  private StatKeys() {}

  /** Figure to key. */
  static Map<String, String> of(boolean v2) {
    return v2 ? V2 : V1;
  }

  private static Map<String, String> v1() {
    Map<String, String> keys = new TreeMap<>();
    keys.put("container.memory.rss", "total_rss");
    for (String name :
        List.of(
            "cache",
            "mapped_file",
            "active_file",
            "inactive_file",
            "dirty",
            "writeback",
            "shmem",
            "unevictable",
            "swap")) {
      keys.put(CONTAINER + name, "total_" + name);
    }
    return keys;
  }
}
