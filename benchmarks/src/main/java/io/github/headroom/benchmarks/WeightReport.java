package io.github.headroom.benchmarks;

import static io.github.headroom.benchmarks.Spread.number;

import io.github.headroom.benchmarks.SteadyState.Weight;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The tables of what agents weigh: side by side, and step by step. */
final class WeightReport {

  private final Candidates candidates;
  private final Table table;
  private final StringBuilder out;

  WeightReport(Candidates candidates, StringBuilder out) {
    this.candidates = candidates;
    this.out = out;
    this.table = new Table(out);
  }

  void sideBySide(Measured m, List<Candidate> sideBySide) {
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table.head(
        "| agent | jar, MB | CPU before main(), ms | wall, ms | RSS, MiB | of it anonymous | threads"
            + " | classes | CPU in 25 s, s | exports |",
        10);
    for (Candidate candidate : sideBySide) {
      boolean isBase = candidate.equals(candidates.none);
      StartUp.Cost start = m.startUp().get(candidate);
      StartUp.Cost base = m.startUp().get(candidates.none);
      if (start == null || base == null) {
        continue;
      }
      table.row(
          candidate.name(),
          candidate.jarBytes() == 0 ? "" : number("%.2f", candidate.jarBytes() / 1e6),
          start.cpuMillis().beyond(isBase ? 0 : base.cpuMillis().median(), "%.0f"),
          number("%.0f", start.wallMillis().median() - (isBase ? 0 : base.wallMillis().median())),
          weight(m, candidate, candidates.none, Weight::rss, "%.1f"),
          number(
              "%.1f",
              m.weight(candidate, Weight::anon).median()
                  - (isBase ? 0 : m.weight(candidates.none, Weight::anon).median())),
          median(m, candidate, Weight::threads),
          median(m, candidate, Weight::classes),
          weight(m, candidate, candidates.none, Weight::cpuSeconds, "%.2f"),
          number("%.0f", m.weight(candidate, Weight::exports).min()));
    }
    StartUp.Cost base = m.startUp().get(candidates.none);
    if (base != null) {
      out.append("\nStart-ups: ")
          .append(base.cpuMillis().count())
          .append(" of the first three, ")
          .append(
              m.startUp().values().stream().mapToInt(c -> c.cpuMillis().count()).min().orElse(0))
          .append(" of the others; processes at 25 s: ")
          .append(m.weight(candidates.none, Weight::rss).count())
          .append(" of each.\n\n");
    }
  }

  void steps(Measured m) {
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table.head("| agent | RSS, MiB | classes | threads | CPU in 25 s, s |", 5);
    for (Candidates.Step step : candidates.steps) {
      Candidate candidate = step.candidate();
      Candidate base = step.base();
      if (!m.weights().containsKey(candidate)) {
        continue;
      }
      table.row(
          candidate.name(),
          weight(m, candidate, base, Weight::rss, "%.1f"),
          number("%.0f", m.beyond(candidate, base, Weight::classes)),
          number("%.0f", m.beyond(candidate, base, Weight::threads)),
          weight(m, candidate, base, Weight::cpuSeconds, "%.2f"));
    }
    out.append('\n');
  }

  private String median(Measured m, Candidate candidate, ToDoubleFunction<Weight> figure) {
    double base =
        candidate.equals(candidates.none) ? 0 : m.weight(candidates.none, figure).median();
    return number("%.0f", m.weight(candidate, figure).median() - base);
  }

  private static String weight(
      Measured m,
      Candidate candidate,
      Candidate base,
      ToDoubleFunction<Weight> figure,
      String format) {
    double less = candidate.equals(base) ? 0 : m.weight(base, figure).median();
    return m.weight(candidate, figure).beyond(less, format);
  }
}
