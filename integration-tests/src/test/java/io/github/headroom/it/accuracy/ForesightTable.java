package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.RecordedScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;

/** The warnings before each kill, and of what lives; sums, then a row a scene. */
final class ForesightTable {

  private static final double LONG_ENOUGH = 120;
  private static final double EARLY_ENOUGH = 30;

  /** The agent's foresight, then that of each {@link UsualRule}. */
  private record Scene(RecordedScene scene, List<Foresight> of, double hours) {

    Foresight agents() {
      return of.get(0);
    }
  }

  private final List<Scene> kills = new ArrayList<>();
  private final List<Scene> survivors = new ArrayList<>();

  void add(Evidence evidence) {
    RecordedScene scene = evidence.scene();
    List<Foresight> of = new ArrayList<>();
    of.add(Foresight.of(evidence, Word.ofTheAgent(evidence.exports())));
    for (UsualRule rule : UsualRule.values()) {
      of.add(Foresight.of(evidence, rule.words(evidence.exports())));
    }
    Scene seen = new Scene(scene, of, (scene.ended() - scene.started()) / 3.6e6);
    if (scene.lives()) {
      survivors.add(seen);
    } else if (scene.endsInAKill() && seen.agents().grownFor() >= LONG_ENOUGH) {
      kills.add(seen);
    }
  }

  void write(StringBuilder text) {
    text.append(
        """

        ## Verdict and time to kill

        These are the published values of `headroom.oom.time_to_kill`, `.verdict` and `.culprit`, with default
        settings. The table counts kills after two minutes of growth or more. A time counts as published 30 s ahead
        if it was published from then until the kill. A victim that lives must cause no warning. The
        other rules see the same figures every 15 s.

        | figure | must | Headroom |""");
    for (UsualRule rule : UsualRule.values()) {
      text.append(' ').append(rule.text).append(" |");
    }
    text.append("\n|---|---|---|").append("---|".repeat(UsualRule.values().length)).append('\n');
    for (int ahead : Foresight.AHEAD) {
      row(
          text,
          "error of the time " + ahead + " s before the kill, median / p90",
          "10 % / 30 %",
          who -> errors(who, ahead));
    }
    row(text, "warned at least 30 s ahead", "98 %", who -> share(warned(who), kills.size()));
    int estimates = kills.stream().mapToInt(kill -> kill.agents().estimates()).sum();
    int within = kills.stream().mapToInt(kill -> kill.agents().within()).sum();
    agentsRow(text, "interval low to high holds the truth", "85 %", share(within, estimates));
    agentsRow(text, "culprit right", "95 %", share(blamedRightly(), kills.size()));
    double hours = survivors.stream().mapToDouble(Scene::hours).sum();
    row(
        text,
        "false alarms on those who live",
        "under 1 in 100 hours",
        who -> String.format(Locale.ROOT, "%d in %.1f hours", alarms(who), hours));
    scenes(text);
  }

  private void scenes(StringBuilder text) {
    text.append(
        """

        | scene | grew for, s | warned ahead, s | error at 60, 30, 10 s | within low..high | culprit named |
        |---|--:|--:|---|---|---|
        """);
    for (Scene kill : kills) {
      Foresight foresight = kill.agents();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %s | %s | %s |%n",
              kill.scene().name(),
              foresight.grownFor(),
              foresight.warnedAhead(),
              errors(foresight),
              share(foresight.within(), foresight.estimates()),
              foresight.culprit().orElse("none")));
    }
    for (Scene one : survivors) {
      if (one.agents().warnings() > 0) {
        text.append("\nFalse alarm: ").append(one.scene().name()).append(", ");
        text.append(one.agents().warnings()).append(" time(s).\n");
      }
    }
  }

  private static String errors(Foresight foresight) {
    List<String> cells = new ArrayList<>();
    for (int ahead : Foresight.AHEAD) {
      Double error = foresight.errors().get(ahead);
      cells.add(error == null ? "-" : String.format(Locale.ROOT, "%.0f %%", error * 100));
    }
    return String.join(", ", cells);
  }

  private String errors(int who, int ahead) {
    List<Double> errors =
        kills.stream()
            .map(kill -> kill.of().get(who).errors().get(ahead))
            .filter(Objects::nonNull)
            .map(error -> error * 100)
            .toList();
    if (errors.isEmpty()) {
      return "-";
    }
    Spread spread = Spread.of(errors);
    return String.format(
        Locale.ROOT, "%.0f %% / %.0f %% (%d)", spread.median(), spread.p90(), errors.size());
  }

  private long warned(int who) {
    return kills.stream().filter(kill -> kill.of().get(who).warnedAhead() >= EARLY_ENOUGH).count();
  }

  private int alarms(int who) {
    return survivors.stream().mapToInt(one -> one.of().get(who).warnings()).sum();
  }

  private long blamedRightly() {
    return kills.stream()
        .filter(kill -> kill.agents().culprit().equals(kill.scene().area()))
        .count();
  }

  private static void row(
      StringBuilder text, String figure, String must, IntFunction<String> found) {
    text.append("| ").append(figure).append(" | ").append(must).append(" |");
    for (int who = 0; who <= UsualRule.values().length; who++) {
      text.append(' ').append(found.apply(who)).append(" |");
    }
    text.append('\n');
  }

  private static void agentsRow(StringBuilder text, String figure, String must, String found) {
    row(text, figure, must, who -> who == 0 ? found : "-");
  }

  private static String share(long of, long all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.1f %% of %d", of * 100.0 / all, all);
  }
}
