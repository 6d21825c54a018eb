package io.github.headroom.benchmarks.accuracy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a file of seeds: lines of kind, first and last seed. */
final class Seeds {

  private Seeds() {}

  static List<Scenario> scenarios(String file) throws IOException {
    try (InputStream in = Seeds.class.getResourceAsStream("/accuracy/" + file)) {
      if (in == null) {
        throw new IOException("/accuracy/" + file + ": no such resource");
      }
      var scenarios = new ArrayList<Scenario>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> add(line.trim().split(" +"), scenarios));
      return scenarios;
    }
  }

  private static void add(String[] words, List<Scenario> to) {
    long last = Long.parseLong(words[2]);
    for (long seed = Long.parseLong(words[1]); seed <= last; seed++) {
      switch (words[0]) {
        case "survivor" -> to.add(Scenario.survivor(seed));
        case "control" -> {
          to.add(Scenario.control(null, seed));
          for (Traits each : Traits.values()) {
            to.add(Scenario.control(each, seed));
          }
        }
        default ->
            to.add(Scenario.leak(Leak.Shape.valueOf(words[0].toUpperCase(Locale.ROOT)), seed));
      }
    }
  }
}
