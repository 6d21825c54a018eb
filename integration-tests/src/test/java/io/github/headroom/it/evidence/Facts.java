package io.github.headroom.it.evidence;

import io.github.headroom.it.evidence.OomReport.Charge;
import io.github.headroom.it.evidence.OomReport.Kill;
import io.github.headroom.it.evidence.OomReport.Task;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares the end by the runner, by the group's counters and by the kernel's log. */
final class Facts {

  /** 128 and SIGKILL, as in a shell. */
  private static final int KILLED = 137;

  private Facts() {}

  static void add(Evidence evidence, List<Fact> facts) {
    RecordedScene scene = evidence.scene();
    facts.add(
        new Fact(
            "exit status",
            scene.outcome().equals(RecordedScene.KILLED) ? Integer.toString(KILLED) : "none yet",
            exit(scene.exit())));
    facts.add(
        new Fact(
            "OOM kills in the group by its counter",
            Long.toString(killedOf(evidence)),
            oomKills(evidence.own(), scene)));
    if (scene.endsInAKill()) {
      List<OomReport> reports = evidence.reports();
      facts.add(
          new Fact(
              "the kernel reports a kill", "yes", reports.isEmpty() ? absence(evidence) : "yes"));
      reports.stream().findFirst().ifPresent(report -> addReport(evidence, report, facts));
    } else {
      facts.add(new Fact("kills", "0", Integer.toString(evidence.reports().size())));
      if (scene.outcome().equals(RecordedScene.THROTTLED)) {
        addThrottled(evidence, facts);
      }
      if (scene.victim().equals("PageCacheReader")) {
        addCacheReader(evidence, facts);
      }
    }
  }

  private static void addReport(Evidence evidence, OomReport report, List<Fact> facts) {
    RecordedScene scene = evidence.scene();
    facts.add(new Fact("the limit was of", scene.limited(), String.valueOf(report.limited())));
    facts.add(new Fact("the process was of", scene.group(), report.killed()));
    Charge memory = report.memory();
    facts.add(
        new Fact(
            "the limit as the kernel reports it",
            Long.toString(evidence.limit()),
            memory == null ? "absent" : Long.toString(memory.limit())));
    boolean jvm = report.kill(scene.pid()).isPresent();
    facts.add(
        new Fact(
            "the JVM is among the killed",
            yes(scene.outcome().equals(RecordedScene.KILLED)),
            yes(jvm)));
    addChosen(evidence, report, facts);
    if (scene.arrangement().equals("oom_group")) {
      facts.add(new Fact("killed as a group", scene.group(), String.valueOf(report.wholeGroup())));
      Set<Long> tasks =
          report.tasks().stream().map(Task::pid).collect(Collectors.toCollection(TreeSet::new));
      Set<Long> killed =
          report.kills().stream().map(Kill::pid).collect(Collectors.toCollection(TreeSet::new));
      // A process whose first thread is gone already is killed once more by another thread's id.
      killed.retainAll(tasks);
      facts.add(new Fact("processes killed", tasks.toString(), killed.toString()));
    }
  }

  /** Of several processes, that the agent's scores name the one that the kernel chooses. */
  private static void addChosen(Evidence evidence, OomReport report, List<Fact> facts) {
    if (report.tasks().size() < 2) {
      return;
    }
    String other = "another process";
    String expected = report.pid() == evidence.scene().pid() ? "the JVM" : other;
    String found =
        LastSample.of(evidence)
            .map(last -> last.export().figures())
            .map(
                figures -> {
                  double jvms = figures.getOrDefault(ReportFigures.SCORE_OF_JVM, -1.0);
                  double others = figures.getOrDefault(ReportFigures.SCORE_OF_OTHER, -1.0);
                  return others > jvms ? other : "the JVM";
                })
            .orElse("no sample");
    facts.add(new Fact("the highest score was of", expected, found));
  }

  private static void addThrottled(Evidence evidence, List<Fact> facts) {
    long high = evidence.own().pairs("memory.events").getOrDefault("high", 0L);
    double seen = evidence.last().figure("headroom.container.memory.events high").orElse(0);
    facts.add(new Fact("memory.events high has risen", "yes", yes(high > 0)));
    facts.add(new Fact("the agent saw it rise", "yes", yes(seen > 0 || heldBelow(evidence))));
  }

  /**
   * Whether the last sample is of before, and there cannot be one of after: where a collection
   * takes the group over memory.high, the kernel makes its threads sleep up to 2 s for each few
   * pages (mm/memcontrol.c mem_cgroup_handle_over_high), and every other thread of the JVM waits
   * for the collection: minutes.
   */
  private static boolean heldBelow(Evidence evidence) {
    RecordedScene scene = evidence.scene();
    double usage = evidence.last().figure("container.memory.usage").orElse(Double.MAX_VALUE);
    return HeapSteps.growsHeap(scene) && usage < scene.high().orElse(0);
  }

  /**
   * The working set alarms, nothing is the matter. The multi-generational LRU keeps pages that are
   * read by read(2), however often, in its old generations, which memory.stat calls inactive_file:
   * there the working set stays low, and only usage is at the limit.
   */
  private static void addCacheReader(Evidence evidence, List<Fact> facts) {
    String utilization = "headroom.container.memory.utilization ";
    double workingSet = 0;
    double usage = 0;
    double rssSwap = 0;
    for (Export export : evidence.exports()) {
      workingSet = Math.max(workingSet, export.figure(utilization + "working_set").orElse(0));
      usage = Math.max(usage, export.figure("container.memory.usage").orElse(0));
      rssSwap = Math.max(rssSwap, export.figure(utilization + "rss_swap").orElse(1));
    }
    usage /= evidence.limit();
    facts.add(new Fact("usage over 0.9 of the limit", "yes", usage > 0.9 ? "yes" : "" + usage));
    if (!evidence.scene().lruGen()) {
      facts.add(
          new Fact(
              "working set over 0.9 of the limit",
              "yes",
              workingSet > 0.9 ? "yes" : "" + workingSet));
    }
    facts.add(
        new Fact("rss + swap under 0.5 of the limit", "yes", rssSwap < 0.5 ? "yes" : "" + rssSwap));
  }

  /**
   * Kills in the JVM's group by the log. With memory.oom.group the kernel kills, logs and counts
   * the chosen process twice: by itself, then as one of the group (mm/oom_kill.c oom_kill_process).
   */
  private static long killedOf(Evidence evidence) {
    return evidence.reports().stream()
        .filter(report -> report.killed().equals(evidence.scene().group()))
        .mapToLong(report -> report.kills().size())
        .sum();
  }

  private static String oomKills(GroupFiles files, RecordedScene scene) {
    Map<String, Long> counters = files.pairs(scene.v2() ? "memory.events" : "memory.oom_control");
    return String.valueOf(counters.get("oom_kill"));
  }

  private static String absence(Evidence evidence) {
    List<String> faults = evidence.log().faults();
    return faults.isEmpty() ? "no" : "no, but " + faults;
  }

  private static String exit(OptionalInt exit) {
    return exit.isPresent() ? Integer.toString(exit.getAsInt()) : "none yet";
  }

  private static String yes(boolean so) {
    return so ? "yes" : "no";
  }
}
