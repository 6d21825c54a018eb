package io.github.headroom.agent.derive.forecast;

/**
 * One series in windows of {@link Window#LENGTH} buckets of 1, 2, 4, ... ticks: a leak of minutes
 * and a leak of a day each have a window of their own length. 15 KB.
 */
final class Scales {

  /** The longest window is 11 hours, at one tick per second. */
  static final int COUNT = 11;

  private final Window[] windows = new Window[COUNT];
  private long ticks;

  Scales() {
    for (int i = 0; i < COUNT; i++) {
      windows[i] = new Window();
    }
  }

  void add(double seconds, double value) {
    windows[0].add(seconds, value, seconds, value);
    ticks++;
    for (int scale = 1; scale < COUNT && ticks % (1L << scale) == 0; scale++) {
      windows[scale].addNewestTwoOf(windows[scale - 1]);
    }
  }

  /** The lowest value of about the last {@code span} seconds. */
  double lowest(double now, double span) {
    int scale = 0;
    while (scale < COUNT - 1
        && windows[scale].reach(now) < span
        && windows[scale + 1].count() > 0) {
      scale++;
    }
    return windows[scale].lowestSince(now - span);
  }

  Window window(int scale) {
    return windows[scale];
  }

  /** The number of buckets of this scale that have ended. */
  long newest(int scale) {
    return ticks >> scale;
  }

  /** Whether the last tick has ended a bucket of this scale. */
  boolean moved(int scale) {
    return ticks > 0 && ticks % (1L << scale) == 0;
  }
}
