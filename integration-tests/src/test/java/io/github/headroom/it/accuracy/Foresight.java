package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.Export;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a scene's exports told of the end before it came.
 *
 * @param grownFor seconds from the victim's first growth to the end
 * @param warnedAhead seconds before the kill that a time was told which then stood to the end; 0
 *     where none was
 * @param errors relative error of the time told so many seconds before the kill; those at which no
 *     time was told are missing
 * @param within how many of the times told had the truth between low and high
 * @param told how many times were told from two minutes before the kill on
 * @param culprit the area blamed in the last export that blamed one
 * @param warnings how often a warning began
 */
record Foresight(
    double grownFor,
    double warnedAhead,
    Map<Integer, Double> errors,
    int within,
    int told,
    Optional<String> culprit,
    int warnings) {

  static final List<Integer> AHEAD = List.of(60, 30, 10);

  private static final String TIME = "headroom.oom.time_to_kill ";
  private static final String CULPRIT = "headroom.oom.culprit ";

  /** A warning that is silent for no longer still stands. */
  private static final double GAP = 10;

  private static final double LAST_MINUTES = 120;

  /** Of a scene that came to its kill, or of one that lived. */
  static Foresight of(Evidence evidence) {
    double begun =
        evidence.lines().stream()
            .filter(line -> line.bytes() > 0)
            .mapToDouble(line -> line.millis() / 1e3)
            .findFirst()
            .orElse(evidence.scene().started() / 1e3);
    double end =
        evidence.exports().stream()
            .filter(Export::isAfterAKill)
            .mapToDouble(export -> export.sampledMillis() / 1e3)
            .findFirst()
            .orElse(evidence.scene().ended() / 1e3);
    return of(evidence.exports(), begun, end);
  }

  /**
   * @param begun when the growth began, seconds since the epoch
   * @param end when the kill came, or the scene was over, seconds since the epoch
   */
  static Foresight of(List<Export> exports, double begun, double end) {
    Map<Integer, Double> errors = new TreeMap<>();
    int within = 0;
    int told = 0;
    int warnings = 0;
    double standing = Double.NaN;
    double lastWarned = Double.NEGATIVE_INFINITY;
    Optional<String> culprit = Optional.empty();
    for (Export export : exports) {
      double at = export.sampledMillis() / 1e3;
      double truth = end - at;
      OptionalDouble mid = export.figure(TIME + "mid");
      if (mid.isEmpty() || truth <= 0) {
        continue;
      }
      if (at - lastWarned > GAP) {
        warnings++;
        standing = at;
      }
      lastWarned = at;
      culprit = blamed(export);
      if (truth <= LAST_MINUTES) {
        told++;
        boolean low = export.figure(TIME + "low").orElse(0) <= truth;
        within += low && export.figure(TIME + "high").orElse(0) >= truth ? 1 : 0;
      }
      for (int ahead : AHEAD) {
        if (truth >= ahead && truth < ahead + 2) {
          errors.put(ahead, Math.abs(mid.getAsDouble() - truth) / truth);
        }
      }
    }
    boolean stands = end - lastWarned <= GAP;
    return new Foresight(
        end - begun, stands ? end - standing : 0, errors, within, told, culprit, warnings);
  }

  private static Optional<String> blamed(Export export) {
    List<String> areas = new ArrayList<>();
    export
        .figures()
        .forEach(
            (key, value) -> {
              if (key.startsWith(CULPRIT) && value == 1) {
                areas.add(key.substring(CULPRIT.length()));
              }
            });
    return areas.stream().findFirst();
  }
}
