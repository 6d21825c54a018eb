package io.github.headroom.it.evidence;

import io.github.headroom.it.evidence.OomReport.Charge;
import io.github.headroom.it.evidence.OomReport.Kill;
import io.github.headroom.it.evidence.OomReport.Task;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures of an OOM report under the keys of the agent's, worked out apart from its code. What
 * the kernel does not print is not there.
 */
final class ReportFigures {

  static final String SCORE_OF_JVM = "headroom.oom.score self";
  static final String SCORE_OF_OTHER = "headroom.oom.score other";

  private static final String CONTAINER = "headroom.container.memory.";
  private static final String PROCESS = "headroom.process.memory.";

  private ReportFigures() {}

  /** The limited group's. */
  static Map<String, Double> ofGroup(OomReport report, boolean v2) {
    Map<String, Double> figures = new TreeMap<>();
    Map<String, Long> stat = report.stat();
    StatKeys.of(v2).forEach((figure, key) -> put(figures, figure, stat.get(key)));
    if (v2) {
      Charge swap = report.swap();
      put(figures, CONTAINER + "swap", swap == null ? null : swap.usage());
    } else {
      Charge kernel = report.kernel();
      put(figures, CONTAINER + "kernel", kernel == null ? null : kernel.usage());
    }
    Double rss = figures.get("container.memory.rss");
    if (rss != null) {
      figures.put(CONTAINER + "rss_swap", rss + figures.getOrDefault(CONTAINER + "swap", 0.0));
    }
    Charge memory = report.memory();
    if (memory != null) {
      put(figures, "container.memory.usage", memory.usage());
      Double inactive = figures.get(CONTAINER + "inactive_file");
      if (inactive != null) {
        figures.put("container.memory.working_set", Math.max(0, memory.usage() - inactive));
      }
    }
    return figures;
  }

  /** A process's, from the line of its kill and that of the task table. */
  static Map<String, Double> ofProcess(OomReport report, long pid) {
    Map<String, Double> figures = new TreeMap<>();
    Optional<Kill> kill = report.kill(pid);
    Optional<Task> task = report.task(pid);
    task.ifPresent(
        line -> {
          figures.put("process.memory.usage", (double) line.rss());
          figures.put(PROCESS + "page_tables", (double) line.pageTables());
          figures.put(PROCESS + "swap", (double) line.swap());
          line.rssAnon().ifPresent(bytes -> figures.put(PROCESS + "anon", (double) bytes));
          line.rssFile().ifPresent(bytes -> figures.put(PROCESS + "file", (double) bytes));
          line.rssShmem().ifPresent(bytes -> figures.put(PROCESS + "shmem", (double) bytes));
        });
    kill.ifPresent(
        line -> {
          figures.put(PROCESS + "anon", (double) line.anon());
          figures.put(PROCESS + "file", (double) line.file());
          figures.put(PROCESS + "shmem", (double) line.shmem());
          figures.put(PROCESS + "page_tables", (double) line.pageTables());
        });
    return figures;
  }

  /**
   * The victim points of the JVM and of the worst other process, in bytes (mm/oom_kill.c
   * oom_badness: rss, swap and page tables, and the adjustment's share of what the group may have);
   * none where the kernel had no choice.
   */
  static Map<String, Double> ofScores(OomReport report, long pid) {
    Map<String, Double> figures = new TreeMap<>();
    if (report.tasks().size() < 2) {
      return figures;
    }
    double total = limit(report.memory()) + limit(report.swap());
    for (Task task : report.tasks()) {
      double points = task.rss() + task.swap() + task.pageTables();
      points += task.scoreAdjustment() * total / 1000;
      figures.merge(task.pid() == pid ? SCORE_OF_JVM : SCORE_OF_OTHER, points, Math::max);
    }
    return figures;
  }

  private static double limit(@Nullable Charge charge) {
    return charge == null ? 0 : charge.limit();
  }

  private static void put(Map<String, Double> figures, String key, @Nullable Long bytes) {
    if (bytes != null) {
      figures.put(key, (double) bytes);
    }
  }
}
