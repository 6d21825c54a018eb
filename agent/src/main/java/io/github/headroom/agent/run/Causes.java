package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to look into the growing area, and at which: when the verdict turns to growing or
 * spike, when the culprit changes, when memory runs out without a warning, and once more when half
 * of that headroom is gone. There are at most four looks an hour, and none with less than 8 MiB
 * left. Without danger, only threads and classes are counted by group, at most once a minute and
 * only when their number has changed by an eighth.
 *
 * <p>Runs on the sampling thread. {@link LookRunner} runs the looks. Allocates nothing without
 * danger.
 */
class Causes {

  private static final long LEAST_HEADROOM = 8L << 20;
  private static final int LOOKS_AN_HOUR = 4;
  private static final int LOOKS_A_GROWTH = 2;
  private static final double HOUR_SECONDS = 3600;
  private static final double OVER_SECONDS = 60;

  /**
   * The wait after a look that could not start. Each attempt allocates, in a heap that has no room.
   */
  private static final double RETRY_SECONDS = 5;

  private final LookRunner runner;
  private final AgentLog log;
  private final double[] looked = new double[LOOKS_AN_HOUR];
  private int oldest;

  /** The number of growths so far, and the growth that the last look belongs to. */
  private int growth;

  private int growthOfLook;

  /**
   * The number of looks for this growth and area, and the headroom at the first of them, in bytes.
   */
  private int looksOfGrowth;

  private @Nullable MemoryArea area;
  private long firstHeadroom;

  /** Whether the log has a line that too little headroom is left for a look. */
  private boolean loggedNoRoom;

  private double triedSeconds = Double.NEGATIVE_INFINITY;

  /** When danger was last seen, in s. */
  private double dangerSeconds;

  private boolean grows;

  private final BeforeGrowth past;

  /**
   * @param pausesAreBounded whether to skip a look that stops all threads when that may take long
   */
  Causes(@Nullable Instrumentation instrumentation, boolean pausesAreBounded, AgentLog log) {
    this(new LookRunner(instrumentation, pausesAreBounded, log), log);
  }

  Causes(LookRunner runner, AgentLog log) {
    this.runner = runner;
    this.log = log;
    this.past = new BeforeGrowth(runner);
    Arrays.fill(looked, Double.NEGATIVE_INFINITY);
  }

  /**
   * Returns the finding of the last look until {@link #taken()}. Null means that the look found
   * nothing, has not ended, or belongs to a growth that is over.
   */
  @Nullable Finding found() {
    return grows && growthOfLook == growth ? runner.finding() : null;
  }

  /** Forgets the finding after it was published. */
  void taken() {
    runner.taken();
  }

  /** Returns how long the last look took, in ms; 0 if there was none. */
  long tookMillis() {
    return runner.tookMillis();
  }

  /** Watches the heap at each tick. Before the first full pass its beans are unknown. */
  void watchHeap(Sample sample) {
    if (sample.collectors().size() > 0) {
      runner.garbage().tick();
    }
  }

  /** Takes in the last tick. Returns true once when a growth is over. */
  boolean isOver(Outlook outlook, double seconds) {
    Figures latest = outlook.latest();
    boolean known = latest.known(Figure.HEADROOM_EXPECTED);
    runner.setRoom(known ? latest.whole(Figure.HEADROOM_EXPECTED) : 0, outlook.secondsLeft());
    boolean thrashes = outlook.verdict() == Verdict.THRASHING; // what has grown may be the reason
    if (isDanger(outlook) || (grows && thrashes)) {
      grows = true;
      dangerSeconds = seconds;
    } else if (grows && seconds - dangerSeconds >= OVER_SECONDS) {
      grows = false;
      growth++;
      area = null;
      return true;
    }
    return false;
  }

  /** Returns whether a look is due now. It needs a full sample. */
  boolean isDue(Outlook outlook, Sampler sampler, double seconds) {
    MemoryArea culprit = culprit(outlook);
    return culprit != null
        && isDanger(outlook)
        && seconds - looked[oldest] >= HOUR_SECONDS
        && seconds - triedSeconds >= RETRY_SECONDS
        && runner.isIdle()
        && found() == null // a second look would discard an unpublished finding
        && hasRoom(outlook.latest(), culprit)
        && runner.has(culprit, sampler);
  }

  private boolean hasRoom(Figures figures, MemoryArea culprit) {
    if (!figures.known(Figure.HEADROOM_EXPECTED)) {
      return false;
    }
    long headroom = figures.whole(Figure.HEADROOM_EXPECTED);
    if (headroom < LEAST_HEADROOM) {
      if (culprit != area && !loggedNoRoom) {
        loggedNoRoom = true;
        log.info(
            "what grows in "
                + culprit.word()
                + " is not looked for: a look needs "
                + Bytes.mebibytes(LEAST_HEADROOM)
                + " of headroom, "
                + Bytes.mebibytes(headroom)
                + " are left");
      }
      return false;
    }
    return culprit != area || (looksOfGrowth < LOOKS_A_GROWTH && headroom <= firstHeadroom / 2);
  }

  /**
   * Starts a look at the culprit. Only a look that has started counts.
   *
   * @param sample of a full pass
   */
  void look(Sample sample, Outlook outlook, Sampler sampler, double seconds) {
    triedSeconds = seconds;
    MemoryArea culprit = culprit(outlook);
    Figures figures = outlook.latest();
    if (culprit == null || !figures.known(Figure.HEADROOM_EXPECTED)) {
      return;
    }
    Sample now = new Sample();
    now.copyFrom(sample);
    Sample before = past.sample();
    double span = Math.max(seconds - past.seconds(), 1e-3);
    if (!runner.look(culprit, sampler, now, before == null ? now : before, span, seconds)) {
      return;
    }
    if (culprit != area) {
      area = culprit;
      looksOfGrowth = 0;
      firstHeadroom = figures.whole(Figure.HEADROOM_EXPECTED);
    }
    looksOfGrowth++;
    growthOfLook = growth;
    looked[oldest] = seconds;
    oldest = (oldest + 1) % LOOKS_AN_HOUR;
    triedSeconds = Double.NEGATIVE_INFINITY;
  }

  /**
   * Keeps what later looks compare with. Most passes keep nothing.
   *
   * @param sample of a full pass
   */
  void keep(Sample sample, Sampler sampler, double seconds) {
    if (!grows && runner.isIdle()) { // a look reads what was kept
      past.keep(sample, sampler, seconds);
    }
  }

  /** Returns whether no look is running. */
  boolean isIdle() {
    return runner.isIdle();
  }

  /**
   * Returns whether there is a warning, or memory runs out before growth was observed long enough
   * for one. A fast leak reaches half of its life before the forecast accepts it.
   */
  private static boolean isDanger(Outlook outlook) {
    return isForecast(outlook) || outlook.isRunningOut();
  }

  private static boolean isForecast(Outlook outlook) {
    Verdict verdict = outlook.verdict();
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE;
  }

  /**
   * Returns the area to look into, or null if there is none. The culprit of cannot_fit is the area
   * that may grow, so it is not used here.
   */
  private static @Nullable MemoryArea culprit(Outlook outlook) {
    MemoryArea blamed = isForecast(outlook) ? outlook.culprit() : null;
    return blamed == null && outlook.isRunningOut() ? outlook.grower() : blamed;
  }
}
