package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.benchmarks.accuracy.lives.Families;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Replays, counts, writes; called by accuracy.sh. */
public final class Accuracy {

  private static final Path SOURCES =
      Path.of("agent/src/main/java/io/github/headroom/agent/derive/forecast");

  private Accuracy() {}

  public static void main(String[] arguments) throws IOException {
    String seeds = arguments[0];
    List<Replay.Run> runs = Seeds.scenarios(seeds).parallelStream().map(Replay::of).toList();
    String text = new AccuracyDocument(synthetic(runs), runs, seeds).text();
    if (arguments.length > 2) {
      long first = Long.parseLong(arguments[2]);
      text +=
          "\n"
              + Families.section(
                      first, Integer.parseInt(arguments[3]), arguments[4].equals("drawn"), SOURCES)
                  .stripTrailing()
              + "\n";
    }
    System.out.print(text);
    if (arguments.length > 1) {
      Files.writeString(Path.of(arguments[1]), text);
    }
  }

  /** One row a warner. */
  static List<Figures> synthetic(List<Replay.Run> runs) {
    var rows = new ArrayList<Figures>();
    for (Said each : runs.get(0).said()) {
      rows.add(new Figures(each.warner.name()));
    }
    for (Replay.Run run : runs) {
      for (int i = 0; i < rows.size(); i++) {
        count(run, run.said().get(i), rows.get(i));
      }
    }
    return rows;
  }

  private static void count(Replay.Run run, Said said, Figures into) {
    Scenario scenario = run.scenario();
    Leak leak = scenario.leak();
    if (leak == null || !scenario.kills() || !run.killed()) {
      into.quiet(scenario.text(), said, run.seconds());
      return;
    }
    into.quiet(scenario.text(), said, Math.min(leak.onset(), run.seconds()));
    if (leak.shape() != Leak.Shape.AT_ONCE) {
      boolean steady = leak.shape() == Leak.Shape.STEADY;
      into.kill(scenario.text(), said, leak.onset(), run.seconds(), steady, leak.area());
    }
  }
}
