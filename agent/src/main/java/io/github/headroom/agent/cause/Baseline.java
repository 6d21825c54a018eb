package io.github.headroom.agent.cause;

import org.jspecify.annotations.Nullable;

/** Keeps sizes of some minutes ago: five to ten minutes where it has them. */
final class Baseline {

  /** Groups that are kept of each reading. */
  private static final int MOST_GROUPS = 32;

  /** Least time between two readings that are kept. */
  private static final double APART_SECONDS = 300;

  private @Nullable Sizes older;
  private @Nullable Sizes middle;
  private @Nullable Sizes newest;

  /** Adds a reading. */
  void add(Sizes groups) {
    newest = groups.largest(MOST_GROUPS);
    if (older == null) {
      older = newest;
    } else if (middle == null) {
      middle = newest.seconds() - older.seconds() >= APART_SECONDS ? newest : null;
    } else if (newest.seconds() - middle.seconds() >= APART_SECONDS) {
      older = middle;
      middle = newest;
    }
  }

  /** Moves the last reading to this time, since it has not changed, and drops older ones. */
  void confirm(double seconds) {
    if (newest != null) {
      newest.confirm(seconds);
      older = newest;
      middle = null;
    }
  }

  /** The reading to compare with; null before the first. */
  @Nullable Sizes groups() {
    return older;
  }
}
