package io.github.headroom.agent.cause;

import org.jspecify.annotations.Nullable;

/** Sizes as they were some minutes ago, five to ten where that is known. */
final class Baseline {

  /** Of each time. */
  private static final int MOST_GROUPS = 32;

  private static final double APART_SECONDS = 300;

  private @Nullable Sizes older;
  private @Nullable Sizes middle;
  private @Nullable Sizes newest;

  void take(Sizes groups) {
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

  /** Those that were taken last are still so: what was before them is of no interest any more. */
  void holds(double seconds) {
    if (newest != null) {
      newest.holdsAt(seconds);
      older = newest;
      middle = null;
    }
  }

  /** Null where none were taken. */
  @Nullable Sizes groups() {
    return older;
  }
}
