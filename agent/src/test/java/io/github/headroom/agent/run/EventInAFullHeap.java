package io.github.headroom.agent.run;

import com.sun.net.httpserver.HttpServer;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.publish.Event;
import io.github.headroom.agent.publish.EventQueue;
import io.github.headroom.agent.publish.EventThread;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/**
 * Sends one event while the heap is full and one after it. Prints how many records the last request
 * had.
 */
final class EventInAFullHeap {

  private static int arrived;

  private EventInAFullHeap() {}

  public static void main(String[] arguments) throws Exception {
    CountDownLatch both = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/logs",
        exchange -> {
          ExportLogsServiceRequest request =
              ExportLogsServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
          arrived = request.getResourceLogs(0).getScopeLogs(0).getLogRecordsCount();
          both.countDown();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    AgentLog log = new AgentLog(System.err, AgentLog.Level.DEBUG);
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    Settings settings =
        SettingsReader.read(
            null,
            new Properties(),
            Map.of("HEADROOM_EVENTS", "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            Path.of("/"),
            new ArrayList<>());
    EventQueue queue = new EventQueue();
    Event first = new Event(Event.CAUSE, 1, Event.WARN, "first");
    Event second = new Event(Event.CAUSE, 2, Event.WARN, "second");
    EventThread thread = new Wiring(log).events(queue, settings);
    thread.start();
    thread.tryOnce(); // so that the end of the first attempt is visible
    Object[] full = LostClass.fullHeap();
    queue.add(first);
    thread.wake();
    while (!thread.isDone() && thread.isAlive()) {
      Thread.onSpinWait();
    }
    full[0] = null;
    if (!thread.isAlive()) {
      throw new AssertionError("the thread has ended");
    }
    server.start(); // only now: the server's threads fail with a full heap
    queue.add(second);
    thread.wake();
    both.await();
    System.out.println(arrived);
    System.exit(0);
  }
}
