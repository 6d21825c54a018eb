package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Export;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A warning that stood when an export was sampled.
 *
 * @param at seconds since the epoch
 * @param low seconds to the kill at the earliest; not a number without an estimate
 * @param mid seconds to the kill; not a number without an estimate
 * @param high seconds to the kill at the latest; not a number without an estimate
 * @param culprit the area that was blamed
 */
record Word(double at, double low, double mid, double high, Optional<String> culprit) {

  private static final String TIME = "headroom.oom.time_to_kill ";
  private static final String CULPRIT = "headroom.oom.culprit ";

  /** The agent's own warnings. */
  static List<Word> ofTheAgent(List<Export> exports) {
    List<Word> words = new ArrayList<>();
    for (Export export : exports) {
      OptionalDouble mid = export.figure(TIME + "mid");
      if (mid.isPresent()) {
        words.add(
            new Word(
                seconds(export),
                export.figure(TIME + "low").orElse(Double.NaN),
                mid.getAsDouble(),
                export.figure(TIME + "high").orElse(Double.NaN),
                blamed(export)));
      }
    }
    return words;
  }

  static double seconds(Export export) {
    return export.sampledMillis() / 1e3;
  }

  boolean hasTime() {
    return !Double.isNaN(mid);
  }

  private static Optional<String> blamed(Export export) {
    return export.figures().entrySet().stream()
        .filter(figure -> figure.getKey().startsWith(CULPRIT) && figure.getValue() == 1)
        .map(figure -> figure.getKey().substring(CULPRIT.length()))
        .findFirst();
  }
}
