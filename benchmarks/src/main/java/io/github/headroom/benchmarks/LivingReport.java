package io.github.headroom.benchmarks;

import static io.github.headroom.benchmarks.Spread.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The tables of what processes that live cost. */
final class LivingReport {

  static final String HEAD =
      """
      CPU of all threads between %d s and %d s after the start, as the kernel counts it by thread
      (`/proc/PID/task/TID/schedstat`), beyond no agent; the first row is absolute. Medians; in
      brackets the smallest and the largest. Each process is in a memory cgroup of its own with a
      limit of %d MiB, where one can be made (by root). A tick is all that its thread did between two
      pauses, with the waking up; of the ticks of one process it is the mean. The C program reads and parses once a second the files that a fast
      tick reads, opened once.

      """
          .formatted(Living.FROM_SECONDS, Living.TO_SECONDS, OwnGroup.LIMIT_BYTES >> 20);

  private static final String OTEL = "otel-full";

  private final Candidates candidates;
  private final Living.Costs costs;
  private final StringBuilder out;
  private final Table table;

  LivingReport(Candidates candidates, Living.Costs costs, StringBuilder out) {
    this.candidates = candidates;
    this.costs = costs;
    this.out = out;
    this.table = new Table(out);
  }

  /** A page of these tables alone. */
  static String page(Machine machine, String loadAtEnd, CharSequence tables) {
    return """
        # What a process that lives costs

        This file is written by one command and holds no figure typed by hand:

            ./benchmarks/run.sh --living [--beside EARLIER-BUILD.jar]...

        The application is a main that prints a line and sleeps, run with `%s`. Export interval 10 s. On a
        machine that is busy the OpenTelemetry Java agent is still starting at %d s: its share is to be read with the
        load average.

        | measured on | |
        |---|---|
        | day | %s |
        | processor | %s, %d of it |
        | kernel | Linux %s |
        | load average before and after | %s; %s |

        """
            .formatted(
                String.join(" ", Candidate.COMMON),
                Living.FROM_SECONDS,
                machine.day(),
                machine.processor(),
                machine.processors(),
                machine.kernel(),
                machine.load(),
                loadAtEnd)
        + "## By JDK\n\n"
        + HEAD
        + tables.toString().stripTrailing()
        + "\n";
  }

  boolean hasPeer() {
    return costs.agents().keySet().stream().anyMatch(c -> c.key().equals(OTEL));
  }

  /** Headroom's CPU beyond no agent, as a share of that of the OpenTelemetry Java agent. */
  double share() {
    return beyond(candidates.ours) / beyond(peer());
  }

  /** A fast tick as a multiple of the C program's. */
  double timesTheFloor() {
    return ticks(costs(candidates.ours), t -> t.fastMicros).median()
        / ticks(costs.floor(), t -> t.fastMicros).median();
  }

  void write(String label) {
    out.append("### ").append(label).append("\n\n");
    out.append(
        "| process | CPU, ms a second | of the OTel Java agent's | threads, ms a second |\n");
    out.append("|---|---|---|---|\n");
    for (Candidate candidate : costs.agents().keySet()) {
      boolean isBase = candidate.equals(candidates.none);
      Spread cpu = cpu(costs(candidate));
      table.row(
          candidate.name(),
          cpu.beyond(isBase ? 0 : cpu(costs(candidates.none)).median(), "%.2f"),
          isBase || !hasPeer() ? "" : number("%.2f", beyond(candidate) / beyond(peer())),
          threads(candidate));
    }
    out.append("\n| tick | fast, us | full, us | export, us | fast, times the C program |\n");
    out.append("|---|---|---|---|---|\n");
    Spread floor = ticks(costs.floor(), t -> t.fastMicros);
    table.row("C", floor.beyond(0, "%.0f"), "", "", "");
    for (Candidate candidate : costs.agents().keySet()) {
      List<Living.Cost> of = costs(candidate);
      if (of.stream().allMatch(c -> c.ticks() != null && c.exports() > 0)) {
        Spread fast = ticks(of, t -> t.fastMicros);
        table.row(
            candidate.name(),
            fast.beyond(0, "%.0f"),
            ticks(of, t -> t.fullMicros).beyond(0, "%.0f"),
            ticks(of, t -> t.exportMicros).beyond(0, "%.0f"),
            number("%.2f", fast.median() / floor.median()));
      }
    }
    out.append("\nProcesses of each: ").append(costs.floor().size()).append(".\n\n");
  }

  /** Those that took more than a hundredth of a millisecond a second, the greatest first. */
  private String threads(Candidate candidate) {
    Map<String, List<Double>> all = new TreeMap<>();
    for (Living.Cost cost : costs(candidate)) {
      cost.threads()
          .forEach((name, millis) -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(millis));
    }
    Map<Double, String> medians = new TreeMap<>(java.util.Comparator.reverseOrder());
    all.forEach(
        (name, millis) -> {
          double median = Spread.of(millis).median();
          if (median >= 0.01) {
            medians.merge(median, "`" + name + "`", (one, two) -> one + ", " + two);
          }
        });
    var cells = new ArrayList<String>();
    medians.forEach((millis, name) -> cells.add(name + " " + number("%.2f", millis)));
    return String.join("; ", cells);
  }

  private Candidate peer() {
    return costs.agents().keySet().stream()
        .filter(c -> c.key().equals(OTEL))
        .findFirst()
        .orElseThrow();
  }

  private double beyond(Candidate candidate) {
    return cpu(costs(candidate)).median() - cpu(costs(candidates.none)).median();
  }

  private List<Living.Cost> costs(Candidate candidate) {
    return Measured.of(costs.agents(), candidate);
  }

  private static Spread cpu(List<Living.Cost> of) {
    return Spread.of(of.stream().map(Living.Cost::millis).toList());
  }

  /** The means of the processes: not every tick does the same. */
  private static Spread ticks(List<Living.Cost> of, Function<Ticks, List<Double>> part) {
    var means = new ArrayList<Double>();
    for (Living.Cost cost : of) {
      Ticks ticks = cost.ticks();
      if (ticks != null) {
        means.add(
            part.apply(ticks).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN));
      }
    }
    return Spread.of(means);
  }
}
