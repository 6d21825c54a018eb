package io.github.headroom.it.workloads;

import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one application did with and without the agent.
 *
 * @param rssWithout resident bytes of the JVM at the end of the load
 * @param firstExportMillis age of the process at the sample of the first export
 */
record Outcome(
    Workload workload,
    Load.Served without,
    Load.Served with,
    long rssWithout,
    long rssWith,
    int logLines,
    int exitStatus,
    long firstExportMillis,
    List<OtlpReceiver.Export> exports) {

  /**
   * The largest container.memory.working_set or (rss + swap) beside the limit that was exported.
   */
  OptionalDouble utilization(String basis) {
    Map<String, String> attributes = Map.of("headroom.memory.basis", basis);
    return exports.stream()
        .flatMap(export -> export.points().stream())
        .filter(point -> point.is("headroom.container.memory.utilization", attributes))
        .mapToDouble(MetricPoint::value)
        .max();
  }
}
