package io.github.headroom.demo.receiver;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/HTTP metrics receiver on the loopback address: POST /v1/metrics takes binary protobuf, plain
 * or gzip; GET / is the live page, GET /api/series its data. What cannot be taken is answered with
 * a status and one line of reason.
 */
public final class OtlpReceiver implements AutoCloseable {
  /** Largest request body, as sent and unpacked: a whole Headroom export is some ten KiB. */
  static final int MAX_BODY_BYTES = 4 << 20;

  private static final String PROTOBUF = "application/x-protobuf";

  /** Path to resource and media type: nothing else of the class path is served. */
  private static final Map<String, String[]> PAGE =
      Map.of(
          "/", new String[] {"index.html", "text/html; charset=utf-8"},
          "/page.css", new String[] {"page.css", "text/css; charset=utf-8"},
          "/page.js", new String[] {"page.js", "text/javascript; charset=utf-8"},
          "/figures.js", new String[] {"figures.js", "text/javascript; charset=utf-8"},
          "/uplot.js", new String[] {"uPlot.iife.min.js", "text/javascript; charset=utf-8"},
          "/uplot.css", new String[] {"uPlot.min.css", "text/css; charset=utf-8"},
          "/icon.svg", new String[] {"icon.svg", "image/svg+xml"});

  private final SeriesStore store;
  private final Phases phases;
  private final long started = System.currentTimeMillis();
  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * Starts listening.
   *
   * @param port 0 for a free one
   * @throws IOException if the port is taken
   */
  public OtlpReceiver(int port, SeriesStore store, Phases phases) throws IOException {
    this.store = store;
    this.phases = phases;
    this.server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
    this.threads = Executors.newFixedThreadPool(4, OtlpReceiver::daemon);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "otlp-receiver");
    thread.setDaemon(true);
    return thread;
  }

  /** The address to send to and to look at, such as {@code http://127.0.0.1:4318}. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      String path = exchange.getRequestURI().getPath();
      String[] resource = PAGE.get(path);
      if (path.equals("/v1/metrics")) {
        metrics(exchange);
      } else if (path.equals("/api/series") || resource != null) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
          exchange.getResponseHeaders().set("Allow", "GET, HEAD");
          refuse(exchange, 405, "expected GET " + path + ", found " + method);
        } else if (resource == null) {
          series(exchange);
        } else {
          page(exchange, resource[0], resource[1]);
        }
      } else {
        refuse(exchange, 404, "expected POST /v1/metrics, GET / or GET /api/series");
      }
    }
  }

  private void metrics(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      refuse(exchange, 405, "expected POST /v1/metrics, found " + exchange.getRequestMethod());
      return;
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(PROTOBUF)) {
      refuse(exchange, 415, "Content-Type: expected " + PROTOBUF + ", found " + type);
      return;
    }
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    boolean gzip = "gzip".equalsIgnoreCase(encoding);
    if (encoding != null && !gzip && !encoding.equalsIgnoreCase("identity")) {
      refuse(exchange, 415, "Content-Encoding: expected gzip or none, found " + encoding);
      return;
    }
    byte[] body = atMost(exchange.getRequestBody());
    if (body == null) {
      refuse(exchange, 413, "body: more than " + MAX_BODY_BYTES + " bytes");
      return;
    }
    if (gzip) {
      try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = atMost(unpacked);
      } catch (ZipException | EOFException e) {
        refuse(exchange, 400, "body: expected gzip, " + e.getMessage());
        return;
      }
      if (body == null) {
        refuse(exchange, 413, "body: more than " + MAX_BODY_BYTES + " bytes unpacked");
        return;
      }
    }
    List<Export> exports;
    try {
      exports = Export.decode(body);
    } catch (InvalidProtocolBufferException e) {
      refuse(exchange, 400, "body: expected ExportMetricsServiceRequest, " + e.getMessage());
      return;
    }
    for (Export export : exports) {
      store.add(export, System.currentTimeMillis());
    }
    // An empty ExportMetricsServiceResponse is no bytes at all.
    answer(exchange, 200, PROTOBUF, new byte[0]);
  }

  /** Reads to the end, or answers null if there is more than {@link #MAX_BODY_BYTES}. */
  private static byte @Nullable [] atMost(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
    return bytes.length > MAX_BODY_BYTES ? null : bytes;
  }

  private void series(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    long after = 0;
    if (query != null) {
      if (!query.matches("after=\\d{1,18}")) {
        refuse(exchange, 400, "query: expected after=CURSOR, found " + query);
        return;
      }
      after = Long.parseLong(query.substring("after=".length()));
    }
    String json =
        SeriesJson.write(started, System.currentTimeMillis(), store.snapshot(after), phases.read());
    answer(exchange, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static void page(HttpExchange exchange, String resource, String type) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'");
    try (InputStream in = OtlpReceiver.class.getResourceAsStream("page/" + resource)) {
      if (in == null) {
        refuse(exchange, 404, resource + ": missing in the jar");
        return;
      }
      answer(exchange, 200, type, in.readAllBytes());
    }
  }

  private static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
    answer(
        exchange,
        status,
        "text/plain; charset=utf-8",
        (reason + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
  }
}
