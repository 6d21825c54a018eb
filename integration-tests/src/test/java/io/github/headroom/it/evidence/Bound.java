package io.github.headroom.it.evidence;

import java.util.Map;
import java.util.Set;

/**
 * How far the kernel's figure may lie from the agent's last one, in bytes.
 *
 * @param less how much smaller it may be
 * @param more how much larger it may be
 * @param why the parts, in words
 */
public record Bound(double less, double more, String why) {

  /** Reading at two times, counters that the kernel keeps per processor and folds in later. */
  private static final double SHARE_OF_LIMIT = 0.03;

  /** One page of page table maps as much. */
  private static final double MAPPED_BY_PAGE_TABLE = 512;

  private static final String PROCESS_ANON = "headroom.process.memory.anon";
  private static final String SHMEM = "headroom.container.memory.shmem";
  private static final String ACTIVE_FILE = "headroom.container.memory.active_file";
  private static final String INACTIVE_FILE = "headroom.container.memory.inactive_file";

  private static final Set<String> PROCESS =
      Set.of(
          PROCESS_ANON,
          "headroom.process.memory.file",
          "headroom.process.memory.shmem",
          "headroom.process.memory.swap",
          "process.memory.usage",
          ReportFigures.SCORE_OF_JVM);

  /**
   * File pages: reclaim may take all of them between the last sample and the kill, for the OOM
   * killer runs only after reclaim has gone over every file page with rising priority and came back
   * with nothing (mm/memcontrol.c try_charge_memcg, mm/vmscan.c do_try_to_free_pages). Above
   * memory.high it runs at every charge (mem_cgroup_handle_over_high).
   */
  private static final Set<String> FILE_PAGES =
      Set.of(
          "headroom.container.memory.cache",
          "headroom.container.memory.mapped_file",
          ACTIVE_FILE,
          INACTIVE_FILE,
          "headroom.container.memory.dirty",
          "headroom.container.memory.slab_reclaimable",
          "headroom.process.memory.file");

  /** What a reader of files does not change. */
  private static final Set<String> NOT_FILES =
      Set.of(
          "container.memory.rss",
          "headroom.container.memory.rss_swap",
          "headroom.container.memory.swap",
          "headroom.container.memory.kernel",
          "headroom.container.memory.slab_reclaimable",
          PROCESS_ANON,
          "headroom.process.memory.swap");

  /** What reclaim moves from resident memory to swap, and what is there while it is written. */
  private static final Set<String> LEAVES_FOR_SWAP =
      Set.of("container.memory.rss", SHMEM, PROCESS_ANON, "process.memory.usage");

  private static final Set<String> SHARED_OF_PROCESS =
      Set.of("headroom.process.memory.shmem", "process.memory.usage", ReportFigures.SCORE_OF_JVM);

  private static final Set<String> COMES_TO_SWAP =
      Set.of(
          "headroom.container.memory.swap",
          "headroom.container.memory.writeback",
          "headroom.process.memory.swap");

  /**
   * @param sample the last one's figures, this one among them
   * @param seconds between it and the time of the kernel's figure
   */
  static Bound of(RecordedScene scene, String figure, Map<String, Double> sample, double seconds) {
    if (figure.equals("container.memory.available")) {
      Bound opposite = of(scene, "container.memory.working_set", sample, seconds);
      return new Bound(/* less= */ opposite.more, /* more= */ opposite.less, opposite.why);
    }
    double stair = scene.argument("--step"); // taken at once
    double share = SHARE_OF_LIMIT * scene.limit();
    double part = part(scene, figure);
    double taken = Math.max(HeapSteps.allocationRate(scene) * seconds, stair) * part;
    double step = part == 1 ? HeapSteps.of(scene, sample) : 0;
    double reclaimed = scene.lives() ? 0 : filePages(figure, sample);
    double swapped = scene.lives() ? 0 : swapLeft(scene, sample);
    double leaves = LEAVES_FOR_SWAP.contains(figure) ? swapped : 0;
    double unmapped = scene.lives() ? 0 : unmapped(scene, figure, sample);
    double comes = comesToSwap(figure, sample, swapped);
    double uncounted = uncounted(scene, figure, sample);
    String why = "3 % of the limit";
    if (taken > 0) {
      why += ", what the victim takes in " + Math.round(1000 * seconds) + " ms";
    }
    if (step > 0) {
      why += ", what a heap takes at once";
    }
    if (reclaimed > 0) {
      why += ", reclaim may have taken every file page";
    }
    if (leaves + comes > 0) {
      why += ", reclaim fills the swap that was left";
    }
    if (unmapped > 0) {
      why += ", reclaim unmaps shared pages that it wants to swap";
    }
    if (uncounted > 0) {
      why += ", what its threads had not added yet";
    }
    return new Bound(
        share + taken + reclaimed + leaves + unmapped,
        share + taken + step + comes + uncounted,
        why);
  }

  /**
   * The last rounds of reclaim take all swap that is left, at once: on 6.12 the sample had 12 MiB
   * of it, the report of 223 ms later none, and as much under writeback. Their sum does not change.
   */
  private static double swapLeft(RecordedScene scene, Map<String, Double> sample) {
    Double limit = sample.get("headroom.container.memory.swap.limit");
    Double used = sample.get("headroom.container.memory.swap");
    return scene.swap() == 0 || limit == null || used == null ? 0 : Math.max(0, limit - used);
  }

  /** Shared pages come to swap, too, and were not in rss_swap before. */
  private static double comesToSwap(String figure, Map<String, Double> sample, double swapped) {
    if (figure.equals("headroom.container.memory.rss_swap")) {
      return Math.min(swapped, sample.getOrDefault(SHMEM, 0.0));
    }
    return COMES_TO_SWAP.contains(figure) ? swapped : 0;
  }

  /**
   * A process's shared pages that it no longer maps: they are taken out of its page tables before
   * they are written to swap, and stay charged where that fails (mm/vmscan.c shrink_folio_list). On
   * 6.12, with swap full, 57 MiB of 174 were still mapped.
   */
  private static double unmapped(RecordedScene scene, String figure, Map<String, Double> sample) {
    return scene.swap() > 0 && SHARED_OF_PROCESS.contains(figure)
        ? sample.getOrDefault("headroom.process.memory.shmem", 0.0)
        : 0;
  }

  /**
   * Until 6.2 each thread counted up to 64 pages by itself before they were added to its process
   * (SPLIT_RSS_COUNTING): of hundreds of threads the process's anonymous memory lacks megabytes,
   * which the group's does not, and which come when they come.
   */
  private static double uncounted(RecordedScene scene, String figure, Map<String, Double> sample) {
    boolean counts =
        figure.equals(PROCESS_ANON)
            || figure.equals("process.memory.usage")
            || figure.equals(ReportFigures.SCORE_OF_JVM);
    Double group = sample.get("container.memory.rss");
    Double process = sample.get(PROCESS_ANON);
    boolean split = scene.kernelBefore(6, 2) && scene.area().orElse("").equals("thread_stacks");
    return counts && split && group != null && process != null ? Math.max(0, group - process) : 0;
  }

  /** The part of a figure that reclaim may take. */
  private static double filePages(String figure, Map<String, Double> sample) {
    return switch (figure) {
      case "process.memory.usage", ReportFigures.SCORE_OF_JVM ->
          sample.getOrDefault("headroom.process.memory.file", 0.0);
      case "container.memory.usage", LastSample.AREAS ->
          sample.getOrDefault(ACTIVE_FILE, 0.0) + sample.getOrDefault(INACTIVE_FILE, 0.0);
      // What is inactive is not in it.
      case "container.memory.working_set" -> sample.getOrDefault(ACTIVE_FILE, 0.0);
      default -> FILE_PAGES.contains(figure) ? sample.getOrDefault(figure, 0.0) : 0;
    };
  }

  /** Which part of what the victim takes may come on top of the figure, or displace it. */
  private static double part(RecordedScene scene, String figure) {
    String area = scene.area().orElse("");
    if (area.equals("file_cache") && NOT_FILES.contains(figure)) {
      return 0;
    }
    boolean elsewhere = area.equals("other_processes");
    return switch (figure) {
      case "headroom.container.memory.kernel", "headroom.container.memory.slab_reclaimable" ->
          area.equals("kernel") ? 1 : 1 / MAPPED_BY_PAGE_TABLE;
      case "headroom.container.memory.page_tables" -> 1 / MAPPED_BY_PAGE_TABLE;
      case "headroom.process.memory.page_tables" -> elsewhere ? 0 : 1 / MAPPED_BY_PAGE_TABLE;
      case "headroom.container.memory.unevictable",
          "headroom.container.memory.sock",
          "headroom.container.memory.swap.limit" ->
          0;
      case "headroom.container.memory.dirty",
          "headroom.container.memory.writeback",
          "headroom.container.memory.cache",
          "headroom.container.memory.mapped_file",
          ACTIVE_FILE,
          INACTIVE_FILE,
          "headroom.process.memory.file" ->
          area.equals("file_cache") || area.equals("shared_memory") || HeapSteps.isShared(scene)
              ? 1
              : 0;
      case "headroom.container.memory.kernel_stack" -> area.equals("thread_stacks") ? 1 : 0;
      case SHMEM, "headroom.process.memory.shmem" ->
          area.equals("shared_memory") || HeapSteps.isShared(scene) ? 1 : 0;
      default -> elsewhere && PROCESS.contains(figure) ? 0 : 1;
    };
  }
}
