package io.github.headroom.it;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.victim.Idle;

/** The JVM of {@code golden/metrics-v1.txt}: idle, Serial GC, in a limited cgroup (version 1). */
final class GoldenVictim {

  static final String GOLDEN = "metrics-v1.txt";
  static final long LIMIT = 256L << 20;

  private static final long SWAP_LIMIT = 64L << 20;

  private GoldenVictim() {}

  static CgroupV1 group() {
    return CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + SWAP_LIMIT);
  }

  /** With the agent, exporting each second; where to is left to the test. */
  static JavaProcess.Builder in(CgroupV1 group) {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        .in(group);
  }
}
