package io.github.headroom.benchmarks;

import io.github.headroom.benchmarks.app.EndsInMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent takes before main(): the JVM ends by the first statement of main. */
final class StartUp {

  /** Milliseconds; CPU is what the kernel counted for the whole process, all threads. */
  record Cost(Spread cpuMillis, Spread wallMillis) {}

  private final Path cputime;
  private final Path applicationClasses;
  private final Receiver receiver;

  StartUp(Path cputime, Path applicationClasses, Receiver receiver) {
    this.cputime = cputime;
    this.applicationClasses = applicationClasses;
    this.receiver = receiver;
  }

  /** Interleaved: each round runs every candidate once; the light ones have more rounds. */
  Map<Candidate, Cost> measure(Jdk jdk, List<Candidate> all, int rounds, int roundsOfLight)
      throws IOException, InterruptedException {
    Map<Candidate, List<Double>> cpu = new LinkedHashMap<>();
    Map<Candidate, List<Double>> wall = new LinkedHashMap<>();
    for (int round = -1; round < roundsOfLight; round++) { // -1 fills the page cache
      for (int i = 0; i < all.size(); i++) {
        Candidate candidate = all.get(i);
        if (round >= rounds && i > 2) {
          continue;
        }
        var command = new ArrayList<String>();
        command.add(cputime.toString());
        command.addAll(
            candidate.command(jdk, receiver.url("start"), applicationClasses, EndsInMain.class));
        String[] took = Run.command(command).trim().split(" ", -1);
        if (!took[2].equals("0")) {
          throw new IOException(candidate.name() + ": the JVM ended with exit code " + took[2]);
        }
        if (round >= 0) {
          cpu.computeIfAbsent(candidate, c -> new ArrayList<>()).add(Long.parseLong(took[0]) / 1e3);
          wall.computeIfAbsent(candidate, c -> new ArrayList<>())
              .add(Long.parseLong(took[1]) / 1e3);
        }
      }
    }
    Map<Candidate, Cost> costs = new LinkedHashMap<>();
    for (Candidate candidate : all) {
      costs.put(
          candidate,
          new Cost(
              Spread.of(Measured.of(cpu, candidate)), Spread.of(Measured.of(wall, candidate))));
    }
    return costs;
  }
}
