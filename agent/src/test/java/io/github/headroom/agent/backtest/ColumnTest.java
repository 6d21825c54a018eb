package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.sample.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTest {

  @Test
  void everyNameOfAColumnStandsInTheDocument() throws IOException {
    String page = Files.readString(Path.of("../docs/backtest.md")).toLowerCase(Locale.ROOT);
    List<String> missing = new ArrayList<>();
    for (String name : Column.KNOWN.keySet()) {
      if (!isNameOfAField(name) && !page.contains("`" + name + "`")) {
        missing.add(name);
      }
    }
    for (String prefix : ColumnNames.PREFIXES) {
      if (!page.contains("`" + prefix + "`")) {
        missing.add(prefix);
      }
    }
    assertEquals(List.of(), missing);
  }

  private static boolean isNameOfAField(String name) {
    for (Field field : Field.values()) {
      if (field.name().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aNameIsTheSameInAnyCaseAndWithDots() {
    assertEquals(Field.USAGE, Column.of("Memory.Current").field);
    assertEquals(Field.SWAP_FREE, Column.of(" node_memory_SwapFree_bytes ").field);
    assertEquals(Column.Kind.OTHER, Column.of("usage2").kind);
  }

  @ParameterizedTest
  @CsvSource({
    "memory_usage, USAGE",
    "usage_bytes, USAGE",
    "memory_usage_bytes, USAGE",
    "container.memory.usage, USAGE",
    "k8s.pod.memory.usage, USAGE",
    "memory_limit, LIMIT",
    "memory_limit_bytes, LIMIT",
    "limit_bytes, LIMIT",
    "k8s.container.memory_limit, LIMIT",
    "container.memory.usage.limit, LIMIT",
    "container.memory.rss, ANON",
    "k8s.pod.memory.rss, ANON",
    "k8s_pod_memory_rss_bytes, ANON",
    "anon_bytes, ANON",
    "total_rss_bytes, ANON",
    "inactive_file_bytes, INACTIVE_FILE",
    "slab_reclaimable_bytes, SLAB_RECLAIMABLE",
    "memory_stat_inactive_file, INACTIVE_FILE",
    "memory_stat_total_inactive_file, INACTIVE_FILE",
    "memory_stat_slab_reclaimable_bytes, SLAB_RECLAIMABLE",
    "memory_stat_file_dirty, FILE_DIRTY",
    "container.memory.total_inactive_file, INACTIVE_FILE",
    "container.memory.active_file, ACTIVE_FILE",
    "oom_kills, EVENTS_OOM_KILL",
  })
  void namesOfOtherRecordersAreKnown(String name, Field field) {
    assertEquals(field, Column.of(name).field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "working_set_bytes",
        "memory_working_set",
        "container.memory.working_set",
        "k8s.pod.memory.working_set",
        "k8s_pod_memory_working_set_bytes",
        "container.memory.usage.total"
      })
  void namesOfAWorkingSetAreKnown(String name) {
    assertEquals(Column.Kind.WORKING_SET, Column.of(name).kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"time", "timestamp", "ts", "datetime", "date", "_time", "epoch", "elapsed"})
  void namesOfATimeAreKnown(String name) {
    assertEquals(Column.Kind.TIME, Column.of(name).kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory_stat_time",
        "memory_stat_",
        "_bytes",
        "time_bytes",
        "container.memory.available",
        "k8s.node.memory.usage",
        "container_memory_failures_total",
        "k8s.container.memory_request"
      })
  void whatOnlyLooksLikeANameIsNone(String name) {
    assertEquals(Column.Kind.OTHER, Column.of(name).kind);
  }
}
