package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Garbage;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.cause.Looks;
import io.github.headroom.agent.cause.Room;
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
 * Decides when to look into the growing area: when the verdict turns to growing or spike, when the
 * culprit changes, when memory runs out without a warning, and once more when half of that headroom
 * is gone. There are at most four looks an hour, and none with less than 8 MiB left. Without
 * danger, only threads and classes are counted by group, at most once a minute and only when their
 * number has changed by an eighth.
 *
 * <p>Runs on the sampling thread, which starts the looks and publishes what they find. Each look
 * has its own thread ({@link LookThread}), because it may wait for a lock of the application (a
 * ThreadGroup's on Java 8 to 18), for a file system that does not respond, or for a pause of all
 * threads. The ticks before a kill must not wait for any of these. If a look does not return, no
 * other one starts. Allocates nothing without danger.
 */
class Causes implements Room {

  private static final long LEAST_HEADROOM = 8L << 20;
  private static final int LOOKS_AN_HOUR = 4;
  private static final int LOOKS_A_GROWTH = 2;
  private static final double HOUR_SECONDS = 3600;
  private static final double OVER_SECONDS = 60;

  /**
   * The wait after a look that could not start. Each attempt allocates, in a heap that has no room.
   */
  private static final double RETRY_SECONDS = 5;

  private final @Nullable Instrumentation instrumentation;
  private final boolean pausesAreBounded;
  private final AgentLog log;

  /**
   * A group for the looks' threads alone. On Java 8 to 18, creating and starting a thread waits for
   * the monitor of its group, which the application may hold.
   */
  private final ThreadGroup group = new ThreadGroup("headroom-look");

  /** Looks by the ordinal of their area. A look is kept after its first use. */
  private final @Nullable Look[] looks = new Look[MemoryArea.FILE_CACHE.ordinal() + 1];

  private final double[] looked = new double[LOOKS_AN_HOUR];
  private int oldest;

  /** The look that was started last. It may have ended. */
  private @Nullable LookThread thread;

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

  /** Expected headroom at the last tick, in bytes; 0 when unknown. Looks read it, too. */
  private volatile long headroom;

  private volatile double secondsLeft = Double.POSITIVE_INFINITY;

  private final BeforeGrowth past = new BeforeGrowth(this);

  /** Garbage in the heap. The look into the heap reads it. */
  private @Nullable Garbage garbage;

  /**
   * @param pausesAreBounded whether to skip a look that stops all threads when that may take long
   */
  Causes(@Nullable Instrumentation instrumentation, boolean pausesAreBounded, AgentLog log) {
    this.instrumentation = instrumentation;
    this.pausesAreBounded = pausesAreBounded;
    this.log = log;
    Arrays.fill(looked, Double.NEGATIVE_INFINITY);
  }

  /**
   * Returns the finding of the last look until {@link #taken()}. Null means that the look found
   * nothing, has not ended, or belongs to a growth that is over.
   */
  @Nullable Finding found() {
    LookThread last = thread;
    return last != null && grows && growthOfLook == growth ? last.finding() : null;
  }

  /** Forgets the finding after it was published. */
  void taken() {
    LookThread last = thread;
    if (last != null) {
      last.taken();
    }
  }

  /** Returns how long the last look took, in ms; 0 if there was none. */
  long tookMillis() {
    LookThread last = thread;
    return last == null ? 0 : last.tookMillis();
  }

  @Override
  public long bytes() {
    return headroom;
  }

  @Override
  public double seconds() {
    return secondsLeft;
  }

  /** Watches the heap at each tick. Before the first full pass its beans are unknown. */
  void watchHeap(Sample sample) {
    if (sample.collectors().size() > 0) {
      garbage().tick();
    }
  }

  private Garbage garbage() {
    Garbage known = garbage;
    if (known == null) {
      known = new Garbage();
      garbage = known;
    }
    return known;
  }

  /** Takes in the last tick. Returns true once when a growth is over. */
  boolean isOver(Outlook outlook, double seconds) {
    Figures latest = outlook.latest();
    headroom = latest.known(Figure.HEADROOM_EXPECTED) ? latest.whole(Figure.HEADROOM_EXPECTED) : 0;
    secondsLeft = outlook.secondsLeft();
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
        && isIdle()
        && found() == null // a second look would discard an unpublished finding
        && hasRoom(outlook.latest(), culprit)
        && of(culprit, sampler) != null;
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
    Look look = culprit == null ? null : of(culprit, sampler);
    Figures figures = outlook.latest();
    if (look == null || !figures.known(Figure.HEADROOM_EXPECTED)) {
      return;
    }
    Sample now = new Sample();
    now.copyFrom(sample);
    Sample before = past.sample();
    double span = Math.max(seconds - past.seconds(), 1e-3);
    Sample then = before == null ? now : before;
    if (!start(new LookThread(group, look, now, then, span, seconds, log))) {
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
    if (!grows && isIdle()) { // a look reads what was kept
      past.keep(sample, sampler, seconds);
    }
  }

  /** Starts to count groups in another thread. Returns whether that has begun. */
  boolean count(MemoryArea area, Sampler sampler, double seconds) {
    Look look = of(area, sampler);
    return look != null && start(new LookThread(group, look, seconds, log));
  }

  /** Moves the last count of the area to this time: it has not changed since. */
  void confirmBaseline(MemoryArea area, double seconds) {
    Look last = looks[area.ordinal()];
    if (last != null) {
      last.confirmBaseline(seconds);
    }
  }

  /** Returns whether no look is running. */
  boolean isIdle() {
    LookThread last = thread;
    return last == null || last.hasEnded();
  }

  /** Starts a look. Returns false if there is no thread for it, and that look is skipped. */
  boolean start(LookThread next) {
    try {
      next.start();
      thread = next;
      return true;
    } catch (OutOfMemoryError e) { // no memory or no process for a thread
      log.failure(AgentLog.Level.DEBUG, "look", "a look for the cause is skipped", e);
      return false;
    }
  }

  /** Returns a new look, or null if there is none for that area. Tests override this. */
  @Nullable Look lookOf(MemoryArea area, Sampler sampler) {
    return instrumentation == null
        ? null
        : Looks.of(area, Wiring.ROOT, instrumentation, sampler, this, pausesAreBounded, garbage());
  }

  private @Nullable Look of(MemoryArea area, Sampler sampler) {
    Look look = looks[area.ordinal()];
    if (look == null) {
      look = lookOf(area, sampler);
      looks[area.ordinal()] = look;
    }
    return look;
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
