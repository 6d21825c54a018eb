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

  /** The chance of what has seen half as much growth as is left, and nothing of its like before. */
  private static final double NO_BURST = 1 / 3.0;

  /** Of a spike the same: as much again as it has taken is as likely as not. */
  private static final double EVEN = 0.5;

  private static final int TICKS_TO_BEGIN = 3;
  private static final double SHORTEST_HOLD_SECONDS = 15;
  private static final double LONGEST_HOLD_SECONDS = 55;

  /** Where ticks are rare, one that does not agree is followed by another look. */
  private static final double LEAST_HOLD_TICKS = 2.5;

  private static final double HOLD_SHARE = 0.25;
  private static final double SPIKE_HOLD_SECONDS = 3;

  /**
   * Of the time that growth was seen as a line, how far back it may have begun: a rise that is
   * taken to have begun on its way seems to need no more than those before it.
   */
  private static final double BEFORE = 6;

  /**
   * What the headroom itself may be wrong by, bytes: 64 pages are charged in advance a processor.
   */
  private static final double HEADROOM_ERROR = 1 << 20;

  /**
   * Growth too short for a warning is a burst as likely as not when it has lasted so long: jobs and
   * reports take minutes, leaks hours and days.
   */
  private static final double BURST_SECONDS = 3600;

  private static final double SPIKE_LOW = 0.5;
  private static final double SPIKE_HIGH = 3;

  /**
   * A kill that was due and has not come is the less likely the longer it has not: what lasted
   * beyond one estimate hardly meets the next. Of the time that passes, what is forgotten of that.
   */
  private static final double FORGETS = 0.5;

  /** A container of which nothing is known is taken to have lived a fortnight. */
  private static final double QUIET_SECONDS = 14 * Days.DAY;

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
  private final Times times = new Times();
  private final Band band = new Band();
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

  /** The chance that growth which has been seen too shortly for a warning goes on to the end. */
  private double suspicion;

  /** When it would end. */
  private final Times suspected = new Times();

  /** Whether there is a time at which the kill is due. */
  private boolean due;

  private boolean headroomKnown;

  /** The earliest that the present warning has expected it at, moved on since then, seconds. */
  private double dueAt;

  private double first = Double.NaN;
  private double now;
  private double limit;
  private double headroom;

  /** What reclaim may free beside the headroom, and may not: as likely as not. */
  private double doubtful;

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
  private double sinceLast;
  private double spikeUntil = Double.NEGATIVE_INFINITY;

  /** Takes one tick in. */
  public void add(Tick tick) {
    boolean thrashes = thrashing.add(tick);
    headroomKnown = tick.headroomKnown();
    if (!headroomKnown) {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : Verdict.UNKNOWN;
      return;
    }
    place(tick);
    sinceLast = Double.isNaN(first) ? 0 : tick.seconds() - now;
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
    if (tick.seconds() < spikeUntil && (!grows || isFasterThanTheGrowth())) {
      spike(tick);
    } else if (grows) {
      verdict = Verdict.GROWING;
    } else {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : atRest(tick);
    }
    show(tick.seconds());
    if (tick.full()) {
      suspect(tick);
    }
  }

  /** From the next tick on that area means something else: what it held is no growth of it. */
  public void forget(MemoryArea area) {
    areas.forget(area);
  }

  /** What grows without a warning is no certainty, and no nothing either. */
  private void suspect(Tick tick) {
    double room = headroom + doubtful / 2;
    Line faint = hasTime() ? null : growth.faint(scales, tick, floor, room);
    suspicion = 0;
    if (faint != null) {
      double left = room / faint.slope;
      areas.look(now, Math.max(SHORTEST_OF_AREAS_SECONDS, faint.span), faint.slope);
      if (areas.secondsUntil(room) <= 2 * left + 1) {
        double lasts = faint.span / (faint.span + BURST_SECONDS);
        suspicion = lasts * chance(faint.slope, faint.span, left);
        suspected.clear();
        suspected.add(left * SPIKE_LOW);
        suspected.add(left);
        suspected.add(left / SPIKE_LOW);
      }
    }
  }

  /** In the last seconds of fast growth, that growth alone takes more than is left. */
  private boolean isFasterThanTheGrowth() {
    return spike.rate() > EASE * line.slope && headroom / spike.rate() < mid;
  }

  /** A new limit moves the end alone. Where it is another level's, the floor is not comparable. */
  private void place(Tick tick) {
    if (limit > 0 && tick.limit() != limit) {
      offset = floor - tick.floor();
      due = false;
    }
    limit = tick.limit();
    headroom = Math.max(0, tick.headroom());
    doubtful = tick.limit() - tick.end();
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
          Math.max(
              Math.max(SHORTEST_HOLD_SECONDS, LEAST_HOLD_TICKS * sinceLast),
              Math.min(LONGEST_HOLD_SECONDS, line.span * HOLD_SHARE));
    }
    if (growing && !found) {
      boolean fell = floor < line.at(now) - line.slope * line.span * HOLD_SHARE - 4 * line.noise;
      growing = !fell && now - lastGrowing <= hold;
    }
    if (growing) {
      culprit = grower;
      times(now);
      growing = !Double.isInfinite(mid); // else the end has moved further off than anything is seen
    }
    if (!growing) {
      band.stop();
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
      Line present = present(scale, longest);
      double slope = Math.min(longest.slope, present.slope);
      double goesOn =
          chance(longest.slope, longest.span, left(longest, slope))
              * growth.goesOn(scales, scale, now, floor);
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
          if (findsDays()) {
            blameTheDays(now);
          }
        }
        return true;
      }
    }
    ofWindows = 0;
    return findDays(now, wanted);
  }

  /**
   * The growth of now, or else of the whole line: where it is faster now than before, as bursts
   * that came back were, one more of them is no new pace.
   */
  private Line present(int scale, Line longest) {
    Line present = growth.present(scales, scale, headroom);
    boolean isBurst =
        present.slope > longest.slope
            && chance(present.slope, present.span, headroom / present.slope) < NO_BURST;
    return isBurst ? longest : present;
  }

  /** Between two steps of a heap's room, what is resident of it hardly does. */
  private boolean heapGrowsNow(double now, Line longest) {
    look(now, line);
    boolean grows = culprit == MemoryArea.JAVA_HEAP;
    look(now, longest);
    return grows;
  }

  private boolean findDays(double now, double wanted) {
    if (!findsDays()) {
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
    blameTheDays(now);
    return true;
  }

  private boolean findsDays() {
    return days.grows() && days.slope() > 0 && !days.heldMoreYesterday(floor);
  }

  /** Of what comes and goes with the day nobody is guilty, but who adds to it each day. */
  private void blameTheDays(double now) {
    areas.lookAtDays(now, days.slope());
    blameTheFastest();
    share = culprit == null ? 1 : Math.min(1, areas.rate(culprit) / line.slope);
  }

  /**
   * That growth goes on to the end: of what has lasted so long, half lasts as long again and a
   * third three times as long (J. R. Gott, "Implications of the Copernican principle for our future
   * prospects", Nature 363, 1993). Each rise of its like that came back counts as one more trial.
   */
  private double chance(double slope, double known, double left) {
    double base = scales.lowest(now, BEFORE * known);
    int alike = rises.alike(floor - base, slope);
    int went = rises.count(end + doubtful / 2 - base, slope);
    return (went + known / (known + left)) / (alike + 1);
  }

  /**
   * When it ends as likely as not, seconds: of a line that may be a burst by what is left alone,
   * and the longer it has lasted since, the more by what comes and goes on top of it as well.
   */
  private double left(Line longest, double slope) {
    double alone = headroom / slope;
    double sooner = 0;
    if (longest.span > BURST_SECONDS) {
      passage.look(scales, longest, now, floor, end, times);
      sooner = (1 - BURST_SECONDS / longest.span) * Math.max(0, alone - times.quantile(0.5));
    }
    return alone - sooner + doubtful / 2 / slope;
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

  /** Nine tenths of the times lie between low and high, and what the headroom may be wrong by. */
  private void times(double now) {
    if (ofDays) {
      days.look(end, now, times);
    } else {
      passage.look(scales, line, now, floor, end, times);
    }
    mid = times.quantile(0.5);
    double error = HEADROOM_ERROR / line.slope;
    low = band.low(Math.max(0, times.quantile(0.05) - error), mid);
    high = band.high(times.quantile(0.95) + error, mid);
    band.look(now, low, mid, high);
  }

  private void spike(Tick tick) {
    verdict = Verdict.SPIKE;
    belief = spikeBelief;
    mid = headroom / spike.rate();
    low = mid * SPIKE_LOW;
    high = mid * SPIKE_HIGH;
    times.clear();
    times.add(low);
    times.add(mid);
    times.add(high);
    areas.look(tick.seconds(), SPIKE_HOLD_SECONDS + 10, spike.rate());
    blameTheFastest();
  }

  private void show(double now) {
    if (hasTime()) {
      boolean spikes = verdict == Verdict.SPIKE;
      if (spikes != ofSpike) {
        hands.stop(); // the time of a spike is no new estimate of growth's, nor the other way round
        due = false;
        ofSpike = spikes;
      }
      hands.turn(now, low, mid, high);
      double expected = now + hands.mid();
      dueAt = due ? Math.min(dueAt + FORGETS * sinceLast, expected) : expected;
      due = true;
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

  /** Whether a probability is known: headroom is, and has been for the first seconds. */
  public boolean hasProbability() {
    return headroomKnown && verdict != Verdict.UNKNOWN;
  }

  /**
   * The probability that the OOM killer comes within so many seconds, 0 to 1; has a meaning where
   * {@link #hasProbability}. Of what grows it is the chance that growth goes on to the end, by the
   * share of the times that have come by then. What else may happen is judged by the time that
   * nothing has (P. S. Laplace's rule of succession).
   */
  public double probability(double within) {
    double other = within / (within + QUIET_SECONDS + now - first);
    if (!hasTime()) {
      return suspicion == 0
          ? other
          : 1 - (1 - suspicion * suspected.share(within, 1)) * (1 - other);
    }
    double shown = (hands.mid() + 1) / (mid + 1); // the hands follow what is found
    double comes = belief * times.share(within, Double.isNaN(shown) ? 1 : shown);
    comes = Math.min(comes, within / (within + Math.max(0, now - dueAt)));
    return 1 - (1 - comes) * (1 - other);
  }

  /** Who grows most; null where nobody is seen to. */
  public @Nullable MemoryArea culprit() {
    return culprit;
  }
}
