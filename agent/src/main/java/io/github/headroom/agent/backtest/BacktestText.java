package io.github.headroom.agent.backtest;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Map;

/** The result of a backtest for a terminal. */
public final class BacktestText {

  /** The most warnings of a life that are printed; {@code --json} has more. */
  private static final int MOST_WARNINGS = 20;

  private final PrintStream out;

  private BacktestText(PrintStream out) {
    this.out = out;
  }

  public static void print(String file, History history, PrintStream out) {
    BacktestText text = new BacktestText(out);
    text.head(file, history);
    for (Series series : history.series.values()) {
      text.series(series);
    }
    if (!history.moreSeries.isEmpty()) {
      out.println();
      out.println(
          "more containers than "
              + history.series.size()
              + " are in it; of the others nothing is looked at, --series TEXT takes those with"
              + " this text in their names");
    }
  }

  private void head(String file, History history) {
    out.println(
        file
            + ": "
            + Numbers.count(history.rows)
            + " rows of "
            + number(history.series.size(), "container"));
    StringBuilder read = new StringBuilder();
    for (Map.Entry<String, String> column : history.read.entrySet()) {
      read.append(read.length() == 0 ? "" : ", ").append(column.getKey());
      if (!column.getKey().equals(column.getValue())) {
        read.append(" (").append(column.getValue()).append(')');
      }
    }
    field("read", read);
    if (!history.ignored.isEmpty()) {
      field("passed over", joined(history.ignored));
    }
    if (history.badRows > 0) {
      field("bad rows", Numbers.count(history.badRows) + ", passed over:");
      for (String problem : history.problems) {
        out.println("               " + problem);
      }
      if (history.badRows > history.problems.size()) {
        out.println("               ...");
      }
    }
  }

  private void series(Series series) {
    for (Life life : series.lives) {
      out.println();
      String name = series.name.isEmpty() ? "the container" : "{" + series.name + "}";
      out.println(name + ", " + Numbers.time(life.begin) + " to " + Numbers.time(life.last));
      field("life", length(life));
      field("limit", limit(life));
      if (life.unknownRows > 0) {
        field("not known", "the headroom of " + Numbers.count(life.unknownRows) + " rows");
      }
      String label = "not there";
      for (String assumed : life.assumed) {
        field(label, assumed);
        label = "";
      }
      field("end", end(life.end));
      warnings(life);
      out.println("  beside it");
      alarm(life.headroom, life.end);
      for (UsualRule rule : life.rules) {
        if (rule.evaluated()) {
          alarm(rule.alarm, life.end);
        }
      }
    }
    if (series.moreLives > 0) {
      out.println(
          "and " + number(series.moreLives, "life", "lives") + " more of {" + series.name + "}");
    }
    if (series.closeRows > 0) {
      field(
          "too close",
          Numbers.count(series.closeRows) + " rows less than 0.5 s after another, passed over");
    }
  }

  private static String length(Life life) {
    StringBuilder text = new StringBuilder(Numbers.span(life.last - life.begin));
    text.append(", ").append(number(life.rows, "row"));
    double step = life.pace.seconds();
    if (!Double.isNaN(step)) {
      text.append(", one every ").append(Numbers.plain(step)).append(" s");
    }
    if (life.pace.gaps > 0) {
      text.append("; ").append(number(life.pace.gaps, "gap")).append(" of ");
      text.append(Numbers.span(life.pace.gapSeconds)).append(" together");
    }
    return text.toString();
  }

  private static String limit(Life life) {
    if (life.greatestLimit == 0) {
      return life.unlimited
          ? "none: nothing can be forecast"
          : "not known: nothing can be forecast";
    }
    String least = Numbers.mebibytes((double) life.leastLimit);
    String range =
        life.leastLimit == life.greatestLimit
            ? least
            : least + " to " + Numbers.mebibytes((double) life.greatestLimit);
    return life.unlimited ? range + ", at times none" : range;
  }

  private static String end(End end) {
    switch (end) {
      case KILLED:
        return "the OOM killer came";
      case LIVED:
        return "the history ends, and the container lived on (--lived)";
      case NO_KILL:
        return "the history ends, no kill was counted until then";
      case RESTARTED:
        return "the container started anew, why is not in the history";
      default:
        return "the history ends; whether a kill came is not in it (a column oom_kill, --killed or --lived)";
    }
  }

  private void warnings(Life life) {
    Alarm alarm = life.headroom;
    out.println("  " + (alarm.count == 0 ? "no warning" : number(alarm.count, "warning")));
    int first = Math.max(0, alarm.kept.size() - MOST_WARNINGS);
    if (first > 0) {
      out.println("    ... the last " + MOST_WARNINGS + ":");
    }
    for (int i = first; i < alarm.kept.size(); i++) {
      Warning warning = alarm.kept.get(i);
      out.println(
          "    "
              + Numbers.time(warning.begin)
              + "  "
              + warning.verdict
              + (warning.culprit == null ? "" : " by " + warning.culprit)
              + ": "
              + outcome(warning));
      if (warning.evidence != null) {
        out.println("        " + warning.evidence);
      }
    }
  }

  private static String outcome(Warning warning) {
    String lasted = Numbers.span(warning.end - warning.begin);
    switch (warning.outcome) {
      case KILLED:
        return lasted + " before the kill";
      case PASSED:
        return "over after " + lasted + ", no kill came";
      default:
        return "stands at the end, " + lasted + " later";
    }
  }

  private void alarm(Alarm alarm, End end) {
    StringBuilder line = new StringBuilder("    ").append(alarm.name);
    while (line.length() < 52) {
      line.append(' ');
    }
    line.append(number(alarm.count, "warning"));
    double lead = alarm.leadSeconds();
    if (!Double.isNaN(lead)) {
      line.append(", ").append(Numbers.span(lead)).append(" before the kill");
    } else if (end == End.KILLED) {
      line.append(", none at the kill");
    }
    line.append("; ").append(hours(alarm.falseSeconds())).append(" h of false warning");
    double open = alarm.givenSeconds() - alarm.falseSeconds();
    if (end != End.KILLED && open > 0) {
      line.append(", ").append(hours(open)).append(" h not known");
    }
    out.println(line);
  }

  private static String hours(double seconds) {
    return Numbers.plain(Math.rint(seconds / 36) / 100);
  }

  private void field(String label, CharSequence text) {
    StringBuilder line = new StringBuilder("  ").append(label);
    while (line.length() < 15) {
      line.append(' ');
    }
    out.println(line.append(text));
  }

  private static String number(long count, String one) {
    return number(count, one, one + "s");
  }

  private static String number(long count, String one, String more) {
    return Numbers.count(count) + " " + (count == 1 ? one : more);
  }

  private static String joined(Collection<String> texts) {
    StringBuilder joined = new StringBuilder();
    for (String text : texts) {
      joined.append(joined.length() == 0 ? "" : ", ").append(text);
    }
    return joined.toString();
  }
}
