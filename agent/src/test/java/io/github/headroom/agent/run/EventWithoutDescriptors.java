package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sends an event while the process has no file descriptors. Prints whether a thread sends, whether
 * this is logged, and whether a thread sends after descriptors are free.
 */
final class EventWithoutDescriptors {

  private EventWithoutDescriptors() {}

  public static void main(String[] arguments) throws IOException {
    CapturedLog captured = new CapturedLog(AgentLog.Level.DEBUG);
    Map<String, String> nowhere =
        Map.of("HEADROOM_EVENTS", "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
    Exports exports = new Exports(captured.log());
    Events events = SentEvents.events(nowhere, exports, captured.log());
    // Loads the classes first, because loading needs descriptors.
    SentEvents.events(nowhere, new Exports(captured.log()), captured.log())
        .relieved("trim", "a sentence", null, null, null);
    List<FileInputStream> open = new ArrayList<>();
    try {
      while (open.size() < 1000) {
        open.add(new FileInputStream("/proc/self/statm"));
      }
    } catch (IOException e) {
      events.relieved("trim", "a sentence", null, null, null);
    }
    final boolean sent = exports.areSent();
    for (FileInputStream each : open) {
      each.close();
    }
    events.look();
    boolean logged = captured.text().contains("(ulimit -n); events are sent when one is free");
    System.out.println(sent + " " + logged + ' ' + exports.areSent());
    System.exit(0);
  }
}
