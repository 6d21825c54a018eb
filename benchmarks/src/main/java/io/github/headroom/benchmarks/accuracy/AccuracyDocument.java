package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.List;
import java.util.Locale;

/** docs/accuracy.md. */
final class AccuracyDocument {

  private final List<Figures> rows;
  private final List<Replay.Run> runs;
  private final String seeds;
  private final StringBuilder out = new StringBuilder();

  AccuracyDocument(List<Figures> rows, List<Replay.Run> runs, String seeds) {
    this.rows = rows;
    this.runs = runs;
    this.seeds = seeds;
  }

  String text() {
    double hours = runs.stream().mapToDouble(Replay.Run::seconds).sum() / 3600;
    long kills = runs.stream().filter(Replay.Run::killed).count();
    line("# Accuracy of the forecast");
    line("");
    line(
        "Written by `./benchmarks/accuracy.sh`. %d synthetic lives of %.0f hours from `%s`, %d of"
            + " them killed;",
        runs.size(), hours, seeds, kills);
    line(
        "%.0f of the hours were quiet: controls, leaks that end at their ceiling, and what came"
            + " before a leak.",
        rows.get(0).quietHours);
    line("");
    line(
        "A life is drawn from its seed: heap with collections, load, native noise, page cache,"
            + " dirty pages, late ticks,");
    line(
        "a limit as an operator would set it. The headroom that is read is off by as many bytes as"
            + " in one of the kills of the");
    line("kernel lab. The kills themselves are in [accuracy-on-kills.md](accuracy-on-kills.md).");
    line("");
    line(
        "A warning is a time told (verdict growing or spike); for the rules beside it, the alert."
            + " It counts as 30 s ahead if");
    line(
        "it stands from then to the kill without a gap of more than 10 s. Every other warning while"
            + " nothing leaks is a false");
    line(
        "alarm. Leaks at once kill within 2 s: nobody is asked to foresee them. In brackets: how"
            + " many are counted.");
    line("");
    line(
        "The rows of the leak's true rate show what is left to gain: of one who knows the rate and"
            + " reads the same headroom.");
    line("");
    table();
    line("");
    for (Figures row : rows) {
      if (row.name.equals(rows.get(0).name)) {
        line("## Every miss of %s", row.name);
        line("");
        row.misses.forEach(miss -> line("- %s", miss));
      }
    }
    return out.toString();
  }

  private void table() {
    StringBuilder head = new StringBuilder("| figure | must |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Figures row : rows) {
      head.append(' ').append(row.name).append(" |");
      rule.append("---|");
    }
    line("%s", head);
    line("%s", rule);
    for (int i = 0; i < Figures.AHEAD.length; i++) {
      int at = i;
      row(
          "error of the time "
              + Figures.AHEAD[i]
              + " s before the kill, steady leaks, median / p90",
          "10 % / 30 %",
          of -> of.errors[at].medianAndP90() + " (" + of.errors[at].count() + ")");
    }
    for (int length = 0; length <= Figures.LENGTHS.length; length++) {
      for (int i = 0; i < Figures.AHEAD.length; i++) {
        int at = i;
        int of = length;
        row(
            "of leaks of " + length(length) + ", " + Figures.AHEAD[i] + " s before",
            "",
            each ->
                each.errorsByLength[of][at].medianAndP90()
                    + " ("
                    + each.errorsByLength[of][at].count()
                    + ")");
      }
    }
    for (int i = 0; i < Figures.AHEAD.length; i++) {
      int ahead = Figures.AHEAD[i];
      Tally errors = new Tally();
      for (Replay.Run run : runs) {
        Leak leak = run.scenario().leak();
        if (run.killed()
            && leak != null
            && leak.shape() == Leak.Shape.STEADY
            && leak.area() != MemoryArea.JAVA_HEAP
            && run.seconds() - leak.onset() >= Figures.LONG_ENOUGH) {
          errors.add(run.truest().error(run.seconds(), ahead));
        }
      }
      line(
          "| the same, had the leak's true rate been known (without heap leaks), %d s before | | %s"
              + " (%d) |%s",
          ahead, errors.medianAndP90(), errors.count(), " |".repeat(rows.size() - 1));
    }
    row("told a time at these three, steady leaks", "", of -> of.told.share());
    row(
        "warned at least 30 s ahead, of kills that take 2 min or more",
        "98 %",
        of -> of.warned.share());
    row("interval low to high holds the truth", "85 %", of -> of.interval.share());
    row("culprit right", "95 %", of -> of.culprits.share());
    row(
        "false alarms in 100 quiet hours",
        "1",
        of -> String.format(Locale.ROOT, "%.2f (%d)", of.falseAlarmsIn100Hours(), of.falseAlarms));
  }

  private static String length(int index) {
    int[] ends = Figures.LENGTHS;
    return index == 0
        ? "up to " + ends[0] / 60 + " min"
        : index == ends.length
            ? "more than " + ends[index - 1] / 60 + " min"
            : ends[index - 1] / 60 + " to " + ends[index] / 60 + " min";
  }

  private void row(String figure, String must, java.util.function.Function<Figures, String> cell) {
    StringBuilder text = new StringBuilder("| " + figure + " | " + must + " |");
    for (Figures each : rows) {
      text.append(' ').append(cell.apply(each)).append(" |");
    }
    line("%s", text);
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
