package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.RecordedScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was told of each kill before it came, and of what lives; sums, then a row a scene. */
final class ForesightTable {

  private static final double LONG_ENOUGH = 120;
  private static final double EARLY_ENOUGH = 30;

  private record Scene(RecordedScene scene, Foresight foresight, double hours) {}

  private final List<Scene> kills = new ArrayList<>();
  private final List<Scene> survivors = new ArrayList<>();

  void add(Evidence evidence) {
    RecordedScene scene = evidence.scene();
    double hours = (scene.ended() - scene.started()) / 3.6e6;
    Scene seen = new Scene(scene, Foresight.of(evidence), hours);
    if (scene.lives()) {
      survivors.add(seen);
    } else if (scene.endsInAKill() && seen.foresight().grownFor() >= LONG_ENOUGH) {
      kills.add(seen);
    }
  }

  void write(StringBuilder text) {
    text.append(
        """

        ## Verdict and time to kill

        As published in `headroom.oom.time_to_kill`, `.verdict` and `.culprit` with the default
        settings. Counted are the kills that took two minutes of growth or more; a time counts as
        told 30 s ahead if it stood from then to the kill. Who lives is to be left in peace.

        | figure | must | found |
        |---|---|---|
        """);
    for (int ahead : Foresight.AHEAD) {
      List<Double> errors = new ArrayList<>();
      kills.forEach(
          kill -> {
            if (kill.foresight().errors().containsKey(ahead)) {
              errors.add(kill.foresight().errors().get(ahead) * 100);
            }
          });
      row(
          text,
          "error of the time " + ahead + " s before the kill, median / p90",
          "10 % / 30 %",
          errors.isEmpty()
              ? "-"
              : String.format(
                  Locale.ROOT,
                  "%.0f %% / %.0f %% (%d)",
                  Spread.of(errors).median(),
                  Spread.of(errors).p90(),
                  errors.size()));
    }
    int told = kills.stream().mapToInt(kill -> kill.foresight().told()).sum();
    int within = kills.stream().mapToInt(kill -> kill.foresight().within()).sum();
    row(text, "warned at least 30 s ahead", "98 %", share(warned(), kills.size()));
    row(text, "interval low to high holds the truth", "85 %", share(within, told));
    row(text, "culprit right", "95 %", share(blamedRightly(), kills.size()));
    int alarms = survivors.stream().mapToInt(one -> one.foresight().warnings()).sum();
    double hours = survivors.stream().mapToDouble(Scene::hours).sum();
    row(
        text,
        "false alarms on those who live",
        "under 1 in 100 hours",
        String.format(Locale.ROOT, "%d in %.1f hours", alarms, hours));
    scenes(text);
  }

  private void scenes(StringBuilder text) {
    text.append(
        """

        | scene | grew for, s | told ahead, s | error at 60, 30, 10 s | within low..high | culprit told |
        |---|--:|--:|---|---|---|
        """);
    for (Scene kill : kills) {
      Foresight foresight = kill.foresight();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %s | %s | %s |%n",
              kill.scene().name(),
              foresight.grownFor(),
              foresight.warnedAhead(),
              errors(foresight),
              share(foresight.within(), foresight.told()),
              foresight.culprit().orElse("none")));
    }
    for (Scene one : survivors) {
      if (one.foresight().warnings() > 0) {
        text.append("\nFalse alarm: ").append(one.scene().name()).append(", ");
        text.append(one.foresight().warnings()).append(" time(s).\n");
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

  private long warned() {
    return kills.stream().filter(kill -> kill.foresight().warnedAhead() >= EARLY_ENOUGH).count();
  }

  private long blamedRightly() {
    return kills.stream()
        .filter(kill -> kill.foresight().culprit().equals(kill.scene().area()))
        .count();
  }

  private static void row(StringBuilder text, String figure, String must, String found) {
    text.append("| ").append(figure).append(" | ").append(must).append(" | ").append(found);
    text.append(" |\n");
  }

  private static String share(long of, long all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.1f %% of %d", of * 100.0 / all, all);
  }
}
