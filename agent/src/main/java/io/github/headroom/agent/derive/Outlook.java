package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.Forecast;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Tick;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Derives the samples of one process in their order and adds the forecast. Allocates nothing. */
public final class Outlook {

  /** How far ahead a forecast reaches, as a multiple of the time for which growth was seen. */
  public static final double REACH = Forecast.REACH;

  private static final double NEAR_SECONDS = 60;
  private static final double NEAR_TICKS = 10;

  /** Of the last tick in the mean: one step of a heap that is made larger is no fall. */
  private static final double WEIGHT = 0.25;

  private static final double SHORT = 0.1;
  private static final double CALM = 0.25;
  private static final long CALM_SHARE = 100;

  /** values() copies the array at each call. */
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

  /** By how many bytes headroom falls in a tick: a mean in which the last tick has a quarter. */
  private double fall;

  private double lastSeconds;
  private double tickSeconds;

  private boolean nettyIsKnown;

  /**
   * Adds a sample of a fast pass, which updates the forecast.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   */
  public void fast(Sample sample, double seconds) {
    Derivation.deriveFast(sample, ofFast);
    add(sample, ofFast, seconds, false);
  }

  /** Adds a sample of a full pass: its figures and the verdict come from the same instant. */
  public void full(Sample sample, double seconds) {
    Derivation.derive(sample, figures);
    lookForNetty(sample);
    add(sample, figures, seconds, true);
    history.add(figures, seconds);
    setForecast(sample);
  }

  /**
   * Netty's hidden buffers move from one area to another once they are known. Neither area has
   * grown.
   */
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
   * Derives a full sample between the ticks. The forecast does not use it, because the forecast
   * needs evenly spaced ticks.
   */
  public void beside(Sample sample) {
    Derivation.derive(sample, figures);
    latest = figures;
    setForecast(sample);
  }

  /** Writes the shapes of the day and of the week, at most 1.7 KB. Allocates nothing. */
  public void putShape(ByteBuffer out) {
    forecast.putShape(out);
  }

  /**
   * Reads the shapes that an earlier process of the same service has written.
   *
   * @param seconds the time of the writing, on the clock of the samples
   * @return false where they are not whole
   */
  public boolean inherit(double seconds, ByteBuffer in) {
    return forecast.inherit(seconds, in);
  }

  private void setForecast(Sample sample) {
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

  /** Only full passes know whether the heap fits; the answer holds until the next one. */
  private void add(Sample sample, Figures of, double seconds, boolean full) {
    ForecastTick.fill(sample, of, seconds, full, tick);
    if (figures.known(Figure.CANNOT_FIT_BY)) {
      tick.cannotFit();
    }
    forecast.add(tick);
    sizing.add(sample, of, seconds, full);
    lookAtTheFall(of, seconds);
    latest = of;
  }

  /** A bound beyond the forecast's horizon is not set. */
  private void time(Figure bound, double seconds) {
    if (!Double.isInfinite(seconds) && !Double.isNaN(seconds)) {
      figures.set(bound, seconds);
    }
  }

  /**
   * The area that grows, as of the last sample; null where no area is identified. With the verdict
   * cannot_fit it is the area that takes most of the room: the heap counts with its largest size,
   * the others with their present size.
   */
  public @Nullable MemoryArea culprit() {
    return forecast.verdict() == Verdict.CANNOT_FIT
        ? grewMore(MemoryArea.JAVA_HEAP, grownTo(Figure.PROMISED_JAVA_HEAP, MemoryArea.JAVA_HEAP))
        : forecast.culprit();
  }

  /**
   * The area other than that one that has grown most, by more than those bytes; that one where
   * there is none. Page cache is left out.
   */
  private @Nullable MemoryArea grewMore(@Nullable MemoryArea than, long bytes) {
    MemoryArea most = than;
    long taken = bytes;
    for (MemoryArea area : AREAS) {
      long grown = grownTo(Figure.held(area), area);
      if (area != than && area != MemoryArea.FILE_CACHE && grown > taken) {
        most = area;
        taken = grown;
      }
    }
    return most;
  }

  /**
   * Bytes that the area has grown since the oldest entry of the history, or since now where that
   * entry does not know the area: the first pass of a JVM may not know its heap. 0 where the size
   * is not known.
   */
  private long grownTo(Figure figure, MemoryArea area) {
    if (!figures.known(figure)) {
      return 0;
    }
    if (history.known(area)) {
      return figures.whole(figure) - history.held(area);
    }
    Figure held = Figure.held(area);
    return figures.known(held) ? figures.whole(figure) - figures.whole(held) : 0;
  }

  /**
   * Who has taken most in the last minutes, as of the last full pass, whatever the verdict is; null
   * where nobody has taken anything.
   */
  public @Nullable MemoryArea grower() {
    return grewMore(null, 0);
  }

  /** The ledger of the last minutes, from full passes. */
  public LedgerHistory history() {
    return history;
  }

  /**
   * The figures of the last full pass. The next pass changes them in place. Empty before the first.
   */
  public Figures figures() {
    return figures;
  }

  /**
   * The figures of the last pass, fast or full. After a fast pass only the cgroup's figures are
   * set.
   */
  public Figures latest() {
    return latest;
  }

  /** Whether times to the kill are known, as of the last sample, fast or full. */
  public boolean hasTime() {
    return forecast.hasTime();
  }

  /** Seconds to the kill at the earliest; has a meaning where {@link #hasTime}. */
  public double lowSeconds() {
    return forecast.lowSeconds();
  }

  /** Expected seconds to the kill; has a meaning where {@link #hasTime}. */
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
   * The probability of an OOM kill within that many seconds, 0 to 1; has a meaning where {@link
   * #hasProbability}.
   */
  public double killProbability(double within) {
    return forecast.probability(within);
  }

  /**
   * Whether a kill may be near: headroom ends within ten ticks at the rate of the last tick, the
   * forecast is under a minute, or all tasks wait for memory.
   */
  public boolean isPressing() {
    Verdict now = forecast.verdict();
    return fallsTowardsTheEnd
        || now == Verdict.THRASHING
        || (forecast.hasTime() && forecast.lowSeconds() < NEAR_SECONDS);
  }

  /**
   * Whether this sample may be one of the last before a kill: a spike, growth with less than a
   * minute left, or a headroom below a tenth of the limit.
   */
  public boolean isEndNear() {
    Verdict now = forecast.verdict();
    return now == Verdict.SPIKE
        || (now == Verdict.GROWING && forecast.midSeconds() < NEAR_SECONDS)
        || isShort();
  }

  private boolean isShort() {
    return isLeft(SHORT);
  }

  /**
   * Whether less than a quarter of the limit is left, and would be used up within ten ticks at the
   * mean speed of the last few. Growth that is too fast, or too uneven, to be forecast ends like
   * this.
   */
  public boolean isRunningOut() {
    return isLeft(CALM) && latest.whole(Figure.HEADROOM_EXPECTED) < NEAR_TICKS * fall;
  }

  /**
   * Until nothing is left at the mean speed of the last few ticks; infinite where headroom does not
   * fall, or is not known.
   */
  public double secondsLeft() {
    return fall > 0 && latest.known(Figure.HEADROOM_EXPECTED)
        ? Math.max(0, latest.whole(Figure.HEADROOM_EXPECTED)) / fall * tickSeconds
        : Double.POSITIVE_INFINITY;
  }

  /** Whether less than that share of the limit is. */
  private boolean isLeft(double share) {
    return latest.known(Figure.HEADROOM_EXPECTED)
        && latest.known(Figure.EFFECTIVE_LIMIT)
        && latest.whole(Figure.HEADROOM_EXPECTED) < share * latest.whole(Figure.EFFECTIVE_LIMIT);
  }

  /**
   * The change of usage, in bytes, below which a tick can be skipped; 0 where every tick must be
   * whole. The kernel does not kill before usage reaches a limit. Where a quarter of the limit is
   * free and nothing grows, a change of a hundredth of the free memory is ignored. Where the
   * machine's memory binds, its available memory counts as free.
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

  private void lookAtTheFall(Figures of, double seconds) {
    tickSeconds = seconds - lastSeconds;
    lastSeconds = seconds;
    if (!of.known(Figure.HEADROOM_EXPECTED)) {
      fallsTowardsTheEnd = false;
      return;
    }
    double headroom = of.whole(Figure.HEADROOM_EXPECTED);
    double by = lastHeadroom - headroom;
    fallsTowardsTheEnd = headroom < NEAR_TICKS * by;
    fall += Double.isInfinite(by) ? 0 : WEIGHT * (by - fall);
    lastHeadroom = headroom;
  }

  /** The verdict as of the last sample, fast or full. */
  public Verdict verdict() {
    return forecast.verdict();
  }

  /** The verdict's reason in one sentence; null with the verdicts fits and unknown. */
  public @Nullable String evidence() {
    return forecast.verdict() == Verdict.CANNOT_FIT
        ? HeapAndLimit.cannotFit(figures)
        : forecast.evidence();
  }
}
