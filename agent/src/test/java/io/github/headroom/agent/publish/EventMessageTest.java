package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** OpenTelemetry's own protobuf classes read and write the same encoding. */
class EventMessageTest {

  private static final long TIME = 1_795_699_624_967L;

  private static byte[] encode(Map<String, Object> resource, Event... events) {
    return new EventMessage(
            OtlpAttributes.message(
                OtlpAttributes.resource(resource, Set.of("telemetry.sdk.version"), "1.2")),
            "1.2")
        .of(events, TIME + 5)
        .toByteArray();
  }

  private static KeyValue keyValue(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  @Test
  void anEventIsALogRecordWithItsNameNumberAndSentence() {
    Event event =
        new Event(Event.VERDICT_CHANGE, TIME, Event.ERROR, "growing: 1 → 2")
            .with("headroom.verdict", "growing")
            .with("headroom.oom.headroom", 1L << 40)
            .with("negative", -1L)
            .with("headroom.oom.time_to_kill", 12.5)
            .with("flag", true)
            .with("unknown", null)
            .with("empty", "");

    LogRecord expected =
        LogRecord.newBuilder()
            .setTimeUnixNano(TIME * 1_000_000)
            .setObservedTimeUnixNano((TIME + 5) * 1_000_000)
            .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
            .setBody(text("growing: 1 → 2"))
            .setEventName("headroom.oom.verdict.change")
            .addAttributes(keyValue("headroom.verdict", text("growing")))
            .addAttributes(
                keyValue(
                    "headroom.oom.headroom", AnyValue.newBuilder().setIntValue(1L << 40).build()))
            .addAttributes(keyValue("negative", AnyValue.newBuilder().setIntValue(-1).build()))
            .addAttributes(
                keyValue(
                    "headroom.oom.time_to_kill",
                    AnyValue.newBuilder().setDoubleValue(12.5).build()))
            .addAttributes(keyValue("flag", AnyValue.newBuilder().setBoolValue(true).build()))
            .build();
    byte[] message = encode(Map.of("service.name", "shop"), event);
    assertArrayEquals(
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(keyValue("service.name", text("shop")))
                            .addAttributes(keyValue("telemetry.sdk.language", text("java")))
                            .addAttributes(
                                keyValue("telemetry.sdk.name", text("io.github.headroom"))))
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .setScope(
                                InstrumentationScope.newBuilder()
                                    .setName("io.github.headroom")
                                    .setVersion("1.2"))
                            .addLogRecords(expected)))
            .build()
            .toByteArray(),
        message);
  }

  @Test
  void aListOfTheResourceIsAnArray() throws IOException {
    Event event = new Event(Event.CAUSE, TIME, Event.WARN, "x");

    Resource resource =
        ExportLogsServiceRequest.parseFrom(encode(Map.of("list", List.of("a", "b")), event))
            .getResourceLogs(0)
            .getResource();

    assertEquals(
        AnyValue.newBuilder()
            .setArrayValue(ArrayValue.newBuilder().addValues(text("a")).addValues(text("b")))
            .build(),
        resource.getAttributesList().stream()
            .filter(attribute -> attribute.getKey().equals("list"))
            .findFirst()
            .orElseThrow()
            .getValue());
  }

  @Test
  void severalEventsAreOneMessageInTheirOrder() throws IOException {
    Event[] events = new Event[EventQueue.MOST];
    for (int i = 0; i < events.length; i++) {
      events[i] = new Event(Event.CAUSE, TIME + i, Event.INFO, "x".repeat(i * 20));
    }

    List<LogRecord> records =
        ExportLogsServiceRequest.parseFrom(encode(Map.of(), events))
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecordsList();

    assertEquals(events.length, records.size());
    for (int i = 0; i < events.length; i++) {
      assertEquals(events[i].body(), records.get(i).getBody().getStringValue());
    }
  }

  @Test
  void textThatIsNoUnicodeStaysAMessage() throws IOException {
    Event event = new Event(Event.CAUSE, TIME, Event.WARN, "\ud800x").with("k", "\udc00");

    assertEquals(
        "?x",
        ExportLogsServiceRequest.parseFrom(encode(Map.of(), event))
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecords(0)
            .getBody()
            .getStringValue());
  }
}
