package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Garbage;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.cause.Looks;
import io.github.headroom.agent.cause.Room;
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
 * When the area that grows is looked into: as the verdict turns to growing or spike, and once more
 * when half of that headroom is gone. At most four times an hour, and never with less than 8 MiB
 * left. In peace only threads and classes are counted by their groups, where their number has
 * changed by an eighth within a minute or more.
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

  /** A change of so many, and of an eighth, is one. */
  private static final long LEAST_CHANGE = 8;

  private static final long SHARE = 8;

  private final @Nullable Instrumentation instrumentation;
  private final boolean wanted;
  private final boolean pausesAreBounded;
  private final AgentLog log;

  /** By the ordinal of the area; one that has looked is kept for the next time. */
  private final @Nullable Look[] looks = new Look[12];

  private final double[] looked = new double[LOOKS_AN_HOUR];
  private int oldest;

  /** The one that was started last; it may have ended. */
  private @Nullable LookThread thread;

  /** Of this growth: how many looks, the headroom at the first, when danger was last seen. */
  private int looksOfGrowth;

  private long firstHeadroom;
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

  private double baselineSeconds;
  private long threads;
  private long classes;

  /**
   * @param wanted whether any look is
   * @param pausesAreBounded whether a look that stops all threads is left out where that may take
   *     long
   */
  Causes(
      @Nullable Instrumentation instrumentation,
      boolean wanted,
      boolean pausesAreBounded,
      AgentLog log) {
    this.instrumentation = instrumentation;
    this.wanted = wanted;
    this.pausesAreBounded = pausesAreBounded;
    this.log = log;
    Arrays.fill(looked, Double.NEGATIVE_INFINITY);
  }

  /** Whether the last look has found something that was not taken. */
  boolean hasFound() {
    LookThread last = thread;
    return last != null && last.hasFound();
  }

  /** What the last look has found, once; null where it found nothing, or has not ended. */
  @Nullable Finding found() {
    LookThread last = thread;
    return last == null ? null : last.takeFinding();
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
    if (wanted && sample.collectors().size() > 0) {
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
    if (isDanger(outlook.verdict())) {
      grows = true;
      dangerSeconds = seconds;
    } else if (grows && seconds - dangerSeconds >= OVER_SECONDS) {
      grows = false;
      looksOfGrowth = 0;
      return true;
    }
    return false;
  }

  /** Whether a look is due now; it needs a full sample. */
  boolean isDue(Outlook outlook, double seconds) {
    return wanted
        && isDanger(outlook.verdict())
        && outlook.culprit() != null
        && looksOfGrowth < LOOKS_A_GROWTH
        && seconds - looked[oldest] >= HOUR_SECONDS
        && hasRoom(outlook.latest())
        && isIdle();
  }

  private boolean hasRoom(Figures figures) {
    if (!figures.known(Figure.HEADROOM_EXPECTED)) {
      return false;
    }
    long headroom = figures.whole(Figure.HEADROOM_EXPECTED);
    return headroom >= LEAST_HEADROOM && (looksOfGrowth == 0 || headroom <= firstHeadroom / 2);
  }

  /**
   * Starts a look at the culprit.
   *
   * @param sample of a full pass
   */
  void look(Sample sample, Outlook outlook, Sampler sampler, double seconds) {
    MemoryArea culprit = outlook.culprit();
    if (culprit == null) {
      return;
    }
    if (looksOfGrowth == 0) {
      firstHeadroom = outlook.latest().whole(Figure.HEADROOM_EXPECTED);
    }
    looksOfGrowth++;
    looked[oldest] = seconds;
    oldest = (oldest + 1) % LOOKS_AN_HOUR;
    Sample now = new Sample();
    now.copyFrom(sample);
    Sample then = before == null ? now : before;
    double span = Math.max(seconds - beforeSeconds, 1e-3);
    start(new LookThread(of(culprit, sampler), now, then, span, seconds, log));
  }

  /**
   * Keeps what a later look is compared with; in most passes nothing.
   *
   * @param sample of a full pass
   */
  void keep(Sample sample, Sampler sampler, double seconds) {
    if (!wanted || grows) {
      return;
    }
    keepSample(sample, seconds);
    if (seconds - baselineSeconds < BASELINE_SECONDS || !isIdle()) {
      return;
    }
    baselineSeconds = seconds;
    if (sample.known(Field.THREADS_DAEMON) && sample.known(Field.THREADS_NON_DAEMON)) {
      long count = sample.value(Field.THREADS_DAEMON) + sample.value(Field.THREADS_NON_DAEMON);
      if (hasMoved(threads, count)) {
        threads = count;
        start(new LookThread(of(MemoryArea.THREAD_STACKS, sampler), seconds, log));
        return; // one at a time: the classes' turn comes with the next pass
      }
      hold(MemoryArea.THREAD_STACKS, seconds);
    }
    if (sample.known(Field.CLASSES)) {
      if (hasMoved(classes, sample.value(Field.CLASSES))) {
        classes = sample.value(Field.CLASSES);
        start(new LookThread(of(MemoryArea.METASPACE, sampler), seconds, log));
      } else {
        hold(MemoryArea.METASPACE, seconds);
      }
    }
  }

  private void hold(MemoryArea area, double seconds) {
    Look look = looks[area.ordinal()];
    if (look != null) {
      look.holds(seconds);
    }
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

  private static boolean hasMoved(long from, long to) {
    long by = Math.abs(to - from);
    return by >= LEAST_CHANGE && by >= from / SHARE;
  }

  /** Whether no look is under way. */
  boolean isIdle() {
    LookThread last = thread;
    return last == null || last.hasEnded();
  }

  private void start(LookThread next) {
    thread = next;
    next.start();
  }

  /** For tests, which look at something else. */
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

  private static boolean isDanger(Verdict verdict) {
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE;
  }
}
