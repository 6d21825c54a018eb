package io.github.headroom.agent.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.github.headroom.agent.transport.GrpcServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events that arrive at a collector. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class EventThreadTest {

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.DEBUG);
  private final EventQueue queue = new EventQueue();
  private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
  private final Map<String, String> environment = new TreeMap<>();

  /** The statuses of the responses. The last one is repeated. */
  private final List<Integer> statuses = new ArrayList<>();

  private Headers headers = new Headers();
  private volatile String path = "";
  private volatile String retryAfter = "";
  private volatile byte[] answer = new byte[0];
  private HttpServer server;
  private EventThread thread;

  @BeforeEach
  void aCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          headers = exchange.getRequestHeaders();
          path = exchange.getRequestURI().getPath();
          byte[] request = exchange.getRequestBody().readAllBytes();
          int status = statuses.size() > 1 ? statuses.remove(0) : statuses.get(0);
          if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
          }
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
          requests.add(request);
        });
    server.start();
    environment.put("HEADROOM_EVENTS", "otlp");
    environment.put(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void end() throws InterruptedException {
    server.stop(0);
    if (thread != null) {
      thread.finish();
      thread.join();
    }
  }

  private void start(Integer... answers) {
    statuses.addAll(Arrays.asList(answers));
    List<String> problems = new ArrayList<>();
    Settings settings =
        SettingsReader.read(null, new Properties(), environment, Path.of("/"), problems);
    assertEquals(List.of(), problems);
    OtlpSettings to = settings.events();
    if (to == null) {
      throw new AssertionError("no events");
    }
    thread =
        new EventThread(
            queue, to, settings, Map.of("service.name", "shop"), "1.2", captured.log(), () -> null);
    thread.start();
  }

  private void send(String body) {
    queue.add(new Event(Event.CAUSE, 1, Event.WARN, body));
    thread.wake();
  }

  /** Returns the sentences of the next request. */
  private List<String> next() throws Exception {
    return bodies(requests.take());
  }

  private static List<String> bodies(byte[] request) throws IOException {
    return ExportLogsServiceRequest.parseFrom(request)
        .getResourceLogs(0)
        .getScopeLogs(0)
        .getLogRecordsList()
        .stream()
        .map(LogRecord::getBody)
        .map(body -> body.getStringValue())
        .toList();
  }

  private void awaitStop() throws InterruptedException {
    thread.join();
    assertTrue(thread.isStopped());
  }

  private List<String> aboveDebug() {
    return captured.lines().stream().filter(line -> !line.contains(" DEBUG ")).toList();
  }

  @Test
  void anEventIsPostedToThePathOfLogs() throws Exception {
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=general");
    environment.put("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "api-key=logs");
    start(200);
    send("a");
    assertEquals(List.of("a"), next());
    send("b");
    assertEquals(List.of("b"), next());
    assertEquals("/v1/logs", path);
    assertEquals("logs", headers.getFirst("api-key"));
    assertEquals("application/x-protobuf", headers.getFirst("Content-Type"));
    assertEquals("Headroom-OTLP-Exporter-Java/1.2", headers.getFirst("User-Agent"));
    assertEquals("", captured.text());
  }

  @Test
  void itIsCompressedWhereThatIsWanted() throws Exception {
    environment.put("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "gzip");
    start(200);
    send("a");
    byte[] request = requests.take();
    assertEquals("gzip", headers.getFirst("Content-Encoding"));
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(request)).readAllBytes();
    assertEquals(List.of("a"), bodies(plain));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 501})
  void aCollectorWithoutALogsPipelineGetsOneRequestAndNoWarning(int status) throws Exception {
    start(status);
    send("a");
    awaitStop();
    assertEquals(List.of("a"), next());
    assertTrue(requests.isEmpty());
    assertTrue(thread.isDone());
    assertEquals(List.of(), aboveDebug());
    assertEquals(1, captured.lines().size(), captured::text);
  }

  @Test
  void soIsOneWithoutItOverGrpc() throws Exception {
    try (GrpcServer metrics = GrpcServer.echo()) {
      environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + metrics.port());
      start();
      send("a");
      awaitStop();
      assertEquals(List.of(), metrics.requests);
      assertEquals(1, captured.lines().size(), captured::text);
      assertTrue(
          captured
              .text()
              .contains("DEBUG the collector accepts no events; no more events are sent"),
          captured.text());
    }
  }

  @Test
  void overGrpcAnEventArrivesToo() throws Exception {
    try (GrpcServer logs = GrpcServer.ofLogs()) {
      environment.put("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc");
      environment.put("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://127.0.0.1:" + logs.port());
      start();
      send("a");
      awaitEmpty();
      assertEquals(List.of("a"), bodies(logs.requests.get(0)));
      assertEquals("", captured.text());
    }
  }

  private void awaitEmpty() throws InterruptedException {
    while (!queue.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void anEventThatFailsTransientlyIsSentAgain(int status) throws Exception {
    start(status, 200);
    send("a");
    assertEquals(List.of("a"), next());
    assertEquals(List.of("a"), next());
    awaitEmpty();
    assertEquals(
        List.of(
            "[headroom] WARN events cannot be sent now; they are kept (HTTP status code "
                + status
                + ")"),
        captured.lines());
  }

  @Test
  void aNewEventDoesNotWaitForTheNextTry() throws Exception {
    start(503, 503, 503, 503, 200);
    for (int i = 0; i < 4; i++) { // without a new event, the last attempt would come after 7 s
      send("" + i);
      next();
    }
    send("4");
    assertEquals(List.of("0", "1", "2", "3", "4"), next());
  }

  @Test
  void aRefusedEventIsDroppedAndLoggedOnceAndTheNextIsSent() throws Exception {
    start(400);
    send("a");
    assertEquals(List.of("a"), next());
    awaitEmpty();
    send("b");
    assertEquals(List.of("b"), next());
    awaitEmpty();
    assertEquals(
        List.of(
            "[headroom] WARN the collector refuses events; they are lost (HTTP status code 400 Bad"
                + " Request)"),
        captured.lines());
  }

  @Test
  void whatWasRejectedIsLogged() throws Exception {
    answer =
        ExportLogsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(1)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();
    start(200);
    send("a");
    awaitEmpty();
    assertEquals(
        "[headroom] WARN the collector rejected 1 events: too old", captured.text().strip());
  }

  @Test
  void aCollectorThatIsAwayIsLoggedOnceAndTheEventsAreKept() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    start(200);
    send("a");
    while (aboveDebug().isEmpty()) {
      Thread.onSpinWait();
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    assertEquals(List.of("a"), next());
    assertEquals(1, aboveDebug().size(), captured::text);
    assertTrue(aboveDebug().get(0).contains("events cannot be sent now; they are kept"));
  }

  @Test
  void aFailedEventIsDroppedWithoutRetries() throws Exception {
    environment.put("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
    start(503);
    send("a");
    next();
    awaitEmpty();
    assertEquals(
        "[headroom] WARN events cannot be sent now; they are lost (HTTP status code 503)",
        captured.text().strip());
  }

  @Test
  void thenTooAnEventWaitsUntilTheCollectorWantsOne() throws Exception {
    environment.put("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
    retryAfter = "1";
    start(503, 200);
    send("a");
    next();
    awaitEmpty();
    send("b");
    assertEquals(List.of("b"), next());
  }

  @Test
  void whileNothingHappensNoConnectionIsHeld() throws Exception {
    try (ServerSocket collector = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put(
          "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.getLocalPort());
      start();
      send("a");
      try (Socket connection = collector.accept()) {
        InputStream in = connection.getInputStream();
        assertTrue(in.read() >= 0);
        connection
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
        connection.setSoTimeout(20_000);
        in.transferTo(OutputStream.nullOutputStream()); // until the other side closes it
      }
    }
    assertEquals("", captured.text());
  }

  @Test
  void atTheEndOfTheJvmAFailureIsTheLast() throws Exception {
    start(503);
    send("a");
    next();
    assertFalse(thread.isDone());
    thread.tryOnce();
    while (!thread.isDone()) {
      Thread.onSpinWait();
    }
    next();
    assertTrue(requests.isEmpty());
  }

  @Test
  void anEventOfTheJvmsEndIsSent() throws Exception {
    start(200);
    thread.tryOnce();
    assertTrue(thread.isDone());
    send("a");
    assertEquals(List.of("a"), next());
  }

  @Test
  void noOtherThreadEndsItByAnInterrupt() throws Exception {
    start(200);
    thread.interrupt();
    send("a");
    assertEquals(List.of("a"), next());
    Iterator<byte[]> more = requests.iterator();
    assertFalse(more.hasNext());
  }
}
