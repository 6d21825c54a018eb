package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/**
 * Will this container be killed, when, and who grows towards it. Fed with ticks in their order, it
 * holds some 60 KB, allocates nothing in {@link #add}, and gives the same answers to the same
 * ticks.
 *
 * <p>The kernel kills when what reclaim cannot free, the floor, reaches the end. One line is taken
 * at a time: of growth within windows ({@link Growth}), or from one day to the next ({@link Days}).
 * Verdict, rate, culprit and times are all of that line. It is believed by how long it was seen
 * ({@link #chance}), and less where its like has come back before ({@link Rises}).
 */
public final class Forecast {

  /** Of the time that growth was seen, how far ahead it is told: a chance of {@link #BEGINS}. */
  public static final double REACH = Growth.REACH;

  /** Chances of growth to go on to the end, at which a warning begins and ends. */
  private static final double BEGINS = 1 / (1 + REACH);

  private static final double EASE = 2;
  private static final double ENDS = 1 / (1 + EASE * REACH);

  /** Of a spike the same: as much again as it has taken is as likely as not. */
  private static final double EVEN = 0.5;

  private static final int TICKS_TO_BEGIN = 3;
  private static final double SHORTEST_HOLD_SECONDS = 15;
  private static final double LONGEST_HOLD_SECONDS = 55;
  private static final double HOLD_SHARE = 0.25;
  private static final double SPIKE_HOLD_SECONDS = 3;

  /**
   * What the headroom itself may be wrong by, bytes: 64 pages are charged in advance a processor.
   */
  private static final double HEADROOM_ERROR = 1 << 20;

  private static final double SPIKE_LOW = 0.5;
  private static final double SPIKE_HIGH = 3;

  /** A kill that was due within this time and has not come is the less likely the longer it has. */
  private static final double DUE_SECONDS = 60;

  /** A container of which nothing is known is taken to have lived a week. */
  private static final double QUIET_SECONDS = 7 * Days.DAY;

  /** Between the ends of nine tenths of a normal distribution, deviations. */
  private static final double NINE_TENTHS = 3.29;

  /** The logistic curve with this slope is the normal distribution's within a hundredth. */
  private static final double LOGISTIC = 1.702;

  /** Of the logarithm of a time, the least deviation: a tenth. */
  private static final double SHARPEST = 0.1;

  /** Areas are known at full ticks alone: a shorter span has too few. */
  private static final double SHORTEST_OF_AREAS_SECONDS = 60;

  private final Scales scales = new Scales();
  private final Growth growth = new Growth();
  private final Days days = new Days();
  private final Rises rises = new Rises();
  private final AreaTrends areas = new AreaTrends();
  private final Spike spike = new Spike();
  private final Thrashing thrashing = new Thrashing();
  private final FirstPassage passage = new FirstPassage();
  private final Line line = new Line();
  private final Hands hands = new Hands();

  private Verdict verdict = Verdict.UNKNOWN;
  private double low;
  private double mid;
  private double high;
  private @Nullable MemoryArea culprit;

  /** Whether the hands show the time of a spike, or else of growth. */
  private boolean ofSpike;

  /** The culprit of the line, which a spike of another does not change. */
  private @Nullable MemoryArea grower;

  /** Of the line's growth, the culprit's; and how long it has been seen, seconds. */
  private double share;

  private double seconds;

  /** The chance that what grows goes on to the end, 0 to 1. */
  private double belief;

  private double spikeBelief;

  /** Whether the kill is due within {@link #DUE_SECONDS}, and since when it has been. */
  private boolean due;

  private double dueSince;
  private double first = Double.NaN;
  private double now;
  private double limit;
  private double headroom;

  /** Added to the floor, so that it goes on where another level's limit has begun to bind. */
  private double offset;

  private double floor;
  private double end;
  private int seen;
  private int agreeing;
  private boolean growing;
  private boolean ofDays;
  private int ofWindows;
  private double lastGrowing;
  private double hold;
  private double spikeUntil = Double.NEGATIVE_INFINITY;

  /** Takes one tick in. */
  public void add(Tick tick) {
    boolean thrashes = thrashing.add(tick);
    if (!tick.headroomKnown()) {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : Verdict.UNKNOWN;
      return;
    }
    place(tick);
    now = tick.seconds();
    first = Double.isNaN(first) ? now : first;
    seen = Math.min(seen + 1, Growth.FEWEST_POINTS);
    scales.add(tick.seconds(), floor);
    days.add(tick.seconds(), floor);
    rises.add(tick.seconds(), floor);
    if (tick.full()) {
      areas.add(tick);
    }
    if (spike.add(tick, floor) && isNews()) {
      spikeUntil = tick.seconds() + SPIKE_HOLD_SECONDS;
    }
    boolean grows = grows(tick);
    if (tick.seconds() < spikeUntil && (!grows || headroom / spike.rate() < mid)) {
      spike(tick);
    } else if (grows) {
      verdict = Verdict.GROWING;
    } else {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : atRest(tick);
    }
    show(tick.seconds());
  }

  /** A new limit moves the end alone. Where it is another level's, the floor is not comparable. */
  private void place(Tick tick) {
    if (limit > 0 && tick.limit() != limit) {
      offset = floor - tick.floor();
    }
    limit = tick.limit();
    headroom = Math.max(0, tick.headroom());
    floor = tick.floor() + offset;
    end = tick.end() + offset;
  }

  private boolean isNews() {
    double took = Math.max(Rises.SHORTEST_SECONDS, spike.grown() / spike.rate());
    double speed = spike.grown() / took;
    double goesOn = chance(speed, took, headroom / speed);
    if (goesOn >= EVEN) {
      spikeBelief = goesOn;
    }
    return goesOn >= EVEN;
  }

  private Verdict atRest(Tick tick) {
    if (!tick.fits()) {
      return Verdict.CANNOT_FIT;
    }
    return seen < Growth.FEWEST_POINTS ? Verdict.UNKNOWN : Verdict.FITS;
  }

  /** Begins when a few ticks agree; ends soon after what grew does not any more. */
  private boolean grows(Tick tick) {
    double now = tick.seconds();
    boolean found = findLine(tick);
    agreeing = found ? Math.min(agreeing + 1, TICKS_TO_BEGIN) : 0;
    if (found && (growing || agreeing == TICKS_TO_BEGIN)) {
      growing = true;
      lastGrowing = now;
      grower = culprit;
      hold =
          Math.max(SHORTEST_HOLD_SECONDS, Math.min(LONGEST_HOLD_SECONDS, line.span * HOLD_SHARE));
    }
    if (growing && !found) {
      boolean fell = floor < line.at(now) - line.slope * line.span * HOLD_SHARE - 4 * line.noise;
      growing = !fell && now - lastGrowing <= hold;
    }
    if (growing) {
      culprit = grower;
      times(now);
    }
    return growing;
  }

  /** Of windows, or else of days; true where there is one that is believed. */
  private boolean findLine(Tick tick) {
    double now = tick.seconds();
    double wanted = growing ? ENDS : BEGINS;
    int scale = growth.longest(scales, tick, floor, growing ? EASE : 1);
    if (scale >= 0) {
      Line longest = growth.line(scale);
      Line present = growth.present(scales, scale, now, headroom);
      double slope = Math.min(longest.slope, present.slope);
      double goesOn = chance(longest.slope, longest.span, headroom / slope);
      if (goesOn >= wanted && reaches(now, longest)) {
        ofWindows = Math.min(ofWindows + 1, TICKS_TO_BEGIN);
        if (!ofDays || ofWindows == TICKS_TO_BEGIN || !findDays(now, wanted)) {
          ofDays = false;
          belief = goesOn;
          seconds = longest.span;
          line.copyFrom(present);
          if (culprit == MemoryArea.JAVA_HEAP && heapGrowsNow(now, longest)) {
            line.riseTo(areas.withLiveHeap(longest.slope), longest);
          }
          share = culprit == null ? 1 : Math.min(1, areas.rate(culprit) / longest.slope);
        }
        return true;
      }
    }
    ofWindows = 0;
    return findDays(now, wanted);
  }

  /** Between two steps of a heap's room, what is resident of it hardly does. */
  private boolean heapGrowsNow(double now, Line longest) {
    look(now, line);
    boolean grows = culprit == MemoryArea.JAVA_HEAP;
    look(now, longest);
    return grows;
  }

  private boolean findDays(double now, double wanted) {
    if (!days.grows() || days.slope() <= 0 || days.heldMoreYesterday(floor)) {
      return false;
    }
    double known = days.seen(now);
    double goesOn = known / (known + days.secondsUntil(end, days.slope(), now));
    if (goesOn < wanted) {
      return false;
    }
    ofDays = true;
    belief = goesOn;
    seconds = known;
    line.setDays(days, known, floor, now);
    areas.lookAtDays(now, days.slope());
    blameTheFastest();
    share = culprit == null ? 1 : Math.min(1, areas.rate(culprit) / line.slope);
    return true;
  }

  /**
   * That growth goes on to the end: of what has lasted so long, half lasts as long again and a
   * third three times as long (J. R. Gott, "Implications of the Copernican principle for our future
   * prospects", Nature 363, 1993). Each rise of its like that came back counts as one more trial.
   */
  private double chance(double slope, double known, double left) {
    double base = scales.lowest(now, 2 * known);
    int alike = rises.alike(floor - base, slope);
    int went = rises.count(end - base, slope);
    return (went + known / (known + left)) / (alike + 1);
  }

  /** Whether the areas' ceilings let it come to the end. */
  private boolean reaches(double now, Line candidate) {
    look(now, candidate);
    return areas.secondsUntil(headroom) <= 2 * headroom / candidate.slope + 1;
  }

  private void look(double now, Line of) {
    areas.look(now, Math.max(SHORTEST_OF_AREAS_SECONDS, of.span), of.slope);
    blameTheFastest();
  }

  /**
   * In the middle, with the noise that is to be expected on top of the line; to either side it may
   * be off by three times what the whole window was.
   */
  private void times(double now) {
    if (ofDays) {
      mid = days.secondsUntil(end, line.slope, now);
      double error = days.uneven() + HEADROOM_ERROR;
      low = days.secondsUntil(end - error, line.highSlope, now);
      high = days.secondsUntil(end + error, line.lowSlope, now);
    } else {
      double error = 3 * (line.noise + line.above) + HEADROOM_ERROR;
      mid = passage.seconds(scales, line, now, floor, end);
      double left = mid * line.slope;
      low = Math.max(0, left - error) / line.highSlope;
      high = (left + error) / line.lowSlope;
    }
  }

  private void spike(Tick tick) {
    verdict = Verdict.SPIKE;
    belief = spikeBelief;
    mid = headroom / spike.rate();
    low = mid * SPIKE_LOW;
    high = mid * SPIKE_HIGH;
    areas.look(tick.seconds(), SPIKE_HOLD_SECONDS + 10, spike.rate());
    blameTheFastest();
  }

  private void show(double now) {
    if (hasTime()) {
      boolean spikes = verdict == Verdict.SPIKE;
      if (spikes != ofSpike) {
        hands.stop(); // the time of a spike is no new estimate of growth's, nor the other way round
        ofSpike = spikes;
      }
      hands.turn(now, low, mid, high);
      if (!due && hands.mid() <= DUE_SECONDS) {
        due = true;
        dueSince = now;
      }
      due &= hands.mid() <= 2 * DUE_SECONDS;
    } else {
      hands.stop();
      due = false;
    }
  }

  private void blameTheFastest() {
    int fastest = areas.fastest();
    culprit = fastest < 0 ? null : MemoryArea.at(fastest);
  }

  public Verdict verdict() {
    return verdict;
  }

  /**
   * Why, in one sentence; null where there is nothing to say: fits, unknown, and cannot_fit, whose
   * reason is that of who told so.
   */
  public @Nullable String evidence() {
    if (verdict == Verdict.GROWING) {
      return Evidence.growing(
          culprit, share * line.slope, seconds, headroom, hands.low(), hands.high());
    }
    if (verdict == Verdict.SPIKE) {
      return Evidence.spike(culprit, spike.rate(), headroom);
    }
    return verdict == Verdict.THRASHING ? thrashing.evidence() : null;
  }

  /** Whether there is a time to kill: only a container that grows has one. */
  public boolean hasTime() {
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE;
  }

  /** Seconds to the kill at the earliest; has a meaning where {@link #hasTime}. */
  public double lowSeconds() {
    return hands.low();
  }

  /** Seconds to the kill; has a meaning where {@link #hasTime}. */
  public double midSeconds() {
    return hands.mid();
  }

  /** Seconds to the kill at the latest; has a meaning where {@link #hasTime}. */
  public double highSeconds() {
    return hands.high();
  }

  /**
   * The probability that the OOM killer comes within so many seconds, 0 to 1; has a meaning where
   * headroom is known, as of the last tick. Of what grows it is the chance that growth goes on to
   * the end, by that of the times: their logarithm is taken to be normal, nine tenths of it from
   * low to high. What else may happen is judged by the time that nothing has (P. S. Laplace's rule
   * of succession).
   */
  public double probability(double within) {
    double other = within / (within + QUIET_SECONDS + now - first);
    if (!hasTime()) {
      return other;
    }
    double deviation = Math.log((hands.high() + 1) / (hands.low() + 1)) / NINE_TENTHS;
    double away = Math.log((within + 1) / (hands.mid() + 1)) / Math.max(SHARPEST, deviation);
    double comes = belief / (1 + Math.exp(-LOGISTIC * away));
    double overdue = due ? Math.max(0, now - dueSince - DUE_SECONDS) : 0;
    comes = Math.min(comes, within / (within + overdue));
    return 1 - (1 - comes) * (1 - other);
  }

  /** Who grows most; null where nobody is seen to. */
  public @Nullable MemoryArea culprit() {
    return culprit;
  }
}
