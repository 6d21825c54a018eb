package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.LoggedException;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.transport.PartialSuccess;
import io.github.headroom.agent.transport.RetrySchedule;
import io.github.headroom.agent.transport.RetryingClient;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Sends metrics over our own transport, with the attempts of OpenTelemetry's OTLP exporters. */
final class MetricSender {

  private static final String METHOD =
      "opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

  // As of RetryPolicy.getDefault() of OpenTelemetry's SDK.
  static final int ATTEMPTS = 5;
  static final long FIRST_WAIT_NANOS = 1_000_000_000L;
  static final long LONGEST_WAIT_NANOS = 5_000_000_000L;
  static final double WAIT_FACTOR = 1.5;

  /** Bytes of a message that rejects one point. Shorter ones load no class to be looked at. */
  private static final int LEAST_PARTIAL = 4;

  /**
   * Warnings in the life of this sender: a server chooses among status codes, and is not to use up
   * the log's causes.
   */
  private static final int MOST_WARNINGS = 64;

  private final OtlpCall call;
  private final AgentLog log;
  private @Nullable PartialSuccess partial;
  private int warnings;

  MetricSender(Settings settings, String version, AgentLog log) {
    this.log = log;
    this.call =
        new OtlpCall(
            settings.metrics(),
            METHOD,
            settings.retryDisabled()
                ? RetrySchedule.never()
                : new RetrySchedule(ATTEMPTS, FIRST_WAIT_NANOS, LONGEST_WAIT_NANOS, WAIT_FACTOR),
            version,
            OtlpPublisher.tlsFiles(settings.metrics(), "nothing is exported", log));
  }

  /** Sends them; gives whether the collector has taken them, logs why not, once a cause. */
  boolean send(OtlpPoints points) {
    partial = null;
    try {
      try (OutputStream body = call.begin()) {
        points.writeTo(body);
      }
      if (call.send()) {
        byte[] answer = call.answer();
        partial = answer.length < LEAST_PARTIAL ? null : PartialSuccess.of(answer);
        return true;
      }
      String reason = call.reason();
      warn(
          points.metrics(),
          "Server responded with "
              + call.statusName()
              + (reason.isEmpty() ? "" : ". Error message: " + reason),
          call.statusName(),
          null);
    } catch (IOException | RuntimeException e) {
      if (!(e instanceof LoggedException)) {
        warn(
            points.metrics(),
            "The request could not be executed. " + Printable.thrown(e),
            e.getClass().getName(),
            e);
      }
    }
    return false;
  }

  private void warn(int metrics, String line, String cause, @Nullable Throwable thrown) {
    if (warnings < MOST_WARNINGS
        && log.warnOnce(
            "export: " + cause, "Failed to export " + metrics + " metrics. " + line, thrown)) {
      warnings++;
    }
  }

  /** What the collector did not take of the last export that succeeded; null: it took all. */
  @Nullable PartialSuccess partial() {
    return partial;
  }

  /** The transport. */
  RetryingClient<?> client() {
    return call.client();
  }
}
