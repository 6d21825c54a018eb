package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.Forecast;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Tick;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What the samples of one process mean and foretell: takes them in their order and derives each
 * once. Makes no garbage.
 */
public final class Outlook {

  /** Of the time that growth was seen, how far ahead it is told. */
  public static final double REACH = Forecast.REACH;

  private static final double NEAR_SECONDS = 60;
  private static final double NEAR_TICKS = 10;
  private static final double SHORT = 0.1;
  private static final double CALM = 0.25;
  private static final long CALM_SHARE = 100;

  /** Kept once: values() copies. */
  private static final MemoryArea[] AREAS = MemoryArea.values();

  private final Forecast forecast = new Forecast();
  private final Tick tick = new Tick();
  private final Figures ofFast = new Figures();
  private final Figures figures = new Figures();
  private final LedgerHistory history = new LedgerHistory();
  private final Sizing sizing = new Sizing();
  private Figures latest = figures;
  private double lastHeadroom = Double.NEGATIVE_INFINITY;
  private boolean fallsTowardsTheEnd;
  private boolean nettyIsKnown;

  /**
   * Takes in a sample of a fast pass, which moves the forecast on.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   */
  public void fast(Sample sample, double seconds) {
    Derivation.deriveFast(sample, ofFast);
    add(sample, ofFast, seconds, false);
  }

  /** The same of a full pass: its figures and the verdict at this instant belong together. */
  public void full(Sample sample, double seconds) {
    Derivation.derive(sample, figures);
    lookForNetty(sample);
    add(sample, figures, seconds, true);
    history.add(figures, seconds);
    foretell(sample);
  }

  /** What a Netty hides moves from one area to the other once it is known: neither has grown. */
  private void lookForNetty(Sample sample) {
    boolean known = sample.known(Field.NETTY_HIDDEN);
    if (known != nettyIsKnown) {
      nettyIsKnown = known;
      forecast.forget(MemoryArea.DIRECT_BUFFERS);
      forecast.forget(MemoryArea.NATIVE_OTHER);
      history.forget(MemoryArea.DIRECT_BUFFERS);
      history.forget(MemoryArea.NATIVE_OTHER);
    }
  }

  /**
   * Gives the figures of a full sample beside the ticks, which the forecast does not take in: it
   * lives on their pace.
   */
  public void beside(Sample sample) {
    Derivation.derive(sample, figures);
    latest = figures;
    foretell(sample);
  }

  private void foretell(Sample sample) {
    Verdict now = forecast.verdict();
    figures.setVerdict(now, culprit());
    sizing.advise(sample, figures, now == Verdict.GROWING || now == Verdict.SPIKE);
    if (forecast.hasTime()) {
      time(Figure.TIME_TO_KILL_LOW, forecast.lowSeconds());
      time(Figure.TIME_TO_KILL_MID, forecast.midSeconds());
      time(Figure.TIME_TO_KILL_HIGH, forecast.highSeconds());
    }
    if (forecast.hasProbability()) {
      figures.set(Figure.KILL_WITHIN_10_MINUTES, forecast.probability(10 * 60));
      figures.set(Figure.KILL_WITHIN_1_HOUR, forecast.probability(60 * 60));
      figures.set(Figure.KILL_WITHIN_24_HOURS, forecast.probability(24 * 60 * 60));
    }
  }

  /** Whether it cannot fit is known of full passes; it holds until the next. */
  private void add(Sample sample, Figures of, double seconds, boolean full) {
    ForecastTick.fill(sample, of, seconds, full, tick);
    if (figures.known(Figure.CANNOT_FIT_BY)) {
      tick.cannotFit();
    }
    forecast.add(tick);
    sizing.add(sample, of, seconds, full);
    lookAtTheFall(of);
    latest = of;
  }

  /** A bound that lies beyond all that is forecast is no figure. */
  private void time(Figure bound, double seconds) {
    if (!Double.isInfinite(seconds) && !Double.isNaN(seconds)) {
      figures.set(bound, seconds);
    }
  }

  /**
   * Who grows, as of the last sample; null where nobody is seen to. Of what cannot fit, who takes
   * most of the room: the heap by what it may come to, all else by what it has.
   */
  public @Nullable MemoryArea culprit() {
    return forecast.verdict() == Verdict.CANNOT_FIT ? unfitting() : forecast.culprit();
  }

  private MemoryArea unfitting() {
    MemoryArea most = MemoryArea.JAVA_HEAP;
    long taken = grownTo(Figure.PROMISED_JAVA_HEAP, MemoryArea.JAVA_HEAP);
    for (MemoryArea area : AREAS) {
      long grown = grownTo(Figure.held(area), area);
      if (area != MemoryArea.JAVA_HEAP && area != MemoryArea.FILE_CACHE && grown > taken) {
        most = area;
        taken = grown;
      }
    }
    return most;
  }

  /** Bytes beyond what the area held minutes ago, or at the first full pass; 0 if not known. */
  private long grownTo(Figure figure, MemoryArea area) {
    return figures.known(figure) && history.told(area)
        ? figures.whole(figure) - history.held(area)
        : 0;
  }

  /** What the areas held in the last minutes, of full passes. */
  public LedgerHistory history() {
    return history;
  }

  /** The figures of the last full pass, changed in place by the next; nothing before the first. */
  public Figures figures() {
    return figures;
  }

  /** Those of the last pass, fast or full: of a fast one the cgroup's alone. */
  public Figures latest() {
    return latest;
  }

  /** Whether there are times to the kill, as of the last sample, fast or full. */
  public boolean hasTime() {
    return forecast.hasTime();
  }

  /** Seconds to the kill at the earliest; has a meaning where {@link #hasTime}. */
  public double lowSeconds() {
    return forecast.lowSeconds();
  }

  /** Seconds to the kill; has a meaning where {@link #hasTime}. */
  public double midSeconds() {
    return forecast.midSeconds();
  }

  /** Seconds to the kill at the latest; has a meaning where {@link #hasTime}. */
  public double highSeconds() {
    return forecast.highSeconds();
  }

  /** Whether the probability of a kill is known, as of the last sample, fast or full. */
  public boolean hasProbability() {
    return forecast.hasProbability();
  }

  /**
   * The probability that the OOM killer comes within so many seconds, 0 to 1; has a meaning where
   * {@link #hasProbability}.
   */
  public double killProbability(double within) {
    return forecast.probability(within);
  }

  /**
   * Whether the end may be near: headroom would be used up within ten ticks at the speed of the
   * last, is foretold to be within a minute, or every task waits for memory.
   */
  public boolean isPressing() {
    Verdict now = forecast.verdict();
    return fallsTowardsTheEnd
        || now == Verdict.THRASHING
        || (forecast.hasTime() && forecast.lowSeconds() < NEAR_SECONDS);
  }

  /**
   * Whether this may be among the last pictures before a kill: a spike, growth with less than a
   * minute left, or less than a tenth of the limit.
   */
  public boolean isEndNear() {
    Verdict now = forecast.verdict();
    return now == Verdict.SPIKE
        || (now == Verdict.GROWING && forecast.midSeconds() < NEAR_SECONDS)
        || isShort();
  }

  private boolean isShort() {
    return latest.known(Figure.HEADROOM_EXPECTED)
        && latest.known(Figure.EFFECTIVE_LIMIT)
        && latest.whole(Figure.HEADROOM_EXPECTED) < SHORT * latest.whole(Figure.EFFECTIVE_LIMIT);
  }

  /**
   * By how many bytes usage may move before there is anything to look at; 0 where each tick is to
   * be a whole one. The kernel kills no sooner than usage has come to a limit: where a quarter of
   * that is free and nothing grows, a hundredth of what is free is nothing. Where the machine's
   * memory binds, what can be had of it counts as free.
   */
  public long calmBytes() {
    Verdict now = forecast.verdict();
    Figure room =
        latest.known(Figure.HEADROOM_UNDER_LIMITS)
            ? Figure.HEADROOM_GUARANTEED
            : Figure.HEADROOM_EXPECTED;
    if ((now != Verdict.FITS && now != Verdict.CANNOT_FIT)
        || isPressing()
        || isEndNear()
        || !latest.known(room)
        || !latest.known(Figure.HEADROOM_EXPECTED)
        || !latest.known(Figure.EFFECTIVE_LIMIT)) {
      return 0;
    }
    long free = Math.min(latest.whole(room), latest.whole(Figure.HEADROOM_EXPECTED));
    return free < CALM * latest.whole(Figure.EFFECTIVE_LIMIT) ? 0 : free / CALM_SHARE;
  }

  private void lookAtTheFall(Figures of) {
    if (!of.known(Figure.HEADROOM_EXPECTED)) {
      fallsTowardsTheEnd = false;
      return;
    }
    double headroom = of.whole(Figure.HEADROOM_EXPECTED);
    fallsTowardsTheEnd = headroom < NEAR_TICKS * (lastHeadroom - headroom);
    lastHeadroom = headroom;
  }

  /** As of the last sample, fast or full. */
  public Verdict verdict() {
    return forecast.verdict();
  }

  /** The verdict's reason in one sentence; null where there is nothing to say: fits, unknown. */
  public @Nullable String evidence() {
    return forecast.verdict() == Verdict.CANNOT_FIT
        ? HeapAndLimit.cannotFit(figures)
        : forecast.evidence();
  }
}
