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
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When the area that grows is looked into: as the verdict turns to growing or spike, or names
 * another area, or memory runs out without a warning, and once more when half of that headroom is
 * gone. At most four times an hour, and never with less than 8 MiB left. In peace only threads and
 * classes are counted by their groups, where their number has changed by an eighth within a minute
 * or more.
 *
 * <p>For the sampling thread, which starts looks and publishes what they find. The look itself runs
 * on a thread of its own ({@link LookThread}): it may meet a lock of the application (a
 * ThreadGroup's, of Java 8 to 18), a file system that does not answer, or a pause of all threads,
 * and the ticks before a kill must not wait for any of them. One that does not come back is the
 * last. Makes no garbage in peace.
 */
class Causes implements Room {

  private static final long LEAST_HEADROOM = 8L << 20;
  private static final int LOOKS_AN_HOUR = 4;
  private static final int LOOKS_A_GROWTH = 2;
  private static final double HOUR_SECONDS = 3600;
  private static final double OVER_SECONDS = 60;
  private static final double BASELINE_SECONDS = 60;
  private static final double BEFORE_SECONDS = 300;

  /** After a look that could not be started: each try makes garbage, in a heap that has no room. */
  private static final double RETRY_SECONDS = 5;

  /** A change of so many, and of an eighth, is one. */
  private static final long LEAST_CHANGE = 8;

  private static final long SHARE = 8;

  private final @Nullable Instrumentation instrumentation;
  private final boolean pausesAreBounded;
  private final AgentLog log;

  /**
   * Of the looks' threads alone: on Java 8 to 18 to make and to start a thread waits for the
   * monitor of its group, which the application may hold.
   */
  private final ThreadGroup group = new ThreadGroup("headroom-look");

  /** By the ordinal of the area; one that has looked is kept for the next time. */
  private final @Nullable Look[] looks = new Look[MemoryArea.FILE_CACHE.ordinal() + 1];

  private final double[] looked = new double[LOOKS_AN_HOUR];
  private int oldest;

  /** The one that was started last; it may have ended. */
  private @Nullable LookThread thread;

  /** Growths so far, and the one that the last look is of. */
  private int growth;

  private int growthOfLook;

  /** Of this growth and area: how many looks, the headroom at the first. */
  private int looksOfGrowth;

  private @Nullable MemoryArea area;
  private long firstHeadroom;

  /** Whether the log has that too little is left for a look. */
  private boolean saidNoRoom;

  private double triedSeconds = Double.NEGATIVE_INFINITY;

  /** When danger was last seen. */
  private double dangerSeconds;

  private boolean grows;

  /** Expected headroom as of the last tick; 0 where it is not known. A look asks for it, too. */
  private volatile long headroom;

  /** Full samples of some minutes ago: one that is old enough, and the next one. */
  private @Nullable Sample before;

  private double beforeSeconds;
  private @Nullable Sample next;
  private double nextSeconds;

  /** Of the heap; the look into it asks for it. */
  private @Nullable Garbage garbage;

  private final Counted threads = new Counted(MemoryArea.THREAD_STACKS);
  private final Counted classes = new Counted(MemoryArea.METASPACE);

  /** What is counted by groups in peace. */
  private static final class Counted {
    final MemoryArea area;
    double seconds;

    /** What there was at the last baseline. */
    long count;

    Counted(MemoryArea area) {
      this.area = area;
    }
  }

  /**
   * @param pausesAreBounded whether a look that stops all threads is left out where that may take
   *     long
   */
  Causes(@Nullable Instrumentation instrumentation, boolean pausesAreBounded, AgentLog log) {
    this.instrumentation = instrumentation;
    this.pausesAreBounded = pausesAreBounded;
    this.log = log;
    Arrays.fill(looked, Double.NEGATIVE_INFINITY);
  }

  /**
   * What the last look has found, until it is taken; null where it found nothing, has not ended, or
   * the growth that it is of is over.
   */
  @Nullable Finding found() {
    LookThread last = thread;
    return last != null && grows && growthOfLook == growth ? last.finding() : null;
  }

  /** What was found is published. */
  void taken() {
    LookThread last = thread;
    if (last != null) {
      last.taken();
    }
  }

  /** What the last look took; 0 where there was none. */
  long tookMillis() {
    LookThread last = thread;
    return last == null ? 0 : last.tookMillis();
  }

  @Override
  public long bytes() {
    return headroom;
  }

  /** Looks at the heap, at each tick; before the first full pass its beans are not known. */
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

  /** Takes in the last tick; gives whether a growth is over, once. */
  boolean isOver(Outlook outlook, double seconds) {
    Figures latest = outlook.latest();
    headroom = latest.known(Figure.HEADROOM_EXPECTED) ? latest.whole(Figure.HEADROOM_EXPECTED) : 0;
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

  /** Whether a look is due now; it needs a full sample. */
  boolean isDue(Outlook outlook, Sampler sampler, double seconds) {
    MemoryArea culprit = culprit(outlook);
    return culprit != null
        && isDanger(outlook)
        && seconds - looked[oldest] >= HOUR_SECONDS
        && seconds - triedSeconds >= RETRY_SECONDS
        && isIdle()
        && found() == null // else what was found first would be lost
        && hasRoom(outlook.latest(), culprit)
        && of(culprit, sampler) != null;
  }

  private boolean hasRoom(Figures figures, MemoryArea culprit) {
    if (!figures.known(Figure.HEADROOM_EXPECTED)) {
      return false;
    }
    long headroom = figures.whole(Figure.HEADROOM_EXPECTED);
    if (headroom < LEAST_HEADROOM) {
      if (culprit != area && !saidNoRoom) {
        saidNoRoom = true;
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
   * Starts a look at the culprit. Only one that has begun is counted.
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
    Sample then = before == null ? now : before;
    double span = Math.max(seconds - beforeSeconds, 1e-3);
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
   * Keeps what a later look is compared with; in most passes nothing.
   *
   * @param sample of a full pass
   */
  void keep(Sample sample, Sampler sampler, double seconds) {
    if (grows || !isIdle()) { // a look reads what was kept
      return;
    }
    keepSample(sample, seconds);
    if (sample.known(Field.THREADS_DAEMON) && sample.known(Field.THREADS_NON_DAEMON)) {
      long count = sample.value(Field.THREADS_DAEMON) + sample.value(Field.THREADS_NON_DAEMON);
      if (isCounted(threads, count, sampler, seconds)) {
        return; // one at a time: the classes' turn comes with the next pass
      }
    }
    if (sample.known(Field.CLASSES)) {
      isCounted(classes, sample.value(Field.CLASSES), sampler, seconds);
    }
  }

  /** Has the groups counted where there are other numbers; gives whether that has begun. */
  private boolean isCounted(Counted what, long count, Sampler sampler, double seconds) {
    if (seconds - what.seconds < BASELINE_SECONDS) {
      return false;
    }
    what.seconds = seconds;
    long by = Math.abs(count - what.count);
    if (by < LEAST_CHANGE) {
      Look last = looks[what.area.ordinal()];
      if (last != null) {
        last.holds(seconds);
      }
      return false;
    }
    Look look = by < what.count / SHARE ? null : of(what.area, sampler);
    if (look == null || !start(new LookThread(group, look, seconds, log))) {
      return false;
    }
    what.count = count;
    return true;
  }

  private void keepSample(Sample sample, double seconds) {
    Sample old = before;
    Sample newer = next;
    if (old == null) {
      old = new Sample();
      old.copyFrom(sample);
      before = old;
      beforeSeconds = seconds;
    } else if (newer == null) {
      if (seconds - beforeSeconds >= BEFORE_SECONDS) {
        newer = new Sample();
        newer.copyFrom(sample);
        next = newer;
        nextSeconds = seconds;
      }
    } else if (seconds - nextSeconds >= BEFORE_SECONDS) {
      before = newer;
      beforeSeconds = nextSeconds;
      next = old;
      old.copyFrom(sample);
      nextSeconds = seconds;
    }
  }

  /** Whether no look is under way. */
  boolean isIdle() {
    LookThread last = thread;
    return last == null || last.hasEnded();
  }

  /** Whether it has begun: where no thread can be had, that look is left out. */
  boolean start(LookThread next) {
    try {
      next.start();
      thread = next;
      return true;
    } catch (OutOfMemoryError e) { // neither memory nor a process for a thread
      log.failure(AgentLog.Level.DEBUG, "look", "a look for the cause is left out", e);
      return false;
    }
  }

  /** A new look, null where there is none of that area. For tests, which look at something else. */
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
   * A warning is out, or memory runs out before growth was seen for long enough to warn of it: a
   * fast leak takes half of its life to be believed.
   */
  private static boolean isDanger(Outlook outlook) {
    return isForecast(outlook) || outlook.isRunningOut();
  }

  private static boolean isForecast(Outlook outlook) {
    Verdict verdict = outlook.verdict();
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE;
  }

  /** Of what cannot fit the verdict blames what may come, not what grows. */
  private static @Nullable MemoryArea culprit(Outlook outlook) {
    MemoryArea blamed = isForecast(outlook) ? outlook.culprit() : null;
    return blamed == null && outlook.isRunningOut() ? outlook.grower() : blamed;
  }
}
