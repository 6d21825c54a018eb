package io.github.headroom.agent.cause;

import org.jspecify.annotations.Nullable;

/** Groups as they were some minutes ago: the newest that is old enough, else the oldest. */
final class Baseline {

  /** Of each time. */
  private static final int MOST_GROUPS = 32;

  private static final double SHIFT_SECONDS = 300;

  private @Nullable Groups older;
  private @Nullable Groups newer;

  void take(Groups groups) {
    Groups before = newer;
    if (before != null
        && (older == null || groups.seconds() - older.seconds() >= 2 * SHIFT_SECONDS)) {
      older = before;
    }
    newer = groups.largest(MOST_GROUPS);
  }

  /** Null where none was taken. */
  @Nullable Groups groups() {
    return older == null ? newer : older;
  }
}
