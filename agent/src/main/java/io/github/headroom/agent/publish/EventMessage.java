package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.ProtobufWriter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;

/**
 * Encodes events as OTLP's ExportLogsServiceRequest (opentelemetry-proto, collector/logs/v1 and
 * logs/v1). The numbers are those of its fields.
 */
final class EventMessage {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ProtobufWriter resource = new ProtobufWriter();
  private final ProtobufWriter scope = new ProtobufWriter();

  EventMessage(Resource resource, String version) {
    for (Map.Entry<AttributeKey<?>, Object> attribute :
        resource.getAttributes().asMap().entrySet()) {
      this.resource.message(1, keyValue(attribute.getKey().getKey(), attribute.getValue()));
    }
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
            .message(5, anyValue(event.body()));
    for (int i = 0; i < event.attributes(); i++) {
      written.message(6, keyValue(event.key(i), event.value(i)));
    }
    return written.fixed(11, observedMillis * NANOS_PER_MILLI).text(12, event.name());
  }

  private static ProtobufWriter keyValue(String key, Object value) {
    return new ProtobufWriter().text(1, key).message(2, anyValue(value));
  }

  private static ProtobufWriter anyValue(Object value) {
    ProtobufWriter any = new ProtobufWriter();
    if (value instanceof Boolean) {
      return any.number(2, (Boolean) value ? 1 : 0);
    } else if (value instanceof Long) {
      return any.number(3, (Long) value);
    } else if (value instanceof Double) {
      return any.real(4, (Double) value);
    } else if (value instanceof List) {
      ProtobufWriter array = new ProtobufWriter();
      for (Object element : (List<?>) value) {
        array.message(1, anyValue(element));
      }
      return any.message(5, array);
    }
    return any.text(1, value.toString());
  }
}
