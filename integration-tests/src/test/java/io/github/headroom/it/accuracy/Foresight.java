package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.Export;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The warnings of a scene's end before it came, by the agent or by a rule.
 *
 * @param grownFor seconds from the victim's first growth to the end
 * @param warnedAhead seconds before the kill that a warning began which then stood to the end; 0
 *     where none was
 * @param errors relative error of the estimate so many seconds before the kill; those at which no
 *     estimate was published are missing
 * @param within how many estimates had the truth between low and high
 * @param estimates how many estimates were published from two minutes before the kill on
 * @param culprit the area that was blamed last
 * @param warnings how often a warning began
 */
record Foresight(
    double grownFor,
    double warnedAhead,
    Map<Integer, Double> errors,
    int within,
    int estimates,
    Optional<String> culprit,
    int warnings) {

  static final List<Integer> AHEAD = List.of(60, 30, 10);

  /** A warning that is silent for no longer still stands. */
  private static final double GAP = 10;

  private static final double LAST_MINUTES = 120;

  /** Of a scene that came to its kill, or of one that lived. */
  static Foresight of(Evidence evidence, List<Word> words) {
    double begun =
        evidence.lines().stream()
            .filter(line -> line.bytes() > 0)
            .mapToDouble(line -> line.millis() / 1e3)
            .findFirst()
            .orElse(evidence.scene().started() / 1e3);
    double end =
        evidence.exports().stream()
            .filter(Export::isAfterAKill)
            .mapToDouble(Word::seconds)
            .findFirst()
            .orElse(evidence.scene().ended() / 1e3);
    return of(words, begun, end);
  }

  /**
   * @param words in the order of their times
   * @param begun when the growth began, seconds since the epoch
   * @param end when the kill came, or the scene was over, seconds since the epoch
   */
  static Foresight of(List<Word> words, double begun, double end) {
    Map<Integer, Double> errors = new TreeMap<>();
    int within = 0;
    int estimates = 0;
    int warnings = 0;
    double standing = Double.NaN;
    double lastWarned = Double.NEGATIVE_INFINITY;
    Optional<String> culprit = Optional.empty();
    for (Word word : words) {
      double truth = end - word.at();
      if (truth <= 0) {
        break;
      }
      if (word.at() - lastWarned > GAP) {
        warnings++;
        standing = word.at();
      }
      lastWarned = word.at();
      culprit = word.culprit();
      if (!word.hasTime()) {
        continue;
      }
      if (truth <= LAST_MINUTES) {
        estimates++;
        within += word.low() <= truth && word.high() >= truth ? 1 : 0;
      }
      for (int ahead : AHEAD) {
        if (truth >= ahead && truth < ahead + 2) {
          errors.put(ahead, Math.abs(word.mid() - truth) / truth);
        }
      }
    }
    boolean stands = end - lastWarned <= GAP;
    return new Foresight(
        end - begun, stands ? end - standing : 0, errors, within, estimates, culprit, warnings);
  }
}
