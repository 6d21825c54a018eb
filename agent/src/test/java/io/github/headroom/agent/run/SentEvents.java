package io.github.headroom.agent.run;

import com.sun.net.httpserver.HttpServer;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector on loopback, and events that are sent to it. */
final class SentEvents implements AutoCloseable {

  private final HttpServer server;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Exports exports;
  final Events events;

  SentEvents(AgentLog log) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/logs",
        exchange -> {
          ExportLogsServiceRequest request =
              ExportLogsServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
          records.addAll(request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    exports = new Exports(log);
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    events =
        events(
            Map.of("HEADROOM_EVENTS", "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            exports,
            log);
  }

  /** Returns the events of the default settings, which disable them. */
  static Events none() {
    AgentLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    return events(Map.of(), new Exports(log), log);
  }

  static Events events(Map<String, String> environment, Exports exports, AgentLog log) {
    Settings settings =
        SettingsReader.read(null, new Properties(), environment, Path.of("/"), new ArrayList<>());
    return new Events(new Wiring(log), settings, exports, log);
  }

  /** Returns all events that were sent, after none is waiting. */
  List<LogRecord> records() {
    while (!exports.areDone()) {
      Thread.onSpinWait();
    }
    return records;
  }

  /** Returns name, severity number and attributes of each event. */
  List<String> texts() {
    return records().stream().map(SentEvents::text).toList();
  }

  private static String text(LogRecord sent) {
    StringBuilder text = new StringBuilder(sent.getEventName());
    text.append(' ').append(sent.getSeverityNumberValue());
    sent.getAttributesList()
        .forEach(
            attribute ->
                text.append(' ')
                    .append(attribute.getKey())
                    .append('=')
                    .append(value(attribute.getValue())));
    return text.toString();
  }

  private static Object value(AnyValue value) {
    if (value.hasIntValue()) {
      return value.getIntValue();
    }
    return value.hasDoubleValue() ? value.getDoubleValue() : value.getStringValue();
  }

  @Override
  public void close() {
    exports.finish();
    server.stop(0);
  }
}
