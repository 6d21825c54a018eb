package io.github.headroom.benchmarks;

import io.github.headroom.benchmarks.app.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a process's weight is: native memory by category, classes by where they come from, methods
 * compiled. Taken from a run of its own, since tracking and logging weigh something themselves.
 */
final class Anatomy {

  /** Of one process: KiB committed by category, classes by origin, methods compiled by tier. */
  record Parts(
      Map<String, Long> nativeKib, Map<String, Integer> classes, Map<Integer, Integer> compiled) {}

  private static final Pattern CATEGORY =
      Pattern.compile("^-\\s+(.+?) \\(reserved=\\d+KB, committed=(\\d+)KB.*");
  private static final Pattern COMPILED = Pattern.compile("^\\s*\\d+\\s+\\d+[ %sbn!]+([1-4]) .*");
  private static final Pattern LOADED = Pattern.compile("^(\\S+) source: (.+)$");

  private final Path applicationClasses;
  private final Path scratch;
  private final Receiver receiver;

  Anatomy(Path applicationClasses, Path scratch, Receiver receiver) {
    this.applicationClasses = applicationClasses;
    this.scratch = scratch;
    this.receiver = receiver;
  }

  Map<Candidate, Parts> measure(Jdk jdk, List<Candidate> all) throws Exception {
    var threads = Executors.newFixedThreadPool(all.size());
    try {
      Map<Candidate, Future<Parts>> running = new LinkedHashMap<>();
      for (Candidate candidate : all) {
        Callable<Parts> look = () -> look(jdk, candidate);
        running.put(candidate, threads.submit(look));
        Thread.sleep((long) (candidate.secondsToStart() * 1000));
      }
      Map<Candidate, Parts> parts = new LinkedHashMap<>();
      for (Map.Entry<Candidate, Future<Parts>> each : running.entrySet()) {
        parts.put(each.getKey(), each.getValue().get());
      }
      return parts;
    } finally {
      threads.shutdownNow();
    }
  }

  private Parts look(Jdk jdk, Candidate candidate) throws IOException, InterruptedException {
    Path output = scratch.resolve(candidate.key() + "-" + jdk.feature() + ".out");
    Path classes = scratch.resolve(candidate.key() + "-" + jdk.feature() + ".classes");
    var command =
        new ArrayList<>(
            candidate.command(
                jdk,
                receiver.url("anatomy-" + candidate.key()),
                applicationClasses,
                Sleeper.class));
    command.addAll(
        1,
        List.of(
            "-XX:NativeMemoryTracking=summary",
            "-XX:+PrintCompilation",
            "-Xlog:class+load:file=" + classes + ":none"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      Thread.sleep(SteadyState.SECONDS * 1000L);
      Parts parts = new Parts(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
      // The files first: jcmd has the process load and compile something of its own.
      for (String line : Files.readAllLines(classes)) {
        countClass(line, parts.classes());
      }
      for (String line : Files.readAllLines(output)) {
        int tier = tierOf(line);
        if (tier > 0) {
          parts.compiled().merge(tier, 1, Integer::sum);
        }
      }
      String memory = Run.jcmd(jdk, process.pid(), "VM.native_memory", "summary", "scale=KB");
      for (String line : memory.lines().toList()) {
        Matcher category = CATEGORY.matcher(line);
        if (category.matches()) {
          parts.nativeKib().put(category.group(1), Long.parseLong(category.group(2)));
        }
      }
      return parts;
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** The tier of a line of -XX:+PrintCompilation: 1 to 3 are C1's, 4 is C2's; 0 is none. */
  static int tierOf(String line) {
    Matcher compiled = COMPILED.matcher(line);
    return compiled.matches() && !line.contains("made not entrant")
        ? Integer.parseInt(compiled.group(1))
        : 0;
  }

  private static void countClass(String line, Map<String, Integer> classes) {
    Matcher loaded = LOADED.matcher(line);
    if (loaded.matches()) {
      classes.merge(origin(loaded.group(1), loaded.group(2)), 1, Integer::sum);
    }
  }

  static String origin(String name, String source) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (source.startsWith("shared objects file")) {
      return lower.contains("java.lang.invoke") || lower.contains("lambda")
          ? "JDK, from the CDS archive: java.lang.invoke and lambdas"
          : "JDK, from the CDS archive";
    }
    if (lower.contains("lambda") || name.contains("/0x") || name.startsWith("java.lang.invoke.")) {
      return "lambdas, method handles and hidden classes made at run time";
    }
    if (source.startsWith("jrt:")) {
      return "JDK, not in the archive";
    }
    if (name.contains(".opentelemetry.")) {
      return "OpenTelemetry";
    }
    if (name.startsWith("io.github.headroom.agent.")) {
      return "Headroom's own";
    }
    return "other jars";
  }
}
