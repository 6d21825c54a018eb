package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;

/** Where a sample is told. Called from one thread. */
public interface Publisher {

  /**
   * Publishes the sample; false where it did not arrive, which the publisher has logged itself.
   *
   * @param exportsOk how many arrived so far
   * @param exportsFailed how many did not
   */
  boolean publish(Sample sample, Figures figures, long exportsOk, long exportsFailed);

  /**
   * Ends a try that is under way and over its time; from another thread, without waiting.
   *
   * @param now of {@link System#nanoTime}
   */
  void endOverdue(long now);

  /** From now on nothing is tried again, and a wait for that ends; from another thread. */
  void tryOnce();

  /** Ends a try that is under way, from another thread, and lets go of connections. */
  void shutdown();
}
