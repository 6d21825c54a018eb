package io.github.headroom.benchmarks.accuracy.lives;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of figures that synthetic and real lives share, in Markdown: a column a family. */
final class ScoreTable {

  private final Score all = new Score();
  private final Map<String, Score> families;
  private final @Nullable Score seen;
  private final @Nullable Score bound;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param seen of all families by constants that have seen them; null for no such column
   * @param bound that of an oracle; null where nobody knows the hidden state
   */
  ScoreTable(Map<String, Score> families, @Nullable Score seen, @Nullable Score bound) {
    this.families = families;
    this.seen = seen;
    this.bound = bound;
    families.values().forEach(all::add);
  }

  /** Of synthetic lives, which last for days. */
  String text() {
    head();
    row(
        "false alarms in 100 h, without cron jobs and rotated tmpfs / with",
        Score::falseAlarmsIn100Hours);
    rest();
    row("slow leaks under a daily load, 24 h ahead", Score::slowForeseen);
    errors();
    for (int h = 0; h < Score.HORIZONS.length; h++) {
      probability(h);
    }
    return text.toString();
  }

  /** Of lives of minutes and an hour: who lives for less than a horizon does not judge it. */
  String textOfShortLives() {
    head();
    row(
        "false alarms in 100 h, without cron jobs and rotated files / with",
        Score::falseAlarmsIn100Hours);
    rest();
    errors();
    probability(0);
    return text.toString();
  }

  private void head() {
    text.append(seen == null ? "| figure | all |" : "| figure | all, not seen | all, seen |");
    families.keySet().forEach(family -> text.append(' ').append(family).append(" |"));
    text.append(bound == null ? "\n" : " oracle |\n").append("|---|---|");
    text.append("---|".repeat(families.size() + (bound == null ? 0 : 1) + (seen == null ? 0 : 1)))
        .append('\n');
    bounded("lives, hours", s -> s.lives + ", " + hours(s.hours));
    row("killed", s -> String.valueOf(s.kills));
  }

  static String hours(double of) {
    return of > 0 && of < 10
        ? String.format(java.util.Locale.ROOT, "%.1f", of)
        : String.valueOf(Math.round(of));
  }

  private void rest() {
    row("interval holds the truth", Score::interval);
    row("low <= mid <= high", Score::ordered);
    row("mid steps by 2 times within a second, every", Score::steadiness);
    row("culprit a minute before", Score::culprit);
    row("warned 30 s ahead", Score::foreseen);
  }

  private void errors() {
    bounded("error of mid 10 min before, median / p90", Score::tenMinutes);
    for (int i = 0; i < Score.FRACTIONS.length; i++) {
      int at = i;
      long percent = Math.round(Score.FRACTIONS[i] * 100);
      row("error of mid at " + percent + " % of the leak's life", s -> s.fraction(at));
    }
  }

  private void probability(int horizon) {
    bounded(
        "kill within " + Score.HORIZONS[horizon] / 60 + " min: Brier skill (calibration error)",
        s -> s.probability(horizon));
  }

  private void row(String name, Function<Score, String> cell) {
    row(name, cell, null);
  }

  private void bounded(String name, Function<Score, String> cell) {
    row(name, cell, bound);
  }

  private void row(String name, Function<Score, String> cell, @Nullable Score oracle) {
    text.append("| ").append(name).append(" | ").append(cell.apply(all)).append(" |");
    if (seen != null) {
      text.append(' ').append(cell.apply(seen)).append(" |");
    }
    families.values().forEach(each -> text.append(' ').append(cell.apply(each)).append(" |"));
    if (bound != null) {
      text.append(' ').append(oracle == null ? "" : cell.apply(oracle)).append(" |");
    }
    text.append('\n');
  }
}
