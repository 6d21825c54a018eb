package io.github.headroom.benchmarks;

import io.github.headroom.agent.run.CompilerDirective;
import io.github.headroom.benchmarks.tick.Passes;
import io.github.headroom.benchmarks.tick.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** A fast tick in Java beside a C program that preads the same files. */
final class OneTick {

  /** The C program; nanoseconds a tick, median of all rounds. */
  record Floor(Spread read, Spread readAndParse) {}

  /** A fast tick as kernel and JVM count it, interpreted: escape analysis hides nothing. */
  record Counted(double allocatedBytes, long readCalls, List<String> files) {}

  /** One JMH benchmark: nanoseconds and bytes of heap a call. */
  record Pass(double p50Nanos, double p99Nanos, double bytes) {}

  private static final String ROUNDS = "100000";

  private OneTick() {}

  static Counted count(Jdk jdk) throws IOException, InterruptedException {
    String output =
        Run.command(
            List.of(
                jdk.java().toString(),
                "-Xint",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName()));
    double allocated = Double.NaN;
    long reads = -1;
    var files = new ArrayList<String>();
    for (String line : output.lines().toList()) {
      int space = line.indexOf(' ');
      String value = line.substring(space + 1);
      switch (line.substring(0, space)) {
        case "allocated" -> allocated = Double.parseDouble(value);
        case "reads" -> reads = Long.parseLong(value);
        case "file" -> files.add(value);
        default -> throw new IOException("not understood: " + line);
      }
    }
    return new Counted(allocated, reads, files);
  }

  /** Reads the same files; statm is the harness's, since a small process's is cheaper to read. */
  static Floor floor(Path program, List<String> files, int rounds)
      throws IOException, InterruptedException {
    var read = new ArrayList<Long>();
    var parsed = new ArrayList<Long>();
    for (int i = 0; i < rounds; i++) {
      read.add(p50(program, "read", files));
      parsed.add(p50(program, "parse", files));
    }
    return new Floor(Spread.of(read), Spread.of(parsed));
  }

  private static long p50(Path program, String mode, List<String> files)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program.toString(), mode, ROUNDS));
    long self = ProcessHandle.current().pid();
    for (String file : files) {
      command.add(file.endsWith("/statm") ? "/proc/" + self + "/statm" : file);
    }
    String output = Run.command(command);
    return Long.parseLong(output.substring(0, output.indexOf(' ')));
  }

  /**
   * By the benchmark's name, a method of {@link Passes}. Heap is taken from the runs in average
   * mode, since JMH's own samples are heap too. The agent's code is compiled as in its processes.
   */
  static Map<String, Pass> passes(Jdk jdk, boolean quick) throws IOException, RunnerException {
    Path directive = Files.createTempFile("headroom", ".directives");
    try {
      Files.writeString(directive, CompilerDirective.TEXT);
      return passes(jdk, quick, directive);
    } finally {
      Files.delete(directive);
    }
  }

  private static Map<String, Pass> passes(Jdk jdk, boolean quick, Path directive)
      throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(Passes.class.getName())
            .jvm(jdk.java().toString())
            .jvmArgs(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompilerDirectivesFile=" + directive)
            .addProfiler(GCProfiler.class)
            .forks(1)
            .warmupIterations(quick ? 2 : 4)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(quick ? 1 : 5)
            .measurementTime(TimeValue.seconds(1))
            .verbosity(VerboseMode.SILENT)
            .build();
    var sampled = new TreeMap<String, Statistics>();
    var bytes = new TreeMap<String, Double>();
    for (RunResult result : new Runner(options).run()) {
      String label = result.getParams().getBenchmark();
      String name = label.substring(label.lastIndexOf('.') + 1);
      var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      if (result.getParams().getMode() == Mode.SampleTime) {
        sampled.put(name, result.getPrimaryResult().getStatistics());
      } else if (allocated != null) {
        bytes.put(name, allocated.getScore());
      }
    }
    var passes = new TreeMap<String, Pass>();
    for (Map.Entry<String, Statistics> each : sampled.entrySet()) {
      passes.put(
          each.getKey(),
          new Pass(
              each.getValue().getPercentile(50),
              each.getValue().getPercentile(99),
              bytes.getOrDefault(each.getKey(), Double.NaN)));
    }
    return passes;
  }
}
