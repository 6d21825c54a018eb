package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import org.jspecify.annotations.Nullable;

/** The forecast, or a rule that it is compared with. */
interface Warner {

  String name();

  void see(Observation observation);

  /** Whether it warns now. */
  boolean warns();

  /** Seconds to the kill; not a number where it tells none. */
  double mid();

  double low();

  double high();

  @Nullable MemoryArea culprit();

  /** A new process begins: what runs inside it begins anew. */
  void restarted();
}
