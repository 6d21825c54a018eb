package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.transport.GrpcServer;
import java.io.IOException;
import java.util.Map;

/**
 * Sends one event after the class named by the first argument was lost, by the protocol named by
 * the second. Prints how many events arrive.
 */
final class EventOfLostClass {

  private static final AgentLog LOG = new AgentLog(System.err, AgentLog.Level.DEBUG);

  private EventOfLostClass() {}

  public static void main(String[] arguments) throws Exception {
    LostClass.lose(arguments[0]);
    System.out.println(arguments[1].equals("grpc") ? overGrpc() : overHttp());
    System.exit(0);
  }

  private static int overHttp() throws IOException {
    SentEvents sent = new SentEvents(LOG);
    send(sent.events);
    return sent.texts().size();
  }

  private static int overGrpc() throws IOException {
    try (GrpcServer server = GrpcServer.ofLogs()) {
      Exports exports = new Exports(LOG);
      send(
          SentEvents.events(
              Map.of(
                  "HEADROOM_EVENTS",
                  "otlp",
                  "OTEL_EXPORTER_OTLP_PROTOCOL",
                  "grpc",
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  "http://127.0.0.1:" + server.port()),
              exports,
              LOG));
      while (!exports.areDone()) {
        Thread.onSpinWait();
      }
      return server.requests.size();
    }
  }

  private static void send(Events events) {
    events.relieved("trim", "a sentence", null, null, null);
  }
}
