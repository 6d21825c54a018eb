package io.github.headroom.benchmarks;

import static io.github.headroom.benchmarks.Spread.number;

import io.github.headroom.benchmarks.app.Sleeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What Headroom weighs beside the OpenTelemetry agent, some seconds after main() has begun: that
 * agent takes seconds to start, and longer on a busy machine. Writes the table between two marks of
 * docs/extension.md; called by extension.sh.
 */
final class ExtensionWeight {

  private static final int SECONDS = 25;
  private static final double MOST_MIB = 8;
  private static final double MOST_CLASSES = 700;
  private static final String BEGIN = "<!-- weight, written by ./benchmarks/extension.sh -->\n";
  private static final String END = "<!-- end of weight -->\n";

  /** One process; memory in MiB. */
  private record Weight(double rss, double threads, double classes, double cpu) {}

  private final Path application;
  private final Receiver receiver;
  private int runs;

  private ExtensionWeight(Path application, Receiver receiver) {
    this.application = application;
    this.receiver = receiver;
  }

  /** The repository, and how many rounds. */
  public static void main(String[] arguments) throws Exception {
    Path repository = Path.of(arguments[0]).toAbsolutePath();
    int rounds = Integer.parseInt(arguments[1]);
    Path target = repository.resolve("benchmarks/target");
    Candidates candidates =
        new Candidates(target, repository.resolve("agent/target/headroom-agent.jar"));
    Machine machine = Machine.here();
    StringBuilder text = new StringBuilder();
    try (Receiver receiver = new Receiver()) {
      ExtensionWeight measurement = new ExtensionWeight(target.resolve("classes"), receiver);
      for (Jdk jdk : Jdk.installed()) {
        System.err.println(jdk.label());
        text.append(
            table(jdk, measurement.measure(jdk, candidates.besideOpenTelemetryAgent(), rounds)));
      }
    }
    text.append(
        "Measured on %s: %s, %d of it, Linux %s, load average %s before and %s after; %s\n\n"
            .formatted(
                machine.day(),
                machine.processor(),
                machine.processors(),
                machine.kernel(),
                machine.load(),
                Machine.loadNow(),
                rounds == 1 ? "one process each." : "medians of " + rounds + " processes each."));
    System.out.println(text);
    write(repository.resolve("docs/extension.md"), text.toString());
  }

  /** One process after another starts; when all have, they sleep side by side. */
  private Map<Candidate, List<Weight>> measure(Jdk jdk, List<Candidate> all, int rounds)
      throws IOException, InterruptedException {
    Map<Candidate, List<Weight>> weights = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      List<Process> processes = new ArrayList<>();
      List<Long> ready = new ArrayList<>();
      try {
        for (Candidate candidate : all) {
          processes.add(start(jdk, candidate));
          ready.add(System.nanoTime());
        }
        for (int i = 0; i < all.size(); i++) {
          long left = ready.get(i) + SECONDS * 1_000_000_000L - System.nanoTime();
          TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
          weights
              .computeIfAbsent(all.get(i), c -> new ArrayList<>())
              .add(weigh(jdk, processes.get(i)));
        }
      } finally {
        for (Process process : processes) {
          process.destroyForcibly().waitFor();
        }
      }
    }
    return weights;
  }

  /** Returns when main() has begun. */
  private Process start(Jdk jdk, Candidate candidate) throws IOException {
    String url = receiver.url(Integer.toString(runs++));
    ProcessBuilder builder =
        new ProcessBuilder(candidate.command(jdk, url, application, Sleeper.class));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (output.readLine() == null) {
      throw new IOException(candidate.name() + " ended");
    }
    return process;
  }

  private static Weight weigh(Jdk jdk, Process process) throws IOException, InterruptedException {
    long pid = process.pid();
    double rss = ProcFile.status(pid, "VmRSS") / 1024.0;
    long threads = ProcFile.status(pid, "Threads");
    double cpu = ProcFile.cpuSeconds(pid);
    long classes = SteadyState.loadedClasses(jdk, pid);
    return new Weight(rss, threads, classes, cpu);
  }

  private static String table(Jdk jdk, Map<Candidate, List<Weight>> weights) {
    StringBuilder out = new StringBuilder("JDK " + jdk.version() + ":\n\n");
    out.append("| | RSS, MiB | classes | threads | CPU, s |\n|---|---|---|---|---|\n");
    List<Candidate> all = new ArrayList<>(weights.keySet());
    List<Weight> alone = Measured.of(weights, all.get(0));
    for (Candidate candidate : all) {
      List<Weight> own = Measured.of(weights, candidate);
      List<Weight> base = own == alone ? List.of(new Weight(0, 0, 0, 0)) : alone;
      String format = own == alone ? "" : "+";
      out.append("| ").append(candidate.name()).append(" | ");
      out.append(cell(own, base, "%" + format + ".1f", Weight::rss)).append(" | ");
      out.append(cell(own, base, "%" + format + ".0f", Weight::classes)).append(" | ");
      out.append(cell(own, base, "%" + format + ".0f", Weight::threads)).append(" | ");
      out.append(cell(own, base, "%" + format + ".2f", Weight::cpu)).append(" |\n");
    }
    List<Weight> extended = Measured.of(weights, all.get(1));
    double mib = median(extended, Weight::rss) - median(alone, Weight::rss);
    double classes = median(extended, Weight::classes) - median(alone, Weight::classes);
    out.append(
        "\nAs an extension it may add %s MiB of RSS and %s classes: %s.\n\n"
            .formatted(
                number("%.0f", MOST_MIB),
                number("%.0f", MOST_CLASSES),
                mib <= MOST_MIB && classes <= MOST_CLASSES ? "met" : "**missed**"));
    return out.toString();
  }

  private static String cell(
      List<Weight> own, List<Weight> base, String format, ToDoubleFunction<Weight> figure) {
    return spread(own, figure).beyond(median(base, figure), format);
  }

  private static double median(List<Weight> weights, ToDoubleFunction<Weight> figure) {
    return spread(weights, figure).median();
  }

  private static Spread spread(List<Weight> weights, ToDoubleFunction<Weight> figure) {
    return Spread.of(weights.stream().map(figure::applyAsDouble).toList());
  }

  private static void write(Path page, String text) throws IOException {
    String old = Files.readString(page);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + ": expected the lines " + BEGIN + " and " + END);
    }
    Files.writeString(
        page, old.substring(0, begin + BEGIN.length()) + "\n" + text + old.substring(end));
    System.err.println("written: " + page);
  }
}
