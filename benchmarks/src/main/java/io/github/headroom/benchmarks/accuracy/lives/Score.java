package io.github.headroom.benchmarks.accuracy.lives;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What came out of some lives, by the figures of the document; sums of scores are scores. */
final class Score implements Serializable {

  private static final long serialVersionUID = 1;

  /** Of the probability of a kill, seconds. */
  static final int[] HORIZONS = {600, 3600, 86_400};

  /** Ticks between two looks at the probability. */
  static final int EVERY = 60;

  static final double[] FRACTIONS = {0.5, 0.75, 0.9};

  private static final int ALARM_BELOW = 3600;
  private static final int ALARM_HOLDS = 3;
  private static final int ALARM_GAP = 60;
  private static final int EARLY_ENOUGH = 30;
  private static final int LONG_ENOUGH = 120;
  private static final int WARNING_GAP = 10;
  private static final int DAY = 86_400;
  private static final int BINS = 10;

  int lives;
  int kills;
  double hours;
  double survivorHours;
  double ordinaryHours;
  int falseAlarms;
  int ordinaryFalseAlarms;
  long warned;
  long unordered;
  long steps;
  double held;
  int intervals;
  int culprits;
  int culpritsRight;
  int foreseeable;
  int foreseen;
  int slow;
  int slowForeseen;
  final ArrayList<Double> tenMinutes = new ArrayList<>();
  int tenMinutesWithout;
  final ArrayList<ArrayList<Double>> fractions =
      new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
  private final double[] brier = new double[HORIZONS.length];
  private final double[][] told = new double[HORIZONS.length][BINS];
  private final double[][] came = new double[HORIZONS.length][BINS];
  private final double[][] asked = new double[HORIZONS.length][BINS];
  final ArrayList<String> misses = new ArrayList<>();

  static Score of(WatchedLife life) {
    Score score = new Score();
    score.lives = 1;
    score.hours = life.count / 3600.0;
    score.orderAndSteps(life);
    score.probabilities(life);
    if (life.killed) {
      score.kills = 1;
      score.kill(life);
    } else {
      score.survivor(life);
    }
    return score;
  }

  private void orderAndSteps(WatchedLife life) {
    for (int i = 0; i < life.count; i++) {
      if (!life.warns(i)) {
        continue;
      }
      warned++;
      boolean ordered =
          0 <= life.low[i] && life.low[i] <= life.mid[i] && life.mid[i] <= life.high[i];
      unordered += ordered ? 0 : 1;
      if (life.warns(i - 1)) {
        double before = life.mid[i - 1] + 1;
        double now = life.mid[i] + 1;
        steps += now > 2 * before || before > 2 * now ? 1 : 0;
      }
    }
  }

  private void survivor(WatchedLife life) {
    survivorHours = hours;
    int last = -ALARM_GAP - 1;
    for (int i = 0; i < life.count; i++) {
      boolean wrong =
          life.warns(i) && life.mid[i] < ALARM_BELOW && i + ALARM_HOLDS * life.mid[i] < life.count;
      if (wrong) {
        if (i - last > ALARM_GAP) {
          falseAlarms++;
        }
        last = i;
      }
    }
    if (life.truth.ordinary()) {
      ordinaryHours = hours;
      ordinaryFalseAlarms = falseAlarms;
    }
    if (falseAlarms > 0) {
      misses.add(
          falseAlarms + " false alarms in " + Math.round(hours) + " h: " + life.truth.name());
    }
  }

  private void kill(WatchedLife life) {
    int end = life.count;
    int onset = (int) life.truth.onset();
    interval(life, onset, end);
    if (life.truth.dies() && end - onset >= LONG_ENOUGH) {
      foreseeable = 1;
      foreseen = ahead(life, end) >= EARLY_ENOUGH ? 1 : 0;
      if (foreseen == 0) {
        misses.add(
            "warned "
                + ahead(life, end)
                + " s ahead of "
                + (end - onset)
                + ": "
                + life.truth.name());
      }
      culprits = 1;
      int minute = end - 60;
      boolean right = life.warns(minute) && life.culprit(minute) == life.truth.guilty();
      culpritsRight = right ? 1 : 0;
      if (!right) {
        Object named = life.warns(minute) ? life.culprit(minute) : "no time";
        misses.add("culprit " + named + ", not " + life.truth.guilty() + ": " + life.truth.name());
      }
    }
    if (life.truth.daily() && end - onset > 3 * DAY) {
      slow = 1;
      slowForeseen = life.warns(end - DAY) ? 1 : 0;
    }
    if (end - onset > 1200) {
      if (life.warns(end - 600)) {
        tenMinutes.add(Math.abs(life.mid[end - 600] - 600.0) / 600);
      } else {
        tenMinutesWithout++;
      }
    }
    for (int i = 0; i < FRACTIONS.length; i++) {
      int at = onset + (int) (FRACTIONS[i] * (end - onset));
      if (life.warns(at)) {
        fractions.get(i).add(Math.abs(life.mid[at] - (double) (end - at)) / Math.max(1, end - at));
      }
    }
  }

  /** Each life counts once, however long it warned. */
  private void interval(WatchedLife life, int onset, int end) {
    long ticks = 0;
    long right = 0;
    for (int i = Math.max(0, onset); i < end; i++) {
      if (life.warns(i)) {
        ticks++;
        right += life.low[i] <= end - i && end - i <= life.high[i] ? 1 : 0;
      }
    }
    if (ticks > 0) {
      intervals = 1;
      held = (double) right / ticks;
    }
  }

  /** Seconds before the end that a warning began which then still stood. */
  private static int ahead(WatchedLife life, int end) {
    int since = end;
    int gap = 0;
    for (int i = end - 1; i >= 0 && gap <= WARNING_GAP; i--) {
      gap = life.warns(i) ? 0 : gap + 1;
      since = life.warns(i) ? i : since;
    }
    return end - since;
  }

  private void probabilities(WatchedLife life) {
    for (int i = 0; i < life.probabilities.size(); i++) {
      int left = life.count - i * EVERY;
      for (int h = 0; h < HORIZONS.length; h++) {
        double told = life.probabilities.get(i)[h];
        boolean comes = life.killed && left <= HORIZONS[h];
        boolean isKnown = comes || left > HORIZONS[h];
        if (isKnown && !Double.isNaN(told)) {
          probability(h, told, comes);
        }
      }
    }
  }

  void probability(int horizon, double of, boolean comes) {
    double off = of - (comes ? 1 : 0);
    brier[horizon] += off * off;
    int bin = (int) Math.max(0, Math.min(BINS - 1, of * BINS));
    told[horizon][bin] += of;
    came[horizon][bin] += comes ? 1 : 0;
    asked[horizon][bin]++;
  }

  void add(Score other) {
    lives += other.lives;
    kills += other.kills;
    hours += other.hours;
    survivorHours += other.survivorHours;
    ordinaryHours += other.ordinaryHours;
    falseAlarms += other.falseAlarms;
    ordinaryFalseAlarms += other.ordinaryFalseAlarms;
    warned += other.warned;
    unordered += other.unordered;
    steps += other.steps;
    held += other.held;
    intervals += other.intervals;
    culprits += other.culprits;
    culpritsRight += other.culpritsRight;
    foreseeable += other.foreseeable;
    foreseen += other.foreseen;
    slow += other.slow;
    slowForeseen += other.slowForeseen;
    tenMinutes.addAll(other.tenMinutes);
    tenMinutesWithout += other.tenMinutesWithout;
    misses.addAll(other.misses);
    for (int i = 0; i < FRACTIONS.length; i++) {
      fractions.get(i).addAll(other.fractions.get(i));
    }
    for (int h = 0; h < HORIZONS.length; h++) {
      brier[h] += other.brier[h];
      for (int b = 0; b < BINS; b++) {
        told[h][b] += other.told[h][b];
        came[h][b] += other.came[h][b];
        asked[h][b] += other.asked[h][b];
      }
    }
  }

  String falseAlarmsIn100Hours() {
    return rate(ordinaryFalseAlarms, ordinaryHours) + " / " + rate(falseAlarms, survivorHours);
  }

  String allFalseAlarmsIn100Hours() {
    return rate(falseAlarms, survivorHours);
  }

  private static String rate(int alarms, double inHours) {
    return inHours == 0 ? "-" : format("%.2f", alarms / inHours * 100);
  }

  String interval() {
    return share(held, intervals);
  }

  String ordered() {
    return share((double) (warned - unordered), (double) warned);
  }

  /** Minutes of warning between two steps of the middle. */
  String steadiness() {
    return steps == 0
        ? "none in " + Math.round(warned / 3600.0) + " h"
        : format("%.1f min", warned / 60.0 / steps);
  }

  String culprit() {
    return share(culpritsRight, culprits);
  }

  String foreseen() {
    return share(foreseen, foreseeable);
  }

  String slowForeseen() {
    return slow == 0 ? "-" : slowForeseen + " of " + slow;
  }

  String tenMinutes() {
    return errors(tenMinutes, 0)
        + " ("
        + tenMinutes.size()
        + ", without "
        + tenMinutesWithout
        + ")";
  }

  String fraction(int index) {
    return errors(fractions.get(index), 0) + " (" + fractions.get(index).size() + ")";
  }

  /**
   * Of all horizons with a kill, the mean of what {@link #probability} has as 1 minus its skill.
   */
  double brierLoss() {
    double sum = 0;
    int horizons = 0;
    for (int h = 0; h < HORIZONS.length; h++) {
      double all = Arrays.stream(asked[h]).sum();
      double base = Arrays.stream(came[h]).sum() / all;
      if (base > 0 && base < 1) {
        sum += brier[h] / all / (base * (1 - base));
        horizons++;
      }
    }
    return horizons == 0 ? 0 : sum / horizons;
  }

  /** Brier's score against that of one who always says how often it comes; and calibration. */
  String probability(int horizon) {
    double all = 0;
    double comes = 0;
    double off = 0;
    for (int b = 0; b < BINS; b++) {
      all += asked[horizon][b];
      comes += came[horizon][b];
      off += Math.abs(told[horizon][b] - came[horizon][b]);
    }
    if (comes == 0 || comes == all) {
      return "-";
    }
    double base = comes / all;
    double skill = 1 - brier[horizon] / all / (base * (1 - base));
    return format("%.2f (%.3f)", skill, off / all);
  }

  /** How often it came where so much was told, for tuning. */
  String reliability(int horizon) {
    StringBuilder text = new StringBuilder();
    for (int b = 0; b < BINS; b++) {
      if (asked[horizon][b] > 0) {
        text.append(
            format(
                " %.3f->%.3f(%.0f)",
                told[horizon][b] / asked[horizon][b],
                came[horizon][b] / asked[horizon][b],
                asked[horizon][b]));
      }
    }
    return text.toString();
  }

  private static String share(double part, double of) {
    return of == 0 ? "-" : format("%.1f %%", 100 * part / of);
  }

  private static String errors(List<Double> of, int digits) {
    if (of.isEmpty()) {
      return "-";
    }
    Collections.sort(of);
    return format(
        "%." + digits + "f / %." + digits + "f %%",
        100 * quantile(of, 0.5),
        100 * quantile(of, 0.9));
  }

  private static double quantile(List<Double> sorted, double of) {
    return sorted.get((int) Math.round(of * (sorted.size() - 1)));
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
