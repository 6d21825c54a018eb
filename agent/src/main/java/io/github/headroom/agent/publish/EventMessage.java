package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.ProtobufWriter;

/**
 * Encodes events as OTLP's ExportLogsServiceRequest (opentelemetry-proto, collector/logs/v1 and
 * logs/v1). The numbers are those of its fields.
 */
final class EventMessage {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ProtobufWriter resource;
  private final ProtobufWriter scope = new ProtobufWriter();

  EventMessage(ProtobufWriter resource, String version) {
    this.resource = resource;
    scope.text(1, "io.github.headroom").text(2, version);
  }

  /**
   * Returns the request for these events.
   *
   * @param observedMillis the time of the request, in ms since 1970
   */
  ProtobufWriter of(Event[] events, long observedMillis) {
    ProtobufWriter ofScope = new ProtobufWriter().message(1, scope);
    for (Event event : events) {
      ofScope.message(2, logRecord(event, observedMillis));
    }
    ProtobufWriter ofResource = new ProtobufWriter().message(1, resource).message(2, ofScope);
    return new ProtobufWriter().message(1, ofResource);
  }

  private static ProtobufWriter logRecord(Event event, long observedMillis) {
    ProtobufWriter written =
        new ProtobufWriter()
            .fixed(1, event.epochMillis() * NANOS_PER_MILLI)
            .number(2, event.severity())
            .message(5, OtlpAttributes.anyValue(event.body()));
    for (int i = 0; i < event.attributes(); i++) {
      written.message(6, OtlpAttributes.keyValue(event.key(i), event.value(i)));
    }
    return written.fixed(11, observedMillis * NANOS_PER_MILLI).text(12, event.name());
  }
}
