package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.Tick;

/** What is seen at one instant: by the forecast, and by who scrapes the container. Bytes. */
final class Observation {
  final Tick tick = new Tick();
  double seconds;
  double limit;
  double headroom;
  double usage;
  double workingSet;
}
