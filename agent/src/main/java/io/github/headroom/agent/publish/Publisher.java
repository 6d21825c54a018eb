package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;

/** Publishes samples. Called from one thread unless a method states otherwise. */
public interface Publisher {

  /**
   * Publishes the sample. Returns false if it did not arrive, which the publisher has logged.
   *
   * @param exportsOk how many exports arrived so far
   * @param exportsFailed how many did not arrive
   */
  boolean publish(Sample sample, Figures figures, long exportsOk, long exportsFailed);

  /**
   * Ends a running export whose timeout has passed. Called from another thread; does not wait.
   *
   * @param now the time of {@link System#nanoTime}
   */
  void endOverdue(long now);

  /** Stops all retries from now on and ends a wait for one. Called from another thread. */
  void tryOnce();

  /** Ends a running export and closes connections. Called from another thread. */
  void shutdown();
}
