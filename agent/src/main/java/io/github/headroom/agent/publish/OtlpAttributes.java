package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.ProtobufWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Encodes attributes and the resource as OTLP (opentelemetry-proto, common/v1 and resource/v1). The
 * numbers are those of its fields.
 */
final class OtlpAttributes {

  private OtlpAttributes() {}

  /**
   * Returns the resource of what is sent: telemetry.sdk.* of this agent, overridden by what is
   * given, without the keys of {@code otel.resource.disabled.keys}, sorted.
   *
   * <p>An SDK other than OpenTelemetry's own must name itself in telemetry.sdk.name (semantic
   * conventions, "Telemetry SDK").
   *
   * @param version of the agent
   */
  static Map<String, Object> resource(
      Map<String, Object> given, Set<String> disabled, String version) {
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("telemetry.sdk.language", "java");
    attributes.put("telemetry.sdk.name", "io.github.headroom");
    attributes.put("telemetry.sdk.version", version);
    attributes.putAll(given);
    attributes.keySet().removeAll(disabled);
    return attributes;
  }

  /** Encodes a Resource. */
  static ProtobufWriter message(Map<String, Object> resource) {
    ProtobufWriter message = new ProtobufWriter();
    for (Map.Entry<String, Object> attribute : resource.entrySet()) {
      message.message(1, keyValue(attribute.getKey(), attribute.getValue()));
    }
    return message;
  }

  /** Encodes a KeyValue. Values of other types than OTLP's are sent as text. */
  static ProtobufWriter keyValue(String key, Object value) {
    return new ProtobufWriter().text(1, key).message(2, anyValue(value));
  }

  /** Encodes an AnyValue. */
  static ProtobufWriter anyValue(Object value) {
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
