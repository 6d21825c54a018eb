package io.github.headroom.agent.run;

import com.sun.net.httpserver.HttpServer;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exports after class initializers have run out of memory: that of the class named by the first
 * argument, with the exporter named by the second. Prints how many of five exports arrive, and how
 * many export threads there were.
 */
final class LostClass {

  private LostClass() {}

  public static void main(String[] arguments) throws Exception {
    lose(arguments[0]);
    AtomicInteger arrived = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/metrics",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          arrived.incrementAndGet(); // before the response, which the exporter waits for
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    AgentLog log = new AgentLog(System.err, AgentLog.Level.DEBUG);
    Settings settings =
        SettingsReader.read(
            null,
            new Properties(),
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "HEADROOM_METRICS",
                "full",
                "OTEL_METRICS_EXPORTER",
                arguments[1]),
            Path.of("/"),
            new ArrayList<>());
    Exports exports = new Exports(log);
    Wiring wiring = new Wiring(log);
    Sample sample = ForecastFigures.jvm(100).build();
    Figures figures = new Figures();
    Set<Thread> threads = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      try {
        exports.offer(wiring, settings, null, sample, figures);
      } catch (LinkageError e) { // like Tick
        log.debug(e.toString());
      }
      while (!exports.areDone()) {
        Thread.onSpinWait();
      }
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("headroom-export")) {
          threads.add(thread);
        }
      }
    }
    System.err.flush();
    System.out.println("headroom " + arrived.get() + ' ' + threads.size());
    System.exit(0);
  }

  /** Initializes the class in a heap without any room. */
  static void lose(String name) throws ClassNotFoundException {
    Class<?> type = Class.forName(name, false, LostClass.class.getClassLoader());
    if (type.getDeclaredMethods().length == 0) { // this links the class
      throw new AssertionError(type);
    }
    Object[] full = fullHeap();
    Throwable thrown = null;
    try {
      Class.forName(name, true, type.getClassLoader());
    } catch (OutOfMemoryError e) {
      thrown = e;
    }
    full[0] = null; // frees everything
    try {
      Class.forName(name, true, type.getClassLoader());
      throw new AssertionError(type + " is not lost: " + thrown);
    } catch (NoClassDefFoundError e) {
      // As intended.
    }
  }

  /** Returns a full heap. Setting the first element to null frees everything. */
  static Object[] fullHeap() {
    Object[] last = null;
    for (int size = 1 << 18; size > 0; size /= 2) {
      try {
        while (true) {
          Object[] next = new Object[size];
          next[0] = last;
          last = next;
        }
      } catch (OutOfMemoryError e) {
        // Continue with smaller arrays.
      }
    }
    return last;
  }
}
