package io.github.headroom.benchmarks;

import static io.github.headroom.benchmarks.Spread.number;

import io.github.headroom.benchmarks.SteadyState.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The text of docs/performance.md; every number in it comes from the run. */
final class Report {

  private final Machine machine;
  private final String loadAtEnd;
  private final Candidates candidates;
  private final List<Candidate> sideBySide;
  private final List<Measured> all;
  private final StringBuilder out = new StringBuilder();

  Report(
      Machine machine,
      String loadAtEnd,
      Candidates candidates,
      List<Candidate> sideBySide,
      List<Measured> all) {
    this.machine = machine;
    this.loadAtEnd = loadAtEnd;
    this.candidates = candidates;
    this.sideBySide = sideBySide;
    this.all = all;
  }

  String text() {
    head();
    out.append("## The figures that Headroom is held to\n\n");
    out.append("Beyond no agent in the same run, all metrics on.\n\n");
    for (Measured measured : all) {
      targets(measured);
    }
    out.append("## A process that lives\n\n");
    out.append(LivingReport.HEAD);
    for (Measured measured : all) {
      living(measured).write(measured.jdk().label());
    }
    out.append("## Side by side\n\n");
    out.append(
        """
        Beyond the first row, which is absolute. Medians; in brackets the smallest and the largest.
        RSS, threads, classes and CPU are those of the process %d s after it was started. CPU before
        main() is what the kernel counted for a JVM whose main ends it by its first statement, wall
        time is that of the whole process: trust the CPU column. Exports are those that arrived
        (scrapes that were answered, where the agent is scraped).

        """
            .formatted(SteadyState.SECONDS));
    for (Measured measured : all) {
      peers(measured);
    }
    out.append("## One tick in a loop without pauses\n\n");
    out.append(
        "Compiled and with warm caches, as no process has it. The agent's code is compiled by C1 alone.\n\n");
    for (Measured measured : all) {
      tick(measured);
    }
    out.append("## What each step of weight loss gave\n\n");
    out.append(
        """
        Beyond no agent under the same options of the JVM. The first rows are what a metrics agent
        weighs that is put together from ready parts; Headroom makes its points and
        their protobuf itself, and sends them over a socket of its own. With a small
        young generation the garbage of the start does not stay resident; without compilers their
        arenas and the code they make are gone. Headroom leaves its own code to C1 by a compiler
        directive: beside it stands what C2 would take while the agent is busiest.

        """);
    for (Measured measured : all) {
      steps(measured);
    }
    out.append("## Where the rest is\n\n");
    out.append(
        """
        From a run of its own with NMT, class and compilation logging on, each beyond no agent.

        """);
    for (Measured measured : all) {
      anatomy(measured);
    }
    return out.toString();
  }

  private void head() {
    out.append("# Performance\n\n");
    out.append(
        """
        This file is written by one command and holds no figure typed by hand:

            ./benchmarks/run.sh          # all of it; needs gcc and Maven Central
            ./benchmarks/run.sh --quick  # a look at one JDK, in the terminal, this file untouched

        The application is a main that prints a line and sleeps, run with `%s`; agents that send
        have a receiver on the loopback, outside the measured process, that answers 200. Export
        interval 10 s. Runs are interleaved.

        """
            .formatted(String.join(" ", Candidate.COMMON)));
    table("| measured on | |", 2);
    row("day", machine.day());
    row("processor", machine.processor() + ", " + machine.processors() + " of it");
    row("memory", machine.memoryMib() + " MiB");
    row("kernel", "Linux " + machine.kernel());
    for (Measured measured : all) {
      row(measured.jdk().label(), measured.jdk().version());
    }
    row("load average before and after", machine.load() + "; " + loadAtEnd);
    out.append('\n');
  }

  private void targets(Measured m) {
    Candidate ours = candidates.ours;
    Candidate none = candidates.none;
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table("| figure | must | aim | measured | |", 5);
    boolean later = m.jdk().feature() > 21;
    LivingReport living = living(m);
    if (living.hasPeer()) {
      target(
          "CPU of a process that lives, times the OTel Java agent's",
          0.33,
          0.15,
          "%.2f",
          living.share());
    }
    target(
        "a fast tick once a second, times a C program that does the same once a second",
        3,
        2,
        "%.2f",
        living.timesTheFloor());
    target(
        "RSS at 25 s, MiB",
        later ? 24 : 16,
        later ? 15 : 10,
        "%.1f",
        m.beyond(ours, none, Weight::rss));
    target(
        "CPU before main(), times the empty agent",
        1.3,
        1.1,
        "%.2f",
        m.cpuBeforeMain(ours, none) / m.cpuBeforeMain(candidates.empty, none));
    target("CPU in 25 s, s", 0.35, 0.2, "%.2f", m.beyond(ours, none, Weight::cpuSeconds));
    target("threads", 2, 1, "%.0f", m.beyond(ours, none, Weight::threads));
    target("classes", 1300, 900, "%.0f", m.beyond(ours, none, Weight::classes));
    OneTick.Pass fast = m.passes().get("fastPass");
    if (fast != null) {
      target(
          "one fast tick in a loop without pauses, times a C program that does the same",
          2,
          1.3,
          "%.2f",
          fast.p50Nanos() / m.floor().read().median());
    }
    pass(m, "deriveAndForecast", "derive and forecast of a container that grows, us", 20, 5, 1e3);
    pass(m, "record", "a record, us", 5, 2, 1e3);
    pass(m, "slowTick", "a slow tick, ms", 2, 0.5, 1e6);
    target("heap allocated by a fast tick, B", 0, 0, "%.0f", m.counted().allocatedBytes());
    target("jar, MB", 5, 2.5, "%.2f", ours.jarBytes() / 1e6);
    out.append('\n');
  }

  private LivingReport living(Measured m) {
    return new LivingReport(candidates, m.living(), out);
  }

  private void pass(
      Measured m, String name, String figure, double must, double aim, double unitNanos) {
    OneTick.Pass pass = m.passes().get(name);
    if (pass != null) {
      target(figure, must, aim, "%.2f", pass.p50Nanos() / unitNanos);
    }
  }

  private void target(String figure, double must, double aim, String format, double measured) {
    String verdict = measured <= aim ? "aim met" : measured <= must ? "must met" : "**missed**";
    row(figure, plain(must), plain(aim), number(format, measured), verdict);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? number("%.0f", value) : Double.toString(value);
  }

  private void peers(Measured m) {
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table(
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
      row(
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

  private void tick(Measured m) {
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table("| what | p50, us | p99, us | heap, B |", 4);
    row("C, preads the files", number("%.2f", m.floor().read().median() / 1e3), "", "");
    row(
        "C, parses every number too",
        number("%.2f", m.floor().readAndParse().median() / 1e3),
        "",
        "");
    for (Map.Entry<String, OneTick.Pass> pass : m.passes().entrySet()) {
      OneTick.Pass figures = pass.getValue();
      row(
          "Headroom, " + pass.getKey() + " (JMH)",
          number("%.2f", figures.p50Nanos() / 1e3),
          number("%.2f", figures.p99Nanos() / 1e3),
          number("%.1f", figures.bytes()));
    }
    OneTick.Counted counted = m.counted();
    out.append("\nA fast tick, interpreted, as the JVM and the kernel count it: ")
        .append(number("%.3f", counted.allocatedBytes()))
        .append(" B of heap; ")
        .append(counted.readCalls())
        .append(" read calls of ")
        .append(counted.files().size())
        .append(" files: ");
    List<String> names = new ArrayList<>();
    for (String file : counted.files()) {
      names.add("`" + file.substring(file.lastIndexOf('/') + 1) + "`");
    }
    out.append(String.join(", ", names)).append(".\n\n");
  }

  private void steps(Measured m) {
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table("| agent | RSS, MiB | classes | threads | CPU in 25 s, s |", 5);
    for (Candidates.Step step : candidates.steps) {
      Candidate candidate = step.candidate();
      Candidate base = step.base();
      if (!m.weights().containsKey(candidate)) {
        continue;
      }
      row(
          candidate.name(),
          weight(m, candidate, base, Weight::rss, "%.1f"),
          number("%.0f", m.beyond(candidate, base, Weight::classes)),
          number("%.0f", m.beyond(candidate, base, Weight::threads)),
          weight(m, candidate, base, Weight::cpuSeconds, "%.2f"));
    }
    out.append('\n');
  }

  private void anatomy(Measured m) {
    List<Candidate> shown = new ArrayList<>(m.anatomy().keySet());
    shown.remove(candidates.none);
    Anatomy.Parts base = m.anatomy().get(candidates.none);
    if (base == null) {
      return;
    }
    out.append("### ").append(m.jdk().label()).append("\n\n");
    StringBuilder head = new StringBuilder("| native memory committed, KiB |");
    for (Candidate candidate : shown) {
      head.append(' ').append(candidate.name()).append(" |");
    }
    table(head.toString(), shown.size() + 1);
    var rows = new TreeSet<String>();
    shown.forEach(c -> rows.addAll(Measured.of(m.anatomy(), c).nativeKib().keySet()));
    for (String category : rows) {
      parts(category, shown, m, parts -> parts.nativeKib().getOrDefault(category, 0L), base);
    }
    out.append('\n');
    table(
        head.toString().replace("native memory committed, KiB", "classes loaded from"),
        shown.size() + 1);
    rows.clear();
    shown.forEach(c -> rows.addAll(Measured.of(m.anatomy(), c).classes().keySet()));
    for (String origin : rows) {
      parts(origin, shown, m, parts -> parts.classes().getOrDefault(origin, 0), base);
    }
    out.append('\n');
    table(
        head.toString().replace("native memory committed, KiB", "methods compiled"),
        shown.size() + 1);
    for (int tier = 1; tier <= 4; tier++) {
      int of = tier;
      parts(
          tier == 4 ? "by C2" : "by C1, tier " + tier,
          shown,
          m,
          parts -> parts.compiled().getOrDefault(of, 0),
          base);
    }
    out.append('\n');
  }

  private void parts(
      String name,
      List<Candidate> shown,
      Measured m,
      ToDoubleFunction<Anatomy.Parts> figure,
      Anatomy.Parts base) {
    var cells = new ArrayList<String>();
    cells.add(name);
    boolean any = false;
    for (Candidate candidate : shown) {
      double beyond =
          figure.applyAsDouble(Measured.of(m.anatomy(), candidate)) - figure.applyAsDouble(base);
      any |= beyond != 0;
      cells.add(number("%.0f", beyond));
    }
    if (any) {
      row(cells.toArray(String[]::new));
    }
  }

  private void table(String head, int columns) {
    out.append(head).append("\n|").append("---|".repeat(columns)).append('\n');
  }

  private void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
