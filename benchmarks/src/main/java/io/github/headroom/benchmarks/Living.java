package io.github.headroom.benchmarks;

import io.github.headroom.benchmarks.app.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a process that lives pays: CPU between {@value #FROM_SECONDS} s and {@value #TO_SECONDS} s
 * after its start, at the agent's own pace. A loop without pauses shows little of that: once a
 * second hardly anything is compiled, and caches are cold.
 */
final class Living {

  static final int FROM_SECONDS = 40;
  static final int TO_SECONDS = 120;

  private static final double NANOS_A_SECOND_TO_MILLIS = 1e6 * (TO_SECONDS - FROM_SECONDS);

  /** One process: CPU milliseconds a second, in all and by thread, and what its ticks took. */
  record Cost(double millis, Map<String, Double> threads, @Nullable Ticks ticks, int exports) {}

  private final Path program;
  private final Path applicationClasses;
  private final Path scratch;
  private final Receiver receiver;
  private boolean alone = true;
  private int runs;

  /**
   * @param program the C program that reads and parses the files of a fast tick
   */
  Living(Path program, Path applicationClasses, Path scratch, Receiver receiver) {
    this.program = program;
    this.applicationClasses = applicationClasses;
    this.scratch = scratch;
    this.receiver = receiver;
  }

  /** Whether each process was in a cgroup of its own. */
  boolean wereAlone() {
    return alone;
  }

  /** What the candidates and the C program cost. */
  record Costs(Map<Candidate, List<Cost>> agents, List<Cost> floor) {}

  /**
   * Starts each of them so many times, one after another, and lets them live side by side.
   *
   * @param files what a fast tick reads
   */
  Costs measure(Jdk jdk, List<Candidate> all, List<String> files, int times) throws Exception {
    Map<Candidate, List<Future<Cost>>> running = new LinkedHashMap<>();
    var floor = new ArrayList<Future<Cost>>();
    var threads = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < times; i++) {
        for (Candidate candidate : all) {
          String run = "living-" + candidate.key() + "-" + runs++;
          Callable<Cost> look =
              () ->
                  look(
                      run,
                      g ->
                          candidate.command(
                              jdk, receiver.url(run), applicationClasses, Sleeper.class),
                      true);
          running.computeIfAbsent(candidate, c -> new ArrayList<>()).add(threads.submit(look));
          Thread.sleep((long) (candidate.secondsToStart() * 1000));
        }
        String run = "living-c-" + runs++;
        Callable<Cost> look = () -> look(run, g -> reader(files, g), false);
        floor.add(threads.submit(look));
      }
      Map<Candidate, List<Cost>> costs = new LinkedHashMap<>();
      for (Map.Entry<Candidate, List<Future<Cost>>> each : running.entrySet()) {
        costs.put(each.getKey(), all(each.getValue()));
      }
      return new Costs(costs, all(floor));
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Command {
    List<String> in(@Nullable OwnGroup group);
  }

  private List<String> reader(List<String> files, @Nullable OwnGroup group) {
    var command = new ArrayList<>(List.of(program.toString(), "live", "1"));
    for (String file : files) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      boolean ofCgroup = name.startsWith("memory.");
      command.add(
          !ofCgroup ? "/proc/self/" + name : group == null ? file : group.file(name).toString());
    }
    return command;
  }

  private Cost look(String run, Command command, boolean speaks) throws Exception {
    Path output = scratch.resolve(run + ".out");
    try (OwnGroup group = OwnGroup.make(run)) {
      if (group == null) {
        alone = false;
      }
      long start = System.nanoTime();
      List<String> plain = command.in(group);
      Process process =
          new ProcessBuilder(group == null ? plain : group.within(plain))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        sleepUntil(start, FROM_SECONDS);
        if (speaks && !Files.readString(output).contains(Sleeper.LINE)) {
          throw new IOException(
              run + ": main() was not reached in " + FROM_SECONDS + " s: the machine is too busy");
        }
        return cost(process.pid(), run, start);
      } finally {
        process.destroyForcibly();
        process.waitFor();
      }
    }
  }

  private Cost cost(long pid, String run, long start) throws IOException, InterruptedException {
    Map<String, Long> before = ThreadCpu.byName(pid);
    int exported = receiver.exports(run);
    Path ticking = ThreadCpu.task(pid, "headroom");
    ticking = ticking == null ? ThreadCpu.task(pid, "tick") : ticking;
    Ticks ticks = null;
    if (ticking == null) {
      sleepUntil(start, TO_SECONDS);
    } else {
      long end = start + TO_SECONDS * 1_000_000_000L;
      ticks = Ticks.until(end, ticking, ThreadCpu.task(pid, "headroom-export"));
    }
    double sum = 0;
    var threads = new TreeMap<String, Double>();
    for (Map.Entry<String, Long> thread : ThreadCpu.byName(pid).entrySet()) {
      double millis =
          (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / NANOS_A_SECOND_TO_MILLIS;
      threads.put(thread.getKey(), millis);
      sum += millis;
    }
    return new Cost(sum, threads, ticks, receiver.exports(run) - exported);
  }

  private static void sleepUntil(long start, int seconds) throws InterruptedException {
    long left = start + seconds * 1_000_000_000L - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private static List<Cost> all(List<Future<Cost>> running) throws Exception {
    var costs = new ArrayList<Cost>();
    for (Future<Cost> each : running) {
      costs.add(each.get());
    }
    return costs;
  }
}
