package io.github.headroom.benchmarks.accuracy.lives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Gives lives of every shape a limit and lives their next day under it. Called by sizing.sh.
 *
 * <p>Arguments: first seed, lives a shape, and the document to write; without one it prints.
 */
public final class RightSize {

  private static final String MUST_KILLED = "1 %";
  private static final String MUST_SLACK = "25 %";

  private final long first;
  private final int each;
  private final List<SizedLife.Day> days = new ArrayList<>();
  private final List<String> withheld = new ArrayList<>();
  private int lives;

  /** Of those that live and of those that die: how many heaps were advised, and did not fit. */
  private final int[] heaps = new int[2];

  private final int[] heapsTooLarge = new int[2];
  private final StringBuilder out = new StringBuilder();

  private RightSize(long first, int each) {
    this.first = first;
    this.each = each;
  }

  public static void main(String[] arguments) throws IOException {
    RightSize sizes = new RightSize(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]));
    sizes.live();
    String text = sizes.text();
    System.out.print(text);
    if (arguments.length > 2) {
      Files.writeString(Path.of(arguments[2]), text);
    }
  }

  private void live() {
    List<Plan> plans = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      for (int i = 0; i < each; i++) {
        plans.add(new Plan(shape, first + i));
      }
    }
    lives = plans.size();
    IntStream.range(0, plans.size())
        .parallel()
        .forEach(
            i -> {
              SizedLife life = SizedLife.of(plans.get(i));
              synchronized (this) {
                days.addAll(life.days);
                for (int hours : life.withheld) {
                  withheld.add(plans.get(i).shape.dies + " " + hours);
                }
                int dies = plans.get(i).shape.dies ? 1 : 0;
                heaps[dies] += life.heaps;
                heapsTooLarge[dies] += life.heapsTooLarge;
              }
            });
  }

  private String text() {
    line("# Right size: measured");
    line("");
    line(
        "Written by `./benchmarks/sizing.sh`. %d synthetic lives, %d of each of 32 shapes",
        lives, each);
    line(
        "(seeds from %d on), as kernel and JVM fields. Each is given a limit when its process is 1, 6 and 24 hours old,",
        first);
    line("and lives its next day under it. Each JVM has a full collection while it starts, which");
    line("leaves 2 % of the largest heap. [sizing.md](sizing.md) has what the advice rests on.");
    line("");
    line(
        "- **killed**: at some second of that day more than the limit could not be reclaimed, or what lived did not fit in");
    line("  two thirds of the heap that the limit assumes (an OutOfMemoryError).");
    line(
        "- **slack**: the limit less the highest of that day, of the limit; median and nine of ten.");
    line("");
    line(
        "Leaks, whose end no limit holds, are apart. Swap counts as memory that the limit has to hold.");
    line("");
    section("Services that live", of -> !of.plan().shape.dies, true);
    section("Leaks and other shapes that die", of -> of.plan().shape.dies, false);
    heaps();
    families();
    shapes();
    misses();
    return out.toString();
  }

  private void section(String name, Predicate<SizedLife.Day> which, boolean musts) {
    line("## %s", name);
    line("");
    StringBuilder head = new StringBuilder("| limit by |");
    for (int hours : SizedLife.HOURS) {
      head.append(" killed, ").append(hours).append(" h | slack |");
    }
    line("%s", head);
    line("|---|%s", "---|---|".repeat(SizedLife.HOURS.length));
    if (musts) {
      line("| must | %s", (MUST_KILLED + " | " + MUST_SLACK + " | ").repeat(3).strip());
    }
    for (SizedLife.Sizer by : SizedLife.Sizer.values()) {
      StringBuilder row = new StringBuilder("| " + by.text + " |");
      for (int hours : SizedLife.HOURS) {
        List<SizedLife.Day> of = of(which, by, hours);
        row.append(' ').append(killed(of)).append(" | ").append(slack(of)).append(" |");
      }
      line("%s", row);
    }
    line("");
    for (int hours : SizedLife.HOURS) {
      String of = !musts + " " + hours;
      line(
          "After %d h the agent gave no advice to %d of them: the verdict was growing.",
          hours, withheld.stream().filter(of::equals).count());
    }
    line("");
  }

  private List<SizedLife.Day> of(Predicate<SizedLife.Day> which, SizedLife.Sizer by, int hours) {
    return days.stream()
        .filter(day -> day.by() == by && day.hours() == hours && which.test(day))
        .toList();
  }

  private static String killed(List<SizedLife.Day> of) {
    long killed = of.stream().filter(SizedLife.Day::killed).count();
    return of.isEmpty()
        ? "-"
        : String.format(
            Locale.ROOT, "%.1f %% (%d of %d)", 100.0 * killed / of.size(), killed, of.size());
  }

  private static String slack(List<SizedLife.Day> of) {
    double[] sorted = of.stream().mapToDouble(SizedLife.Day::slack).sorted().toArray();
    return sorted.length == 0
        ? "-"
        : Math.round(100 * sorted[sorted.length / 2])
            + " %, "
            + Math.round(100 * sorted[sorted.length * 9 / 10])
            + " %";
  }

  private void heaps() {
    line("## The largest heap");
    line("");
    line(
        "With `-Xmx` at `headroom.sizing.max_heap` and the heap full, %d of %d would not have fitted in the limit of the next day",
        heapsTooLarge[0], heaps[0]);
    line("of those that live, and %d of %d of those that die.", heapsTooLarge[1], heaps[1]);
    line("");
  }

  private void families() {
    line("## By family, `headroom.sizing.limit`");
    line("");
    line(
        "| family, those that live | killed, 1 h | slack | killed, 6 h | slack | killed, 24 h | slack |");
    line("|---|---|---|---|---|---|---|");
    for (Family family : Family.values()) {
      row(family.text, day -> day.plan().shape.family == family && !day.plan().shape.dies);
    }
    line("");
  }

  private void shapes() {
    line("## By shape, `headroom.sizing.limit`");
    line("");
    line("| shape | killed, 1 h | slack | killed, 6 h | slack | killed, 24 h | slack |");
    line("|---|---|---|---|---|---|---|");
    for (Shape shape : Shape.values()) {
      row(shape.text() + (shape.dies ? " (dies)" : ""), day -> day.plan().shape == shape);
    }
    line("");
  }

  private void row(String name, Predicate<SizedLife.Day> which) {
    StringBuilder row = new StringBuilder("| " + name + " |");
    for (int hours : SizedLife.HOURS) {
      List<SizedLife.Day> of = of(which, SizedLife.Sizer.HEADROOM, hours);
      row.append(' ').append(killed(of)).append(" | ").append(slack(of)).append(" |");
    }
    line("%s", row);
  }

  private void misses() {
    line("## Every miss of those that live");
    line("");
    List<String> misses =
        days.stream()
            .filter(day -> day.by() == SizedLife.Sizer.HEADROOM && day.killed())
            .filter(day -> !day.plan().shape.dies)
            .map(SizedLife.Day::text)
            .sorted()
            .toList();
    misses.forEach(miss -> line("- %s", miss));
    if (misses.isEmpty()) {
      line("None.");
    }
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
