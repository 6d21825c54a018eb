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
   * A thread that does it once it is let go, started.
   *
   * @throws OutOfMemoryError no thread is to be had
   */
  ActionThread thread() {
    ActionThread thread = new ActionThread(this);
    thread.start();
    return thread;
  }

  /**
   * Takes in what it gave.
   *
   * @param now a second after it
   * @param bytes by which usage is lower than before
   */
  abstract void acted(Situation now, long bytes, double tookSeconds);
}
