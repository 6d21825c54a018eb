package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One warner's figures over many runs, with every miss. */
final class Figures {

  static final int[] AHEAD = {60, 30, 10};
  private static final double EARLY_ENOUGH = 30;
  static final double LONG_ENOUGH = 120;
  static final int[] LENGTHS = {600, 1800, 5400};

  final String name;
  final Tally[] errors = {new Tally(), new Tally(), new Tally()};

  /** The same by how long the leak took: up to {@link #LENGTHS}, and longer. */
  final Tally[][] errorsByLength = new Tally[LENGTHS.length + 1][AHEAD.length];

  final Tally interval = new Tally();
  final Tally warned = new Tally();
  final Tally culprits = new Tally();
  final Tally told = new Tally();
  final List<String> misses = new ArrayList<>();
  int falseAlarms;
  double quietHours;

  Figures(String name) {
    this.name = name;
    for (Tally[] each : errorsByLength) {
      for (int i = 0; i < AHEAD.length; i++) {
        each[i] = new Tally();
      }
    }
  }

  /** A run that ended with a kill which could be foreseen. */
  void kill(
      String text, Said said, double onset, double killedAt, boolean steady, MemoryArea guilty) {
    if (killedAt - onset >= LONG_ENOUGH) {
      double ahead = said.ahead(killedAt);
      warned.add(ahead >= EARLY_ENOUGH);
      if (ahead < EARLY_ENOUGH) {
        miss("warned %.0f s ahead, of %.0f s: %s", ahead, killedAt - onset, text);
      }
    }
    for (int i = 0; i < AHEAD.length && killedAt - onset >= LONG_ENOUGH; i++) {
      Said.Words words = said.at(killedAt - AHEAD[i]);
      boolean time = words != null && !Double.isNaN(words.mid());
      if (steady) {
        told.add(time);
      }
      if (time && words != null) {
        double truth = killedAt - words.at();
        if (steady) {
          double error = Math.abs(words.mid() - truth) / truth;
          errors[i].add(error);
          errorsByLength[length(killedAt - onset)][i].add(error);
        }
        if (!Double.isNaN(words.low())) {
          interval.add(words.low() <= truth && truth <= words.high());
        }
      }
      if (AHEAD[i] == EARLY_ENOUGH && words != null) {
        culprit(text, words.culprit(), guilty);
      }
    }
  }

  private static int length(double seconds) {
    int length = 0;
    while (length < LENGTHS.length && seconds > LENGTHS[length]) {
      length++;
    }
    return length;
  }

  private void culprit(String text, @Nullable MemoryArea named, MemoryArea guilty) {
    culprits.add(named == guilty);
    if (named != guilty) {
      misses.add("culprit " + (named == null ? "none" : named.word()) + ": " + text);
    }
  }

  /** The part of a run in which no kill was coming: up to {@code until} seconds. */
  void quiet(String text, Said said, double until) {
    quietHours += until / 3600;
    for (Said.Episode episode : said.episodes) {
      if (episode.from() < until) {
        falseAlarms++;
        miss(
            "false alarm at %.0f s for %.0f s: %s",
            episode.from(), Math.min(until, episode.to()) - episode.from(), text);
      }
    }
  }

  private void miss(String format, Object... arguments) {
    misses.add(String.format(Locale.ROOT, format, arguments));
  }

  double falseAlarmsIn100Hours() {
    return falseAlarms / quietHours * 100;
  }
}
