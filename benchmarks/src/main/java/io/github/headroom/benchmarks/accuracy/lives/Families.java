package io.github.headroom.benchmarks.accuracy.lives;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Lives of every shape, and what a watcher makes of them, by family. Called by accuracy.sh.
 *
 * <p>Arguments: first seed, lives a shape; then options: {@code --without FAMILY} leaves a family
 * out (to tune on the others), {@code --only FAMILY} or {@code --shape SHAPE}, {@code --misses}
 * lists every miss, {@code --oracle} plays futures, too.
 */
public final class Families {

  private final Map<Shape, Score> scores = new EnumMap<>(Shape.class);
  private final Map<Shape, Score> oracles = new EnumMap<>(Shape.class);

  private Families() {}

  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    long first = Long.parseLong(arguments[0]);
    int each = Integer.parseInt(arguments[1]);
    Families families = new Families();
    families.live(plans(first, each, options), options.contains("--oracle"));
    families.print(options);
  }

  private static boolean isWanted(Shape shape, List<String> options) {
    return !value(options, "--without").equals(shape.family.name())
        && List.of("", shape.family.name()).contains(value(options, "--only"))
        && List.of("", shape.name()).contains(value(options, "--shape"));
  }

  private static String value(List<String> options, String name) {
    int at = options.indexOf(name);
    return at < 0 ? "" : options.get(at + 1).toUpperCase(Locale.ROOT);
  }

  private void live(List<Plan> plans, boolean oracle) {
    IntStream.range(0, plans.size())
        .parallel()
        .forEach(
            i -> {
              Plan plan = plans.get(i);
              Trace trace = Trace.of(plan, Watcher.OfOutlook::new);
              Score score = Score.of(trace);
              Score of = oracle ? Oracle.of(trace) : new Score();
              synchronized (this) {
                scores.computeIfAbsent(plan.shape, shape -> new Score()).add(score);
                oracles.computeIfAbsent(plan.shape, shape -> new Score()).add(of);
              }
            });
  }

  /** By shape, as bytes, for {@link Rotation} calls it in loaders of its own. */
  public static byte[] scores(long first, int each, String family) throws IOException {
    Families families = new Families();
    families.live(plans(first, each, List.of("--only", family)), false);
    return Rotation.bytes(families.scores);
  }

  private static List<Plan> plans(long first, int each, List<String> options) {
    List<Plan> plans = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      for (int i = 0; i < each && isWanted(shape, options); i++) {
        plans.add(new Plan(shape, first + i));
      }
    }
    return plans;
  }

  /**
   * The section of the document: lives of these seeds, and the oracle beside them.
   *
   * @param drawn whether the run has drawn the seed itself
   * @param sources of the forecast
   */
  public static String section(long first, int each, boolean drawn, Path sources)
      throws IOException {
    Families families = new Families();
    families.live(plans(first, each, List.of()), true);
    Rotation rotation = Rotation.of(Rotation.FIRST, Rotation.EACH);
    return families.section(
        first, each, drawn, rotation, rotation.judge(first, each), ForecastConstants.of(sources));
  }

  private String section(
      long first,
      int each,
      boolean drawn,
      Rotation rotation,
      Map<Shape, Score> unseen,
      ForecastConstants constants) {
    StringBuilder text = new StringBuilder("## By families of shapes\n\n");
    text.append("Lives of 32 shapes, ").append(each).append(" of each (seeds from ").append(first);
    text.append(
        " on), as kernel and JVM fields:\nseventeen shapes that live, fifteen that die, in");
    text.append(" six families. The oracle knows the hidden state and plays ");
    text.append(Oracle.FUTURES)
        .append("\nfutures from it: the bound. A false alarm is a time of less");
    text.append(
        " than an hour with no kill within three times of it;\nerrors are median and nine of");
    text.append(
        " ten. A Brier skill of 0 is that of one who always says how often a kill comes.\n\n");
    text.append(
        drawn
            ? "This run drew the seed, so nobody has looked at these lives before.\n\n"
            : "The seed was given to this run: somebody may have looked at these lives before.\n\n");
    text.append(chosen(rotation, constants));
    Map<Shape, Score> seen = new EnumMap<>(scores);
    scores.clear();
    scores.putAll(unseen);
    text.append(table(seen)).append("\n### By shape\n\n").append(SHAPE_HEAD);
    scores.forEach((shape, score) -> text.append(shapeRow(shape.text(), score)));
    return text.append('\n').toString();
  }

  /** What the forecast's constants have seen. */
  private static String chosen(Rotation rotation, ForecastConstants constants) {
    int reasons = constants.count() - constants.withoutReason().size();
    return String.format(
        Locale.ROOT,
        """
        Two constants of the forecast were fitted to lives: the width that intervals begin with (`Band`), and the spread of a
        single time (`Times`). They rotate: both are chosen again for each family, by lives of the five other families
        alone (%d of each shape, seeds from %d on). The width is chosen so that intervals hold nine tenths of the truth, the spread by
        the Brier score. The column of a family, and "all, not seen", have its lives forecast with the constants that were chosen without it.
        "All, seen" has the same lives forecast with the constants as published, which were chosen with all families.

        %s
        The other numbers in the forecast's code were chosen by reasoning, and by looking at lives of all families (seeds from
        600001, 700001, 740001, 750001 to 752001 and 761001 on; those from 771001 on judged changes). They cannot rotate: they have seen all families. Of %d numbers with a name %d have a comment on what they are or where they are from. These have none: %s.
        [lives.md](lives.md) has real lives, on which no constant was chosen.

        """,
        Rotation.EACH,
        Rotation.FIRST,
        rotation.text(),
        constants.count(),
        reasons,
        String.join(
            ", ", constants.withoutReason().stream().map(name -> "`" + name + "`").toList()));
  }

  static final String SHAPE_HEAD =
      "| shape | lives, hours, killed | false alarms in 100 h | interval | culprit |"
          + " 30 s ahead | error 10 min before |\n|---|---|---|---|---|---|---|\n";

  static String shapeRow(String shape, Score of) {
    return String.format(
        Locale.ROOT,
        "| %s | %d, %s, %d | %s | %s | %s | %s | %s |%n",
        shape,
        of.lives,
        ScoreTable.hours(of.hours),
        of.kills,
        of.allFalseAlarmsIn100Hours(),
        of.interval(),
        of.culprit(),
        of.foreseen(),
        of.tenMinutes());
  }

  private void print(List<String> options) {
    if (options.contains("--shapes")) {
      scores.forEach((shape, score) -> System.out.println(line(shape.text(), score)));
    }
    System.out.print(table(Map.of()));
    Score all = new Score();
    scores.values().forEach(all::add);
    if (options.contains("--misses")) {
      all.misses.stream().sorted().forEach(System.out::println);
    }
    if (options.contains("--reliability")) {
      for (int h = 0; h < Score.HORIZONS.length; h++) {
        System.out.println(Score.HORIZONS[h] + " s:" + all.reliability(h));
      }
    }
  }

  /**
   * @param seen the same lives, seen when the constants were chosen; empty for no such column
   */
  private String table(Map<Shape, Score> seen) {
    Map<String, Score> families = new LinkedHashMap<>();
    for (Family family : Family.values()) {
      scores.forEach(
          (shape, score) -> {
            if (shape.family == family) {
              families.computeIfAbsent(family.text, text -> new Score()).add(score);
            }
          });
    }
    Score bound = new Score();
    oracles.values().forEach(bound::add);
    Score all = new Score();
    seen.values().forEach(all::add);
    return new ScoreTable(families, seen.isEmpty() ? null : all, bound).text();
  }

  private static String line(String name, Score of) {
    return String.format(
        Locale.ROOT,
        "%-26s lives %d kills %d h %.0f false %s interval %s order %s steps %s culprit %s ahead %s"
            + " slow %s 10min %s",
        name,
        of.lives,
        of.kills,
        of.hours,
        of.falseAlarmsIn100Hours(),
        of.interval(),
        of.ordered(),
        of.steadiness(),
        of.culprit(),
        of.foreseen(),
        of.slowForeseen(),
        of.tenMinutes());
  }
}
