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
    seen = Math.min(seen + 1, Growth.FEWEST_POINTS);
    scales.add(tick.seconds(), floor);
    days.add(tick.seconds(), floor);
    rises.add(tick.seconds(), floor);
    if (tick.full()) {
      areas.add(tick);
    }
    if (spike.add(tick, floor)) {
      spikeUntil = tick.seconds() + SPIKE_HOLD_SECONDS;
    }
    if (grows(tick)) {
      verdict = Verdict.GROWING;
    } else if (tick.seconds() < spikeUntil) {
      spike(tick);
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
      hold =
          Math.max(SHORTEST_HOLD_SECONDS, Math.min(LONGEST_HOLD_SECONDS, line.span * HOLD_SHARE));
    }
    if (growing && !found) {
      boolean fell = floor < line.at(now) - line.slope * line.span * HOLD_SHARE - 4 * line.noise;
      growing = !fell && now - lastGrowing <= hold;
    }
    if (growing) {
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
      ofDays = false;
      if (chance(longest.slope, longest.span, headroom / longest.slope) >= wanted
          && reaches(tick, longest)) {
        line.copyFrom(growth.present(scales, scale, now, headroom));
        look(now, line);
        if (culprit == MemoryArea.JAVA_HEAP) {
          look(now, longest);
          line.riseTo(areas.withLiveHeap(longest.slope), longest);
        }
        return true;
      }
    }
    return findDays(now, wanted);
  }

  private boolean findDays(double now, double wanted) {
    if (!days.grows() || days.slope() <= 0) {
      return false;
    }
    double seconds = days.secondsUntil(end, days.slope(), now);
    double known = days.seen(now);
    if (known / (known + seconds) < wanted) {
      return false;
    }
    ofDays = true;
    line.setDays(days, known, floor, now);
    areas.lookAtDays(now, days.slope());
    blameTheFastest();
    return true;
  }

  /**
   * That growth goes on to the end: of what has lasted so long, half lasts as long again and a
   * third three times as long (J. R. Gott, "Implications of the Copernican principle for our future
   * prospects", Nature 363, 1993). Each rise of its like that came back counts as one more trial.
   */
  private double chance(double slope, double known, double seconds) {
    double risen = slope * known;
    int alike = rises.asLarge(risen, slope);
    int went = rises.asLarge(risen + headroom, slope);
    return (went + known / (known + seconds)) / (alike + 1);
  }

  /** Whether the areas' ceilings let it come to the end. */
  private boolean reaches(Tick tick, Line candidate) {
    look(tick.seconds(), candidate);
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
      low = days.secondsUntil(end, line.highSlope, now);
      high = line.lowSlope <= 0 ? mid : days.secondsUntil(end, line.lowSlope, now);
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
    mid = headroom / spike.rate();
    low = mid * SPIKE_LOW;
    high = mid * SPIKE_HIGH;
    areas.look(tick.seconds(), SPIKE_HOLD_SECONDS + 10, spike.rate());
    blameTheFastest();
  }

  private void show(double now) {
    if (hasTime()) {
      hands.turn(now, low, mid, high);
    } else {
      hands.stop();
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
      double share = culprit == null ? 1 : areas.rate(culprit) / line.slope;
      return Evidence.growing(
          culprit, Math.min(1, share), line, headroom, hands.low(), hands.high());
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

  /** Who grows most; null where nobody is seen to. */
  public @Nullable MemoryArea culprit() {
    return culprit;
  }
}
