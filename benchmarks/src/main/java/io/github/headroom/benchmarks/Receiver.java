package io.github.headroom.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes OTLP over HTTP on the loopback, outside the measured processes, and answers 200. Each
 * process sends below a path of its own, so that its exports are counted: an agent that sends
 * nothing would look light.
 */
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Map<String, Integer> metricPosts = new ConcurrentHashMap<>();

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** The base URL for one process, without a slash at its end. */
  String url(String process) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + process;
  }

  /** How many exports of metrics with a body came from this process. */
  int exports(String process) {
    return metricPosts.getOrDefault(process, 0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      int bytes = exchange.getRequestBody().readAllBytes().length;
      String path = exchange.getRequestURI().getPath();
      int end = path.indexOf('/', 1);
      if (bytes > 0 && end > 0 && path.endsWith("/v1/metrics")) {
        metricPosts.merge(path.substring(1, end), 1, Integer::sum);
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
