package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * What a look is compared with, kept while nothing grows: a full sample of some minutes ago, and
 * the groups of threads and classes as they were when their number last changed by an eighth. Makes
 * no garbage, but for two samples and those groups.
 */
final class BeforeGrowth {

  private static final double COUNT_SECONDS = 60;
  private static final double SAMPLE_SECONDS = 300;

  /** A change of so many, and of an eighth, is one. */
  private static final long LEAST_CHANGE = 8;

  private static final long SHARE = 8;

  private final Causes causes;

  /** One that is old enough, and the next one. */
  private @Nullable Sample sample;

  private double sampleSeconds;
  private @Nullable Sample next;
  private double nextSeconds;

  /** When threads were compared last, and what there were when their groups were counted. */
  private double threadsSeconds;

  private long threads;

  /** The same of classes. */
  private double classesSeconds;

  private long classes;

  BeforeGrowth(Causes causes) {
    this.causes = causes;
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
   * Takes in a full pass, while no look is under way.
   *
   * @param now what it has read
   */
  void keep(Sample now, Sampler sampler, double seconds) {
    keepSample(now, seconds);
    if (now.known(Field.THREADS_DAEMON)
        && now.known(Field.THREADS_NON_DAEMON)
        && seconds - threadsSeconds >= COUNT_SECONDS) {
      threadsSeconds = seconds;
      long count = now.value(Field.THREADS_DAEMON) + now.value(Field.THREADS_NON_DAEMON);
      if (hasChanged(MemoryArea.THREAD_STACKS, count, threads, seconds)
          && causes.count(MemoryArea.THREAD_STACKS, sampler, seconds)) {
        threads = count;
        return; // one at a time: the classes' turn comes with the next pass
      }
    }
    if (now.known(Field.CLASSES) && seconds - classesSeconds >= COUNT_SECONDS) {
      classesSeconds = seconds;
      long count = now.value(Field.CLASSES);
      if (hasChanged(MemoryArea.METASPACE, count, classes, seconds)
          && causes.count(MemoryArea.METASPACE, sampler, seconds)) {
        classes = count;
      }
    }
  }

  private boolean hasChanged(MemoryArea area, long count, long counted, double seconds) {
    long by = Math.abs(count - counted);
    if (by < LEAST_CHANGE) {
      causes.confirmBaseline(area, seconds);
      return false;
    }
    return by >= counted / SHARE;
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
