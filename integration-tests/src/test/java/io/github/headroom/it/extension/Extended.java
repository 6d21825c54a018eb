package io.github.headroom.it.extension;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** JVMs with the OpenTelemetry agent and Headroom as its extension, and what the two have sent. */
final class Extended {

  private Extended() {}

  static Path otelAgent() {
    return Lab.file("otel-javaagent", "files/opentelemetry-javaagent.jar");
  }

  /** The OpenTelemetry agent with this extension; metrics alone, each second. */
  static JavaProcess.Builder by(JavaProcess.Builder builder, Path extension) {
    return builder
        .options(
            "-javaagent:" + otelAgent(),
            "-Dotel.javaagent.extensions=" + extension,
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1")
        .environment("OTEL_TRACES_EXPORTER", "none")
        .environment("OTEL_LOGS_EXPORTER", "none")
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        .environment("HEADROOM_LOG_LEVEL", "warn");
  }

  static JavaProcess.Builder by(JavaProcess.Builder builder) {
    return by(builder, JavaProcess.agentJar());
  }

  /** Waits for an export of each of the two. */
  static void awaitBoth(OtlpReceiver receiver, JavaProcess jvm) {
    Await.until(
        "exports of both agents",
        () -> {
          boolean both = !ours(receiver).isEmpty() && !theirs(receiver).isEmpty();
          return both || !jvm.isAlive();
        },
        jvm::toString);
  }

  /** Headroom's exports. */
  static List<OtlpReceiver.Export> ours(OtlpReceiver receiver) {
    return having(receiver, point -> point.name().startsWith("headroom."));
  }

  /** The OpenTelemetry agent's exports of the JVM's metrics. */
  static List<OtlpReceiver.Export> theirs(OtlpReceiver receiver) {
    return having(receiver, point -> point.name().equals("jvm.class.loaded"));
  }

  private static List<OtlpReceiver.Export> having(
      OtlpReceiver receiver, Predicate<MetricPoint> wanted) {
    return receiver.exports().stream()
        .filter(export -> export.points().stream().anyMatch(wanted))
        .toList();
  }

  /** Headroom's lines of standard error. */
  static List<String> warnings(JavaProcess jvm) {
    return jvm.errors().lines().filter(line -> line.startsWith("[headroom] ")).toList();
  }
}
