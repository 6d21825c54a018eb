package io.github.headroom.benchmarks;

import io.github.headroom.benchmarks.app.Sleeper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a process weighs 25 s after it was started. */
final class SteadyState {

  static final int SECONDS = 25;
  private static final int SCRAPE_SECONDS = 10;

  /** One process at 25 s; memory in MiB. */
  record Weight(
      double rss,
      double anon,
      double file,
      long threads,
      long classes,
      double cpuSeconds,
      int exports) {}

  private final Path applicationClasses;
  private final Receiver receiver;
  private int runs;

  SteadyState(Path applicationClasses, Receiver receiver) {
    this.applicationClasses = applicationClasses;
    this.receiver = receiver;
  }

  /**
   * Each round starts every candidate once, one after another, each when the one before it has had
   * its time to start; they sleep side by side.
   */
  Map<Candidate, List<Weight>> measure(Jdk jdk, List<Candidate> all, int rounds) throws Exception {
    Map<Candidate, List<Weight>> weights = new LinkedHashMap<>();
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(all.size());
    try {
      for (int round = 0; round < rounds; round++) {
        Map<Candidate, Future<Weight>> running = new LinkedHashMap<>();
        double at = 0;
        for (Candidate candidate : all) {
          String run = candidate.key() + "-" + runs++;
          running.put(
              candidate,
              threads.schedule(
                  () -> weigh(jdk, candidate, run), (long) (at * 1000), TimeUnit.MILLISECONDS));
          at += candidate.secondsToStart();
        }
        for (Map.Entry<Candidate, Future<Weight>> each : running.entrySet()) {
          weights.computeIfAbsent(each.getKey(), c -> new ArrayList<>()).add(each.getValue().get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return weights;
  }

  static Spread spread(List<Weight> weights, ToDoubleFunction<Weight> figure) {
    return Spread.of(weights.stream().map(figure::applyAsDouble).toList());
  }

  private Weight weigh(Jdk jdk, Candidate candidate, String run)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    // Of its own: the recording of a process that was killed before is read at the start.
    Path temporary = Files.createTempDirectory("headroom-" + run + "-");
    Path output = temporary.resolve("output");
    List<String> command =
        candidate.command(jdk, receiver.url(run), applicationClasses, Sleeper.class);
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int scrapes = candidate.scrapePort() == 0 ? 0 : scrape(candidate, start);
      sleepUntil(start + SECONDS * 1_000_000_000L);
      if (!process.isAlive()) {
        throw new IOException(
            candidate.name()
                + ": the process ended with "
                + process.exitValue()
                + " before it was measured:\n"
                + Files.readString(output));
      }
      long pid = process.pid();
      double rss = ProcFile.status(pid, "VmRSS") / 1024.0;
      double anon = ProcFile.status(pid, "RssAnon") / 1024.0;
      double file = ProcFile.status(pid, "RssFile") / 1024.0;
      long threads = ProcFile.status(pid, "Threads");
      double cpu = ProcFile.cpuSeconds(pid);
      long classes =
          loadedClasses(jdk, pid); // from its hsperfdata: the process does nothing for it
      int exports = Math.max(scrapes, receiver.exports(run));
      return new Weight(rss, anon, file, threads, classes, cpu, exports);
    } finally {
      process.destroyForcibly();
      process.waitFor();
      delete(temporary);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** As a Prometheus server would; gives how many answers came. */
  private static int scrape(Candidate candidate, long start)
      throws IOException, InterruptedException {
    int answers = 0;
    for (int seconds = SCRAPE_SECONDS; seconds < SECONDS; seconds += SCRAPE_SECONDS) {
      sleepUntil(start + seconds * 1_000_000_000L);
      var url = URI.create("http://127.0.0.1:" + candidate.scrapePort() + "/metrics").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      try (var body = connection.getInputStream()) {
        if (body.readAllBytes().length > 0) {
          answers++;
        }
      }
    }
    return answers;
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  static long loadedClasses(Jdk jdk, long pid) throws IOException, InterruptedException {
    long loaded = 0;
    for (String line : Run.jcmd(jdk, pid, "PerfCounter.print").lines().toList()) {
      if (line.startsWith("java.cls.loadedClasses=")
          || line.startsWith("java.cls.sharedLoadedClasses=")) {
        loaded += Long.parseLong(line.substring(line.indexOf('=') + 1));
      } else if (line.startsWith("java.cls.unloadedClasses=")
          || line.startsWith("java.cls.sharedUnloadedClasses=")) {
        loaded -= Long.parseLong(line.substring(line.indexOf('=') + 1));
      }
    }
    return loaded;
  }
}
