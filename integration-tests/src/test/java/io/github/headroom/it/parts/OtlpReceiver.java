package io.github.headroom.it.parts;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** An OTLP/HTTP receiver, on the loopback address by default, that keeps what it is sent. */
public final class OtlpReceiver implements AutoCloseable {

  /**
   * One request as it came in.
   *
   * @param headers names in lower case
   * @param points the points of its body, unzipped
   */
  public record Export(String path, Map<String, String> headers, List<MetricPoint> points) {}

  private final HttpServer server;
  private final List<Export> exports = new CopyOnWriteArrayList<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile @Nullable Path directory;
  private volatile @Nullable Consumer<List<MetricPoint>> reader;
  private int kept; // of the server's one thread

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  public static OtlpReceiver start() {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public static OtlpReceiver start(InetSocketAddress address) {
    try {
      HttpServer server = HttpServer.create(address, 0);
      OtlpReceiver receiver = new OtlpReceiver(server);
      server.createContext("/", receiver::handle);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  public String endpoint() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Answers every further request with this status. */
  public OtlpReceiver answering(int status) {
    this.status = status;
    return this;
  }

  /**
   * Writes every further request's body to a file {@code 0001}, ... of a directory, and when it
   * came (milliseconds since the epoch) to {@code arrivals}.
   */
  public OtlpReceiver keepingIn(Path directory) {
    this.directory = directory;
    return this;
  }

  /** Hands the points of every further request over, on one thread, and keeps none of them. */
  public OtlpReceiver handingTo(Consumer<List<MetricPoint>> reader) {
    this.reader = reader;
    return this;
  }

  /** The exports so far; fails when one could not be read. */
  public List<Export> exports() {
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n", faults));
    }
    return exports;
  }

  /** Waits for one export more than there are now, made after the call, and returns the last. */
  public Export next() {
    int before = exports().size();
    // The one now on its way may have been made before the call.
    return await("an export", before + 1, export -> true);
  }

  /** Waits until {@code count} exports are there. */
  public Export await(int count) {
    return await("export " + count, count - 1, export -> true);
  }

  /** Waits for an export that has a point like this, now or later. */
  public Export awaitPoint(String what, Predicate<MetricPoint> point) {
    return await(what, 0, export -> export.points().stream().anyMatch(point));
  }

  private Export await(String what, int from, Predicate<Export> wanted) {
    List<Export> found = new ArrayList<>();
    Await.until(
        what,
        () -> {
          List<Export> all = exports();
          for (int i = from; i < all.size() && found.isEmpty(); i++) {
            if (wanted.test(all.get(i))) {
              found.add(all.get(i));
            }
          }
          return !found.isEmpty();
        },
        () -> exports().size() + " exports, none of them it");
    return found.get(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
      InputStream body = exchange.getRequestBody();
      if ("gzip".equals(headers.get("content-encoding"))) {
        body = new GZIPInputStream(body);
      }
      byte[] bytes = body.readAllBytes();
      long arrived = System.currentTimeMillis();
      try {
        List<MetricPoint> points = MetricPoint.of(ExportMetricsServiceRequest.parseFrom(bytes));
        Consumer<List<MetricPoint>> to = reader;
        if (to == null) {
          exports.add(new Export(exchange.getRequestURI().getPath(), headers, points));
        } else if (!points.isEmpty()) {
          to.accept(points);
        }
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        faults.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + e);
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status, -1);
      // The sender does not wait for this.
      keep(bytes, arrived);
    }
  }

  private void keep(byte[] body, long arrived) throws IOException {
    if (directory != null) {
      String name = String.format("%04d", ++kept);
      Files.write(directory.resolve(name), body);
      Files.writeString(
          directory.resolve("arrivals"),
          name + " " + arrived + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
