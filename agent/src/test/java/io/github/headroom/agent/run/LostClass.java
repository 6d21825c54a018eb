package io.github.headroom.agent.run;

import com.sun.net.httpserver.HttpServer;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Foretold;
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
 * Exports after the initialisers of classes have run out of memory: of the one that the argument
 * names, to the exporter that the second does. Prints how many exports arrived of five, and how
 * many threads there were for them.
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
          arrived.incrementAndGet(); // before the answer, which is what is waited for
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
    Sample sample = Foretold.jvm(100).build();
    Figures figures = new Figures();
    Set<Thread> threads = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      try {
        exports.offer(wiring, settings, null, sample, figures);
      } catch (LinkageError e) { // as Tick does
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

  /** Initialises it in a heap that has no room for anything. */
  static void lose(String name) throws ClassNotFoundException {
    Class<?> type = Class.forName(name, false, LostClass.class.getClassLoader());
    if (type.getDeclaredMethods().length == 0) { // which links the class
      throw new AssertionError(type);
    }
    Object[] full = fullHeap();
    Throwable thrown = null;
    try {
      Class.forName(name, true, type.getClassLoader());
    } catch (OutOfMemoryError e) {
      thrown = e;
    }
    full[0] = null; // gives all of it back
    try {
      Class.forName(name, true, type.getClassLoader());
      throw new AssertionError(type + " is not lost: " + thrown);
    } catch (NoClassDefFoundError e) {
      // As it is meant.
    }
  }

  /** Whose first element, set to null, gives all of it back. */
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
        // The next are smaller.
      }
    }
    return last;
  }
}
