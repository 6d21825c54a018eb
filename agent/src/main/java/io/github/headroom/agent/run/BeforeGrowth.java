package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a look for the cause is compared with, while nothing grows: a full sample from some
 * minutes ago, and the groups of threads and of classes from when their number last changed by an
 * eighth. Allocates two samples and those groups, and nothing else.
 */
final class BeforeGrowth {

  private static final double COUNT_SECONDS = 60;
  private static final double SAMPLE_SECONDS = 300;

  /** The smallest change of a number that counts; it is also an eighth of the number or more. */
  private static final long LEAST_CHANGE = 8;

  private static final long SHARE = 8;

  /** The areas whose groups are counted: threads, then classes. */
  private static final MemoryArea[] COUNTED = {MemoryArea.THREAD_STACKS, MemoryArea.METASPACE};

  private final LookRunner runner;

  /** A sample that is old enough; {@link #next} replaces it. */
  private @Nullable Sample sample;

  private double sampleSeconds;
  private @Nullable Sample next;
  private double nextSeconds;

  /** When the number of threads, and of classes, was last compared; seconds. */
  private final double[] comparedSeconds = new double[COUNTED.length];

  /** Their number when their groups were last counted. */
  private final long[] counts = new long[COUNTED.length];

  BeforeGrowth(LookRunner runner) {
    this.runner = runner;
  }

  /** The full sample of some minutes ago, or the first one; null before that. */
  @Nullable Sample sample() {
    return sample;
  }

  /** When it was taken; 0 before the first. */
  double seconds() {
    return sampleSeconds;
  }

  /**
   * Takes a full pass, while no look for a cause is under way.
   *
   * @param now the sample of the pass
   */
  void keep(Sample now, Sampler sampler, double seconds) {
    keepSample(now, seconds);
    for (int i = 0; i < COUNTED.length; i++) {
      if (isKnown(i, now) && seconds - comparedSeconds[i] >= COUNT_SECONDS) {
        comparedSeconds[i] = seconds;
        long count = count(i, now);
        if (hasChanged(i, count, seconds) && runner.count(COUNTED[i], sampler, seconds)) {
          counts[i] = count;
          return; // one group per pass: the next pass compares the next
        }
      }
    }
  }

  private static boolean isKnown(int counted, Sample sample) {
    return COUNTED[counted] == MemoryArea.METASPACE
        ? sample.known(Field.CLASSES)
        : sample.known(Field.THREADS_DAEMON) && sample.known(Field.THREADS_NON_DAEMON);
  }

  private static long count(int counted, Sample of) {
    return COUNTED[counted] == MemoryArea.METASPACE
        ? of.value(Field.CLASSES)
        : of.value(Field.THREADS_DAEMON) + of.value(Field.THREADS_NON_DAEMON);
  }

  private boolean hasChanged(int counted, long count, double seconds) {
    long by = Math.abs(count - counts[counted]);
    if (by < LEAST_CHANGE) {
      runner.confirmBaseline(COUNTED[counted], seconds);
      return false;
    }
    return by >= counts[counted] / SHARE;
  }

  private void keepSample(Sample now, double seconds) {
    Sample old = sample;
    Sample newer = next;
    if (old == null) {
      old = new Sample();
      old.copyFrom(now);
      sample = old;
      sampleSeconds = seconds;
    } else if (newer == null) {
      if (seconds - sampleSeconds >= SAMPLE_SECONDS) {
        newer = new Sample();
        newer.copyFrom(now);
        next = newer;
        nextSeconds = seconds;
      }
    } else if (seconds - nextSeconds >= SAMPLE_SECONDS) {
      sample = newer;
      sampleSeconds = nextSeconds;
      next = old;
      old.copyFrom(now);
      nextSeconds = seconds;
    }
  }
}
