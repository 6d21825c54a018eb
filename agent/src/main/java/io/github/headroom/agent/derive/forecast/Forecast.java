package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/**
 * Will this container be killed, when, and by whose fault. Fed with ticks in their order, it holds
 * some 50 KB, allocates nothing in {@link #add}, and gives the same answers to the same ticks.
 *
 * <p>The kernel kills when what reclaim cannot free reaches the limit; {@link Growth} extrapolates
 * that, {@link AreaTrends} says who grows and whether ceilings (Xmx, MaxMetaspaceSize) stop it
 * first.
 */
public final class Forecast {

  /** Of the time that growth was seen, how far ahead it is told. */
  public static final double REACH = Growth.REACH;

  private static final int TICKS_TO_BEGIN = 3;
  private static final double EASE = 2;
  private static final double SHORTEST_HOLD_SECONDS = 15;
  private static final double HOLD_SHARE = 0.25;
  private static final double SPIKE_HOLD_SECONDS = 15;

  /**
   * What the headroom itself may be wrong by, bytes: 64 pages are charged in advance a processor.
   */
  private static final double HEADROOM_ERROR = 1 << 20;

  private static final double SPIKE_LOW = 0.5;
  private static final double SPIKE_HIGH = 3;

  private final Scales scales = new Scales();
  private final Growth growth = new Growth();
  private final AreaTrends areas = new AreaTrends();
  private final Spike spike = new Spike();
  private final Thrashing thrashing = new Thrashing();
  private final FirstPassage passage = new FirstPassage();
  private final Line line = new Line();

  private Verdict verdict = Verdict.UNKNOWN;
  private double low;
  private double mid;
  private double high;
  private @Nullable MemoryArea culprit;
  private double limit;
  private double left;
  private int seen;
  private int agreeing;
  private int looked = -1;
  private boolean growing;
  private double lastGrowing;
  private double hold;
  private double spikeUntil = Double.NEGATIVE_INFINITY;

  /** Takes one tick in. */
  public void add(Tick tick) {
    boolean thrashes = thrashing.add(tick);
    if (!tick.headroomKnown()) {
      restart();
      verdict = thrashes ? Verdict.THRASHING : Verdict.UNKNOWN;
      return;
    }
    if (tick.limit() != limit) {
      restart();
      limit = tick.limit();
    }
    seen = Math.min(seen + 1, Growth.FEWEST_POINTS);
    scales.add(tick.seconds(), tick.floor());
    if (tick.full()) {
      areas.add(tick);
    }
    if (spike.add(tick)) {
      spikeUntil = tick.seconds() + SPIKE_HOLD_SECONDS;
    }
    boolean grows = grows(tick);
    if (grows) {
      verdict = Verdict.GROWING;
    } else if (tick.seconds() < spikeUntil) {
      spike(tick);
    } else {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : atRest(tick);
    }
  }

  private Verdict atRest(Tick tick) {
    if (!tick.fits()) {
      return Verdict.CANNOT_FIT;
    }
    return seen < Growth.FEWEST_POINTS ? Verdict.UNKNOWN : Verdict.FITS;
  }

  /** Begins when a few ticks agree; ends when a quarter of the window does not grow any more. */
  private boolean grows(Tick tick) {
    int scale = growth.longest(scales, tick, growing ? EASE : 1);
    boolean reaches = scale >= 0 && reaches(tick, scale);
    agreeing = reaches ? Math.min(agreeing + 1, TICKS_TO_BEGIN) : 0;
    if (reaches && (growing || agreeing == TICKS_TO_BEGIN)) {
      growing = true;
      lastGrowing = tick.seconds();
      Line longest = growth.line(scale);
      hold = Math.max(SHORTEST_HOLD_SECONDS, longest.span * HOLD_SHARE);
      line.copyFrom(growth.present(scales, scale, tick.seconds()));
      if (culprit == MemoryArea.JAVA_HEAP) {
        line.riseTo(areas.withLiveHeap(longest.slope), longest);
      }
    }
    if (!growing) {
      return false;
    }
    if (tick.seconds() - lastGrowing > hold) {
      growing = false;
      return false;
    }
    times(tick);
    return true;
  }

  /** Whether the areas' ceilings let it come to the limit; areas are new on full ticks alone. */
  private boolean reaches(Tick tick, int scale) {
    Line candidate = growth.line(scale);
    if (tick.full() || scale != looked) {
      areas.look(tick.seconds(), candidate.span, candidate.slope);
      looked = scale;
    }
    blameTheFastest();
    double headroom = tick.headroom();
    return areas.secondsUntil(headroom) <= 2 * headroom / candidate.slope + 1;
  }

  /**
   * In the middle, with the noise that is to be expected on top of the line; to either side it may
   * be off by three times what the whole window was.
   */
  private void times(Tick tick) {
    double now = tick.seconds();
    double error = 3 * (line.noise + line.above) + HEADROOM_ERROR;
    mid = passage.seconds(scales, line, now, tick.floor(), tick.end());
    left = mid * line.slope;
    low = Math.max(0, left - error) / line.highSlope;
    high = (left + error) / line.lowSlope;
  }

  private void spike(Tick tick) {
    verdict = Verdict.SPIKE;
    left = tick.headroom();
    mid = left / spike.rate();
    low = mid * SPIKE_LOW;
    high = mid * SPIKE_HIGH;
    areas.look(tick.seconds(), SPIKE_HOLD_SECONDS + 10, spike.rate());
    blameTheFastest();
  }

  private void blameTheFastest() {
    int fastest = areas.fastest();
    culprit = fastest < 0 ? null : MemoryArea.at(fastest);
  }

  private void restart() {
    scales.restart();
    growth.restart();
    areas.restart();
    spike.restart();
    seen = 0;
    agreeing = 0;
    looked = -1;
    growing = false;
    culprit = null;
    limit = 0;
    spikeUntil = Double.NEGATIVE_INFINITY;
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
      return Evidence.growing(culprit, Math.min(1, share), line, left, low, high);
    }
    if (verdict == Verdict.SPIKE) {
      return Evidence.spike(culprit, spike.rate(), left);
    }
    return verdict == Verdict.THRASHING ? thrashing.evidence() : null;
  }

  /** Whether there is a time to kill: only a container that grows has one. */
  public boolean hasTime() {
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE;
  }

  /** Seconds to the kill at the earliest; has a meaning where {@link #hasTime}. */
  public double lowSeconds() {
    return low;
  }

  /** Seconds to the kill; has a meaning where {@link #hasTime}. */
  public double midSeconds() {
    return mid;
  }

  /** Seconds to the kill at the latest; has a meaning where {@link #hasTime}. */
  public double highSeconds() {
    return high;
  }

  /** Who grows most; null where nobody is seen to. */
  public @Nullable MemoryArea culprit() {
    return culprit;
  }
}
