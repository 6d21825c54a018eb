package io.github.headroom.it.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's log of one run of the OOM killer (mm/oom_kill.c dump_header and oom_kill_process,
 * mm/memcontrol.c mem_cgroup_print_oom_meminfo). Bytes throughout.
 *
 * @param invoker name of the task whose charge failed
 * @param constraint CONSTRAINT_MEMCG for a cgroup's limit, CONSTRAINT_NONE for the machine's end
 * @param limited the group whose limit it was; null when it was none's
 * @param killed the group of the chosen process
 * @param pid of the chosen process
 * @param memory of the limited group; null when it was none's
 * @param swap v2: swap alone; null on v1
 * @param memoryAndSwap v1: both together; null on v2
 * @param kernel v1: kernel memory; null on v2, where memory.stat has it
 * @param stat memory.stat of the limited group, in the names of its version, in the order printed
 * @param tasks of the limited group and those below it
 * @param kills the chosen process first, then the rest of its group where memory.oom.group is set
 * @param wholeGroup the group that memory.oom.group condemned; null when it condemned none
 */
public record OomReport(
    String invoker,
    String constraint,
    @Nullable String limited,
    String killed,
    long pid,
    @Nullable Charge memory,
    @Nullable Charge swap,
    @Nullable Charge memoryAndSwap,
    @Nullable Charge kernel,
    Map<String, Long> stat,
    List<Task> tasks,
    List<Kill> kills,
    @Nullable String wholeGroup) {

  /** A page counter: its limit may be the kernel's word for none, about 2^63. */
  public record Charge(long usage, long limit, long failures) {}

  /**
   * A line of the task table.
   *
   * @param rssAnon with rssFile and rssShmem on kernels 6.12 and 6.18; 6.1 prints none of them
   */
  public record Task(
      long pid,
      long rss,
      OptionalLong rssAnon,
      OptionalLong rssFile,
      OptionalLong rssShmem,
      long pageTables,
      long swap,
      int scoreAdjustment,
      String name) {}

  /** A line "Killed process". */
  public record Kill(
      long pid,
      String name,
      long virtual,
      long anon,
      long file,
      long shmem,
      long pageTables,
      int scoreAdjustment) {}

  /** The line of a process in the task table. */
  public Optional<Task> task(long process) {
    return tasks.stream().filter(task -> task.pid() == process).findFirst();
  }

  /** The kill of a process, the chosen one or one of its group. */
  public Optional<Kill> kill(long process) {
    return kills.stream().filter(kill -> kill.pid() == process).findFirst();
  }
}
