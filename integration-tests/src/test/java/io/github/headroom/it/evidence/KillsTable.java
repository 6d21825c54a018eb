package io.github.headroom.it.evidence;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The scenes of a place, a row each. */
final class KillsTable {

  /** What the columns are. */
  static final String LEGEND =
      """

      ## Every scene

      All figures are in MiB. Each cell is the kernel's figure / the agent's last sample. The kernel's figure is from the OOM
      report; for a victim that lives, from the group's files at the end. "naive" is limit - working
      set in that sample, which an alert on `container_memory_working_set_bytes` takes as free.
      "age" is the age of the sample at the end, ms. A dash: the kernel publishes no such figure.
      """;

  private static final Map<String, String> COLUMNS = columns();

  private KillsTable() {}

  /** The heading a scene goes under. */
  static String place(RecordedScene scene) {
    String swap = scene.swap() > 0 ? ", swap " + (scene.swap() >> 20) + " MiB" : "";
    String runtime = scene.runtime().map(name -> ", " + name).orElse("");
    String arrangement =
        switch (scene.arrangement()) {
          case "plain" -> "";
          case "ancestor" -> ", an ancestor's limit binds";
          case "oom_group" -> ", memory.oom.group";
          case "high" -> ", memory.high below the limit";
          case "mglru" -> ", multi-generational LRU";
          case "zswap" -> ", zswap";
          case "private" -> ", a cgroup namespace of its own";
          default -> ", the host's cgroup namespace";
        };
    return "Kernel " + scene.kernel() + ", cgroup " + scene.cgroup() + runtime + arrangement + swap;
  }

  static void write(StringBuilder text, String place, List<Judgement> scenes) {
    text.append("\n### ").append(place).append("\n\n| scene | limit");
    COLUMNS.keySet().forEach(column -> text.append(" | ").append(column.substring(2)));
    text.append(" | naive | age | result |\n|---|--:");
    COLUMNS.keySet().forEach(column -> text.append("|--:"));
    text.append("|--:|--:|---|\n");
    for (Judgement judgement : scenes) {
      RecordedScene scene = judgement.evidence().scene();
      text.append("| ").append(scene.name()).append(" | ").append(mib((double) scene.limit()));
      COLUMNS.values().forEach(figure -> text.append(" | ").append(cell(judgement, figure)));
      text.append(" | ").append(naive(judgement)).append(" | ");
      text.append(judgement.ageMillis().isPresent() ? judgement.ageMillis().getAsLong() : "-");
      text.append(" | ").append(result(judgement)).append(" |\n");
    }
  }

  private static String cell(Judgement judgement, String figure) {
    Optional<Row> row =
        judgement.rows().stream().filter(one -> one.figure().equals(figure)).findFirst();
    return row.map(one -> mib(one.kernel()) + " / " + mib(one.agent())).orElse("-");
  }

  private static String naive(Judgement judgement) {
    for (Row row : judgement.rows()) {
      if (row.figure().equals("container.memory.working_set")) {
        return mib(row.limit() - row.agent());
      }
    }
    return "-";
  }

  private static String result(Judgement judgement) {
    String outcome = judgement.evidence().scene().outcome().replace('_', ' ');
    return judgement.holds() ? outcome : "**failed** (expected: " + outcome + ")";
  }

  static String mib(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (1 << 20));
  }

  /** In the order of the table: a digit and a space before the heading. */
  private static Map<String, String> columns() {
    Map<String, String> columns = new TreeMap<>();
    columns.put("1 usage", "container.memory.usage");
    columns.put("2 rss (anon)", "container.memory.rss");
    columns.put("3 rss + swap", "headroom.container.memory.rss_swap");
    columns.put("4 process anon", "headroom.process.memory.anon");
    columns.put("5 working set", "container.memory.working_set");
    return columns;
  }
}
