package io.github.headroom.agent.relief;

import org.jspecify.annotations.Nullable;

/** An action of relief: whether it may run now, and what it does. */
abstract class Action {

  /** Returns its name in headroom.relief, in metrics and in messages. */
  abstract String word();

  /**
   * Returns why it must not run now, or null if it may. One of a few constant texts. Allocates
   * nothing.
   */
  abstract @Nullable String barred(Situation now);

  /** Runs the action. Called on a thread of its own. */
  abstract void act() throws Throwable;

  /**
   * Starts a thread that runs the action after {@link ActionThread#release()}.
   *
   * @throws OutOfMemoryError if there is no thread
   */
  ActionThread thread() {
    ActionThread thread = new ActionThread(this);
    thread.start();
    return thread;
  }

  /**
   * Takes in the effect.
   *
   * @param now the pass at least one second after the action
   * @param bytes the fall in usage, in bytes
   * @param tookSeconds the duration of the action
   */
  abstract void acted(Situation now, long bytes, double tookSeconds);
}
