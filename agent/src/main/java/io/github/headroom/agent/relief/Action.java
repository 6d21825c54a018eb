package io.github.headroom.agent.relief;

import org.jspecify.annotations.Nullable;

/** An act of relief: whether it may be done, and what it does. */
abstract class Action {

  /** Its word in headroom.relief, in metrics and messages. */
  abstract String word();

  /** Why it is not done now; null where it may be. One of few texts; makes no garbage. */
  abstract @Nullable String barred(Situation now);

  /** Does it, on a thread of its own. */
  abstract void act() throws Throwable;

  /**
   * Takes in what it gave.
   *
   * @param now a second after it
   * @param bytes by which usage is lower than before
   */
  abstract void acted(Situation now, long bytes, double tookSeconds);
}
