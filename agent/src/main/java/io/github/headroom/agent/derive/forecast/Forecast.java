package io.github.headroom.agent.derive.forecast;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts the OOM kill of a container: whether it comes, when, and which area grows towards it.
 * It takes ticks in their order, has about 70 KB of state, allocates nothing in {@link #add}, and
 * gives the same answers to the same ticks.
 *
 * <p>The kernel kills when the floor, which is what reclaim cannot free, reaches the end. One line
 * of growth is taken at a time ({@link BelievedLine}): verdict, rate, culprit and times all belong
 * to it. It is believed the more, the longer it was observed, and less where rises of its kind have
 * come back before ({@link Rises}).
 */
public final class Forecast {

  /** Growth is extrapolated over this share of the time for which it was observed. */
  public static final double REACH = Growth.REACH;

  /**
   * Added to a time before it is compared with the time of the tick before, seconds: half a minute
   * more is much for a kill in a minute, and nothing for a kill in a day.
   */
  private static final double NEAR_SECONDS = 120;

  /** A container with no history counts as one that has lived for a fortnight. */
  private static final double QUIET_SECONDS = 14 * Season.DAY;

  private final FloorHistory history = new FloorHistory();
  private final AreaTrends areas = new AreaTrends();
  private final GrowthWarning warning = new GrowthWarning(history, areas);
  private final BelievedLine line = warning.line();
  private final Spike spike = new Spike();
  private final Thrashing thrashing = new Thrashing();
  private final Hands hands = new Hands();

  private Verdict verdict = Verdict.UNKNOWN;
  private @Nullable MemoryArea culprit;
  private boolean headroomKnown;

  /** Whether the hands show the time of a spike, not of growth. */
  private boolean handsShowSpike;

  /** Whether a kill was expected at the tick before, and in how many seconds. */
  private boolean wasExpected;

  private double expectedIn;

  /** By how much the kill is late, seconds; 0 while it comes nearer as the clock goes. */
  private double late;

  /** Takes one tick. */
  public void add(Tick tick) {
    boolean thrashes = thrashing.add(tick);
    headroomKnown = tick.headroomKnown();
    if (!headroomKnown) {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : Verdict.UNKNOWN;
      return;
    }
    wasExpected &= !history.add(tick);
    if (tick.full()) {
      areas.add(tick);
    }
    boolean spikes = spike.add(tick, history);
    boolean grows = warning.add(tick);
    if (spikes && (!grows || isSpikeFirst())) {
      verdict = Verdict.SPIKE;
      areas.look(tick.seconds(), spike.span(), spike.rate());
      culprit = areas.fastest();
    } else if (grows) {
      verdict = Verdict.GROWING;
      culprit = warning.culprit();
    } else {
      culprit = null;
      verdict = thrashes ? Verdict.THRASHING : atRest(tick);
    }
    turnHands();
    if (tick.full()) {
      warning.suspect(tick, hasTime());
    }
  }

  /** Writes the shapes of the day and of the week, at most 1.7 KB. */
  public void putShape(ByteBuffer out) {
    history.putShape(out);
  }

  /**
   * Reads the shapes that an earlier process of the same service has written.
   *
   * @param seconds the time of the writing, on the clock of the ticks
   * @return false where they are not whole
   */
  public boolean inherit(double seconds, ByteBuffer in) {
    return history.inherit(seconds, in);
  }

  /** Forgets an area: from the next tick on its name has another meaning. */
  public void forget(MemoryArea area) {
    areas.forget(area);
  }

  /** In the last seconds of growth that gets faster, the spike meets the end first. */
  private boolean isSpikeFirst() {
    return spike.rate() > GrowthWarning.EASE * line.line().slope && spike.mid() < warning.mid();
  }

  private Verdict atRest(Tick tick) {
    if (!tick.fits()) {
      return Verdict.CANNOT_FIT;
    }
    return history.isLongEnough() ? Verdict.FITS : Verdict.UNKNOWN;
  }

  private void turnHands() {
    if (!hasTime()) {
      hands.stop();
      wasExpected = false;
      return;
    }
    boolean isSpike = verdict == Verdict.SPIKE;
    if (isSpike != handsShowSpike) {
      hands.stop(); // a spike's time does not continue a time of growth, nor the other way round
      wasExpected = false;
      handsShowSpike = isSpike;
    }
    if (isSpike) {
      hands.turn(history.now(), spike.low(), spike.mid(), spike.high());
    } else {
      hands.turn(history.now(), warning.low(), warning.mid(), warning.high());
    }
    late = wasExpected ? Math.max(0, late + delay(expectedIn, hands.mid())) : 0;
    expectedIn = hands.mid();
    wasExpected = true;
  }

  /** By how much the kill became later within the last tick; less than 0 where it became sooner. */
  private double delay(double before, double now) {
    double moved = Math.log((now + NEAR_SECONDS) / (before + NEAR_SECONDS));
    return NEAR_SECONDS * (moved + history.step() / (now + NEAR_SECONDS));
  }

  public Verdict verdict() {
    return verdict;
  }

  /** The area that grows most; null where none is identified. */
  public @Nullable MemoryArea culprit() {
    return culprit;
  }

  /**
   * The reason, in one sentence; null for the verdicts fits and unknown, and for cannot_fit, whose
   * reason is with the caller.
   */
  public @Nullable String evidence() {
    if (verdict == Verdict.GROWING) {
      return Evidence.growing(
          culprit, line.rate(), line.seconds(), history.headroom(), hands.low(), hands.high());
    }
    if (verdict == Verdict.SPIKE) {
      return Evidence.spike(culprit, spike.rate(), history.headroom());
    }
    return verdict == Verdict.THRASHING ? thrashing.evidence() : null;
  }

  /** Whether there is a time to the kill: only a container that grows has one. */
  public boolean hasTime() {
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE;
  }

  /** Seconds to the kill at the earliest; has a meaning where {@link #hasTime}. */
  public double lowSeconds() {
    return hands.low();
  }

  /** Expected seconds to the kill; has a meaning where {@link #hasTime}. */
  public double midSeconds() {
    return hands.mid();
  }

  /** Seconds to the kill at the latest; has a meaning where {@link #hasTime}. */
  public double highSeconds() {
    return hands.high();
  }

  /** Whether the probability is known: the headroom is, and was for the first ticks. */
  public boolean hasProbability() {
    return headroomKnown && verdict != Verdict.UNKNOWN;
  }

  /**
   * The probability that the OOM killer comes within that many seconds, 0 to 1; has a meaning where
   * {@link #hasProbability}. For growth it is the probability that the growth goes on to the end,
   * multiplied by the share of the times that are within; the later an expected kill is, the less
   * likely it is. All other causes count by the time for which there was no kill (P. S. Laplace's
   * rule of succession).
   */
  public double probability(double within) {
    double other = within / (within + QUIET_SECONDS + history.age());
    double comes = hasTime() ? ofWarning(within) : warning.suspicion(within);
    return comes == 0 ? other : 1 - (1 - comes) * (1 - other);
  }

  private double ofWarning(double within) {
    boolean isSpike = verdict == Verdict.SPIKE;
    double found = isSpike ? spike.mid() : warning.mid();
    double belief = isSpike ? spike.belief() : line.belief();
    Times times = isSpike ? spike.times() : line.times();
    double shown = (hands.mid() + 1) / (found + 1); // the hands follow the estimate
    double comes = belief * times.share(within, Double.isNaN(shown) ? 1 : shown);
    return comes * within / (within + late);
  }
}
