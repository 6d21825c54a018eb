package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * A life to which a limit is given after a while, and its next day under it. The day is the same
 * whatever the limit: nothing is restarted, events come when they would have come.
 */
final class SizedLife {

  /** After so many hours of a process. */
  static final int[] HOURS = {1, 6, 24};

  private static final int TICKS_TO_A_FULL_ONE = 10;
  private static final double DAY = 86_400;

  /** Of the largest heap, what a full collection leaves that a JVM has while it starts. */
  private static final double LEFT_AT_THE_START = 0.02;

  /** Looks as often as a metrics server does, seconds. */
  private static final int MINUTE = 60;

  /** Who sets a limit. */
  enum Sizer {
    HEADROOM("headroom.sizing.limit"),
    UNRECLAIMABLE("highest of what cannot be reclaimed x 1.15"),
    VPA("VPA: p90 of the days' highest working set x 1.15"),
    AUTOPILOT("Autopilot-like: highest working set x 1.1"),
    PEAK("memory.peak x 1.2");

    final String text;

    Sizer(String text) {
      this.text = text;
    }
  }

  /**
   * A limit and what became of it.
   *
   * @param killed also where what lives does not fit in the heap that the limit assumes
   * @param slack of the limit, what the day's highest left free
   */
  record Day(
      Plan plan,
      int hours,
      Sizer by,
      boolean killed,
      boolean outOfMemory,
      double slack,
      double limit) {

    /** One line for the document. */
    String text() {
      return plan.shape.text()
          + ", seed "
          + plan.seed
          + ", after "
          + hours
          + " h: "
          + (outOfMemory ? "OutOfMemoryError" : Math.round(-100 * slack) + " % above the limit");
    }
  }

  final List<Day> days = new ArrayList<>();

  /** Of {@link #HOURS}, at which the agent gave no advice because it grew. */
  final List<Integer> withheld = new ArrayList<>();

  /** How often headroom.sizing.max_heap was given, and did not fit in the next day. */
  int heaps;

  int heapsTooLarge;

  private final Plan plan;
  private final Life life;
  private final KernelFields fields;
  private double highestFloor;
  private double highestUsage;
  private double highestWorkingSet;

  private SizedLife(Plan plan) {
    this.plan = plan;
    life = Life.of(plan);
    fields = new KernelFields(life);
    fields.afterTheStart = plan.xmx * LEFT_AT_THE_START;
  }

  static SizedLife of(Plan plan) {
    SizedLife sized = new SizedLife(plan);
    sized.live();
    return sized;
  }

  private void live() {
    Outlook outlook = new Outlook();
    int sinceStart = 0;
    int looks = 0;
    double until = HOURS[HOURS.length - 1] * 3600 * 1.25; // the first process may have gone
    while (life.seconds < until && looks < HOURS.length && !life.step(1)) {
      if (life.restarted) {
        outlook = new Outlook();
        sinceStart = 0;
      }
      boolean full = sinceStart++ % TICKS_TO_A_FULL_ONE == 0;
      Sample sample = fields.pass(full);
      if (full) {
        outlook.full(sample, life.seconds);
      } else {
        outlook.fast(sample, life.seconds);
      }
      watch(outlook.latest());
      if (full && life.age() >= HOURS[looks] * 3600) {
        look(HOURS[looks++], outlook.figures());
      }
    }
  }

  private void watch(Figures figures) {
    highestFloor = Math.max(highestFloor, life.floor());
    highestUsage = Math.max(highestUsage, (double) figures.whole(Figure.MEMORY_USAGE));
    if (life.seconds % MINUTE == 0) {
      highestWorkingSet = Math.max(highestWorkingSet, (double) figures.whole(Figure.WORKING_SET));
    }
  }

  private void look(int hours, Figures figures) {
    double bytesOfOne = plan.bytesOfLimit / life.sized();
    Life asItIs = life.future(plan.seed);
    double highest = highest(asItIs, Double.POSITIVE_INFINITY);
    day(hours, Sizer.UNRECLAIMABLE, highestFloor * 1.15, highest, false);
    day(hours, Sizer.VPA, highestWorkingSet * 1.15 / bytesOfOne, highest, false);
    day(hours, Sizer.AUTOPILOT, highestWorkingSet * 1.1 / bytesOfOne, highest, false);
    day(hours, Sizer.PEAK, highestUsage * 1.2 / bytesOfOne, highest, false);
    if (!figures.known(Figure.SIZING_LIMIT)) {
      withheld.add(hours);
      return;
    }
    Life sized = life.future(plan.seed);
    double heap = figures.whole(Figure.SIZING_HEAP) / bytesOfOne;
    double limit = figures.whole(Figure.SIZING_LIMIT) / bytesOfOne;
    double under = highest(sized, heap);
    day(hours, Sizer.HEADROOM, limit, under, sized.outOfMemory);
    if (figures.known(Figure.SIZING_MAX_HEAP)) {
      heaps++;
      double largest = figures.whole(Figure.SIZING_MAX_HEAP) / bytesOfOne;
      heapsTooLarge += highestBesideHeap + largest > life.limit ? 1 : 0;
    }
  }

  /** Of the last day that was played, what was taken beside the heap, with neighbours. */
  private double highestBesideHeap;

  private double highest(Life day, double heap) {
    double highest = 0;
    highestBesideHeap = 0;
    day.heapCeiling = heap;
    double until = day.seconds + DAY;
    while (day.seconds < until) {
      day.step(1);
      double floor = day.floor();
      highest = Math.max(highest, floor);
      highestBesideHeap =
          Math.max(highestBesideHeap, floor - day.of(MemoryArea.JAVA_HEAP) + day.sibling);
    }
    return highest;
  }

  private void day(int hours, Sizer by, double limit, double highest, boolean outOfMemory) {
    boolean killed = outOfMemory || highest > limit;
    days.add(new Day(plan, hours, by, killed, outOfMemory, (limit - highest) / limit, limit));
  }
}
