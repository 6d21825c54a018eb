package io.github.headroom.it.evidence;

import io.github.headroom.it.evidence.OomReport.Charge;
import io.github.headroom.it.evidence.OomReport.Kill;
import io.github.headroom.it.evidence.OomReport.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OOM reports of a kernel log as dmesg prints it. A report begins with "NAME invoked
 * oom-killer" and is whole when its "oom-kill:" and "Killed process" lines are there; lines of
 * others are passed over. Captured on kernels 6.1 and 6.12 (v2) and 6.18 (v1).
 *
 * @param reports the whole ones, in the log's order
 * @param faults what was found of others, such as one cut off by the end of the log
 */
public record KernelLog(List<OomReport> reports, List<String> faults) {

  /** Of x86-64. */
  private static final long PAGE = 4096;

  private static final Pattern PREFIX = Pattern.compile("^(<\\d+>)?(\\[[ 0-9.]+] ?)?");
  private static final Pattern BEGIN = Pattern.compile("(.*) invoked oom-killer: .*");
  private static final Pattern CHARGE =
      Pattern.compile("(memory|memory\\+swap|swap|kmem): usage (\\d+)kB, limit (\\d+)kB,.* (\\d+)");
  private static final Pattern STAT_OF = Pattern.compile("Memory cgroup stats for (.*):");
  private static final Pattern STAT = Pattern.compile("([a-z_0-9]+) (\\d+)");
  private static final Pattern TASK = Pattern.compile("\\[ *(\\d+)]((?: +-?\\d+)+) (.*)");
  private static final Pattern CHOSEN =
      Pattern.compile(
          "oom-kill:constraint=(\\w+),.*,(?:oom_memcg=(.*)|global_oom),task_memcg=(.*),task=.*"
              + ",pid=(\\d+),uid=\\d+");
  private static final Pattern KILLED =
      Pattern.compile(
          ".*Killed process (\\d+) \\((.*)\\) total-vm:(\\d+)kB, anon-rss:(\\d+)kB,"
              + " file-rss:(\\d+)kB, shmem-rss:(\\d+)kB, UID:\\d+ pgtables:(\\d+)kB"
              + " oom_score_adj:(-?\\d+)");
  private static final Pattern WHOLE_GROUP =
      Pattern.compile("Tasks in (.*) are going to be killed due to memory\\.oom\\.group set");

  /** Reads a log; nothing of it is an error, what cannot be used is among the faults. */
  public static KernelLog of(String text) {
    return of(text, PAGE);
  }

  /**
   * The log of a kernel with another size of a page.
   *
   * @param page bytes
   */
  public static KernelLog of(String text, long page) {
    List<OomReport> reports = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Unfinished report = null;
    for (String line : text.lines().toList()) {
      String message = PREFIX.matcher(line).replaceFirst("").strip();
      Matcher begin = BEGIN.matcher(message);
      if (begin.matches()) {
        finish(report, reports, faults);
        report = new Unfinished(begin.group(1), page);
      } else if (report != null) {
        report.add(message, faults);
      } else if (KILLED.matcher(message).matches()) {
        faults.add("a kill without the report before it: " + message);
      }
    }
    finish(report, reports, faults);
    return new KernelLog(List.copyOf(reports), List.copyOf(faults));
  }

  private static void finish(
      @Nullable Unfinished report, List<OomReport> reports, List<String> faults) {
    if (report != null) {
      OomReport whole = report.whole(faults);
      if (whole != null) {
        reports.add(whole);
      }
    }
  }

  /** A report while its lines come in. */
  private static final class Unfinished {
    private final String invoker;
    private final long page;
    private final Map<String, Charge> charges = new LinkedHashMap<>();
    private final Map<String, Long> stat = new LinkedHashMap<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();
    private @Nullable Matcher chosen;
    private @Nullable String wholeGroup;
    private boolean inStat;
    private boolean split;

    Unfinished(String invoker, long page) {
      this.invoker = invoker;
      this.page = page;
    }

    void add(String line, List<String> faults) {
      if (STAT_OF.matcher(line).matches()) {
        inStat = true;
      } else if (line.startsWith("Tasks state")) {
        inStat = false;
      } else if (line.startsWith("[  pid  ]")) {
        split = line.contains("rss_anon");
      } else if (chosen == null) {
        addBeforeTheChoice(line, faults);
      } else {
        addKill(line);
      }
    }

    private void addBeforeTheChoice(String line, List<String> faults) {
      Matcher charge = CHARGE.matcher(line);
      if (charge.matches()) {
        charges.put(
            charge.group(1),
            new Charge(
                kilobytes(charge.group(2)),
                kilobytes(charge.group(3)),
                Long.parseLong(charge.group(4))));
      }
      Matcher pair = STAT.matcher(line);
      if (inStat && pair.matches()) {
        stat.put(pair.group(1), Long.valueOf(pair.group(2)));
      }
      Matcher task = TASK.matcher(line);
      if (task.matches()) {
        addTask(task, line, faults);
      }
      Matcher choice = CHOSEN.matcher(line);
      if (choice.matches()) {
        chosen = choice;
      }
    }

    private void addKill(String line) {
      Matcher kill = KILLED.matcher(line);
      if (kill.matches()) {
        kills.add(kill(kill));
      }
      Matcher group = WHOLE_GROUP.matcher(line);
      if (group.matches()) {
        wholeGroup = group.group(1);
      }
    }

    /** Columns: pid, uid, tgid, total_vm, rss, (the split), pgtables_bytes, swapents, adj, name. */
    private void addTask(Matcher matcher, String line, List<String> faults) {
      String[] columns = matcher.group(2).strip().split(" +", -1);
      if (columns.length != (split ? 10 : 7)) {
        faults.add("a task's line with " + (columns.length + 2) + " columns: " + line);
        return;
      }
      int last = columns.length;
      tasks.add(
          new Task(
              Long.parseLong(matcher.group(1)),
              Long.parseLong(columns[3]) * page,
              split ? OptionalLong.of(Long.parseLong(columns[4]) * page) : OptionalLong.empty(),
              split ? OptionalLong.of(Long.parseLong(columns[5]) * page) : OptionalLong.empty(),
              split ? OptionalLong.of(Long.parseLong(columns[6]) * page) : OptionalLong.empty(),
              Long.parseLong(columns[last - 3]),
              Long.parseLong(columns[last - 2]) * page,
              Integer.parseInt(columns[last - 1]),
              matcher.group(3).strip()));
    }

    @Nullable OomReport whole(List<String> faults) {
      if (chosen == null || kills.isEmpty()) {
        faults.add(
            "a report begun by "
                + invoker
                + (chosen == null ? " has no line \"oom-kill:\"" : " has no \"Killed process\""));
        return null;
      }
      return new OomReport(
          invoker,
          chosen.group(1),
          chosen.group(2),
          chosen.group(3),
          Long.parseLong(chosen.group(4)),
          charges.get("memory"),
          charges.get("swap"),
          charges.get("memory+swap"),
          charges.get("kmem"),
          Collections.unmodifiableMap(stat),
          List.copyOf(tasks),
          List.copyOf(kills),
          wholeGroup);
    }

    private static Kill kill(Matcher matcher) {
      return new Kill(
          Long.parseLong(matcher.group(1)),
          matcher.group(2),
          kilobytes(matcher.group(3)),
          kilobytes(matcher.group(4)),
          kilobytes(matcher.group(5)),
          kilobytes(matcher.group(6)),
          kilobytes(matcher.group(7)),
          Integer.parseInt(matcher.group(8)));
    }

    private static long kilobytes(String number) {
      return Long.parseLong(number) << 10;
    }
  }
}
