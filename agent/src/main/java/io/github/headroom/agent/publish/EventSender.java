package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.transport.PartialSuccess;
import io.github.headroom.agent.transport.RetrySchedule;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends events over the same transport as metrics. */
public final class EventSender implements EventSink {

  private static final String METHOD = "opentelemetry.proto.collector.logs.v1.LogsService/Export";

  private final OtlpCall call;
  private final EventMessage message;
  private final AgentLog log;

  /** What happens to events that cannot be sent. */
  private final String kept;

  /**
   * @param again whether a later call sends failed events again
   */
  private EventSender(
      OtlpSettings settings, String version, EventMessage message, boolean again, AgentLog log) {
    this.log = log;
    this.message = message;
    this.kept = again ? "they are kept" : "they are lost";
    this.call =
        new OtlpCall(
            settings,
            METHOD,
            RetrySchedule.never(),
            version,
            OtlpPublisher.tlsFiles(settings, "no events are sent", log));
  }

  /**
   * Creates a sink for the thread that sends.
   *
   * @param to the endpoint for events
   * @param resource the same as for metrics
   */
  public static EventSender create(
      OtlpSettings to,
      Settings settings,
      Map<String, Object> resource,
      String version,
      AgentLog log) {
    Map<String, Object> sent =
        OtlpAttributes.resource(resource, settings.resourceDisabledKeys(), version);
    EventMessage message = new EventMessage(OtlpAttributes.message(sent), version);
    return new EventSender(to, version, message, !settings.retryDisabled(), log);
  }

  @Override
  public int send(Event[] events) {
    try {
      try (OutputStream body = call.begin()) {
        message.of(events, System.currentTimeMillis()).writeTo(body);
      }
      if (call.send()) {
        return accepted(call.answer());
      }
      return call.isTransient() ? failed(call.statusName(), null) : refused();
    } catch (IOException | RuntimeException e) {
      return failed(Printable.thrown(e), e);
    }
  }

  private int failed(String found, @Nullable Throwable thrown) {
    log.warnOnce("events", "events cannot be sent now; " + kept + " (" + found + ")", thrown);
    return FAILED;
  }

  private int accepted(byte[] answer) {
    PartialSuccess partial = answer.length == 0 ? null : PartialSuccess.of(answer);
    if (partial != null && partial.rejected() > 0) {
      log.warnOnce(
          "events rejected",
          "the collector rejected " + partial.rejected() + " events: " + partial.message());
    }
    return TAKEN;
  }

  private int refused() {
    String reason = call.reason();
    String found = " (" + call.statusName() + (reason.isEmpty() ? "" : " " + reason) + ")";
    if (call.isUnimplemented()) {
      log.debug("the collector accepts no events; no more events are sent" + found);
      return UNKNOWN;
    }
    log.warnOnce("events refused", "the collector refuses events; they are lost" + found);
    return REFUSED;
  }

  @Override
  public long heldNanos() {
    return call.client().heldNanos();
  }

  @Override
  public void rest() {
    call.client().rest();
  }

  @Override
  public void endOverdue(long now) {
    call.client().endOverdue(now);
  }

  @Override
  public void shutdown() {
    call.client().shutdown();
  }
}
