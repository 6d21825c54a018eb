package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;

/** Where a sample is told. Called from one thread. */
public interface Publisher {

  /** Tells the sample; false when it did not arrive, which the publisher has said itself. */
  boolean publish(Sample sample, Figures figures, long exportsOk, long exportsFailed);

  /** Ends a try that is under way, from another thread, and lets go of connections. */
  void shutdown();
}
