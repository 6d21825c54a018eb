package io.github.headroom.it.workloads;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How and where an application is started.
 *
 * @param base a directory of its own
 * @param option the JVM option that stands for the agent; without the agent another of no effect,
 *     so that applications that log their options log as many
 * @param environment beside PATH and what the application's own scripts need
 * @param group where it runs from its first instruction on; null: where the tests run
 */
record Launch(Path base, String option, Map<String, String> environment, @Nullable CgroupV1 group) {

  private static final String NO_AGENT = "-Dagent=none";

  static Launch without(Path base, @Nullable CgroupV1 group) {
    return new Launch(base, NO_AGENT, Map.of(), group);
  }

  /** With the agent, which exports each second. */
  static Launch with(Path base, @Nullable CgroupV1 group, OtlpReceiver receiver) {
    return new Launch(
        base,
        "-javaagent:" + JavaProcess.agentJar(),
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            receiver.endpoint(),
            "OTEL_METRIC_EXPORT_INTERVAL",
            "1000",
            "HEADROOM_METRICS",
            "full"),
        group);
  }
}
