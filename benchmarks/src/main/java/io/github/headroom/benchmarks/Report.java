package io.github.headroom.benchmarks;

import static io.github.headroom.benchmarks.Spread.number;

import io.github.headroom.benchmarks.SteadyState.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The text of docs/performance.md; every number in it comes from the run. */
final class Report {

  private final Machine machine;
  private final String loadAtEnd;
  private final Candidates candidates;
  private final List<Candidate> sideBySide;
  private final List<Measured> all;
  private final StringBuilder out = new StringBuilder();
  private final Table table = new Table(out);

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
    WeightReport weight = new WeightReport(candidates, out);
    AnatomyReport anatomy = new AnatomyReport(candidates, out);
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
      weight.sideBySide(measured, sideBySide);
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
      weight.steps(measured);
    }
    out.append("## Where the rest is\n\n");
    out.append(
        """
        From a run of its own with NMT, class and compilation logging on, each beyond no agent.

        """);
    for (Measured measured : all) {
      anatomy.write(measured);
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
    table.head("| measured on | |", 2);
    table.row("day", machine.day());
    table.row("processor", machine.processor() + ", " + machine.processors() + " of it");
    table.row("memory", machine.memoryMib() + " MiB");
    table.row("kernel", "Linux " + machine.kernel());
    for (Measured measured : all) {
      table.row(measured.jdk().label(), measured.jdk().version());
    }
    table.row("load average before and after", machine.load() + "; " + loadAtEnd);
    out.append('\n');
  }

  private void targets(Measured m) {
    Candidate ours = candidates.ours;
    Candidate none = candidates.none;
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table.head("| figure | must | aim | measured | |", 5);
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
        later ? 17 : 12,
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
    int classes = later ? 1050 : 900;
    target("classes", classes, classes, "%.0f", m.beyond(ours, none, Weight::classes));
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
    table.row(figure, plain(must), plain(aim), number(format, measured), verdict);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? number("%.0f", value) : Double.toString(value);
  }

  private void tick(Measured m) {
    out.append("### ").append(m.jdk().label()).append("\n\n");
    table.head("| what | p50, us | p99, us | heap, B |", 4);
    table.row("C, preads the files", number("%.2f", m.floor().read().median() / 1e3), "", "");
    table.row(
        "C, parses every number too",
        number("%.2f", m.floor().readAndParse().median() / 1e3),
        "",
        "");
    for (Map.Entry<String, OneTick.Pass> pass : m.passes().entrySet()) {
      OneTick.Pass figures = pass.getValue();
      table.row(
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
}
