package io.github.headroom.agent.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class GrpcClientTest {

  private static final RetrySchedule FIVE_QUICK = new RetrySchedule(5, 1_000_000, 2_000_000, 1.5);
  private static final Map<String, List<String>> NO_HEADERS = Map.of();

  @Test
  void aMessageGoesThereAndTheAnswerComesBack() throws IOException {
    try (GrpcServer server = GrpcServer.echo()) {
      GrpcReply reply = call(client(server), "hello".getBytes(StandardCharsets.US_ASCII));

      assertEquals(0, reply.status());
      assertEquals("hello", new String(reply.body(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void anEmptyMessageIsAMessage() throws IOException {
    try (GrpcServer server = GrpcServer.echo()) {
      assertEquals(0, call(client(server), new byte[0]).status());
      assertEquals(0, server.requests.get(0).length);
    }
  }

  @Test
  void oneConnectionCarriesManyCalls() throws IOException {
    AtomicInteger transports = new AtomicInteger();
    try (GrpcServer server =
        new GrpcServer(
            settings ->
                settings.addTransportFilter(
                    new ServerTransportFilter() {
                      @Override
                      public Attributes transportReady(Attributes attributes) {
                        transports.incrementAndGet();
                        return attributes;
                      }
                    }),
            GrpcServer::answer)) {
      GrpcClient client = client(server);
      for (int i = 0; i < 50; i++) {
        assertEquals(0, call(client, new byte[100]).status());
      }

      assertEquals(1, transports.get());
    }
  }

  @Test
  void fiveMegabytesGoThroughASmallWindow() throws IOException {
    byte[] large = new byte[5_000_000];
    new Random(1).nextBytes(large);
    try (GrpcServer server =
        new GrpcServer(
            settings -> settings.flowControlWindow(10_000),
            (request, observer) -> GrpcServer.answer(new byte[3], observer))) {
      assertEquals(0, call(client(server), large).status());

      assertTrue(Arrays.equals(large, server.requests.get(0)));
    }
  }

  @Test
  void aCompressedMessageIsDeclaredCompressed() throws IOException {
    try (GrpcServer server = GrpcServer.echo()) {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(message)) {
        gzip.write("squeezed".getBytes(StandardCharsets.US_ASCII));
      }
      client(server.port(), "gzip", FIVE_QUICK).call(message, NO_HEADERS, SECONDS.toNanos(120));

      assertArrayEquals("squeezed".getBytes(StandardCharsets.US_ASCII), server.requests.get(0));
    }
  }

  @Test
  void headersAreSentInLowerCaseAndContinuedOverSeveralFrames() throws IOException {
    String longValue = "v".repeat(40_000);
    try (GrpcServer server =
        new GrpcServer(settings -> settings.maxInboundMetadataSize(100_000), GrpcServer::answer)) {
      client(server)
          .call(bytes(new byte[1]), Map.of("Api-Key", List.of(longValue)), SECONDS.toNanos(120));

      assertEquals(
          longValue,
          server.headers.get(0).get(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER)));
    }
  }

  @Test
  void aHeaderWithALineEndIsRefused() throws IOException {
    try (GrpcServer server = GrpcServer.echo()) {
      GrpcClient client = client(server);

      assertThrows(
          IllegalArgumentException.class,
          () ->
              client.call(
                  bytes(new byte[1]), Map.of("a", List.of("b\r\nc: d")), SECONDS.toNanos(120)));
    }
  }

  @Test
  void aStatusIsHandedOverWithItsText() throws IOException {
    try (GrpcServer server = failing(Status.INVALID_ARGUMENT.withDescription("50 % of Grüße"))) {
      GrpcReply reply = call(client(server), new byte[1]);

      assertEquals(3, reply.status());
      assertEquals("50 % of Grüße", reply.message());
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void theCodesThatPassAreTriedAgain() throws IOException {
    for (Status status :
        List.of(
            Status.CANCELLED,
            Status.DEADLINE_EXCEEDED,
            Status.ABORTED,
            Status.OUT_OF_RANGE,
            Status.UNAVAILABLE,
            Status.DATA_LOSS)) {
      try (GrpcServer server = failing(status)) {
        assertEquals(status.getCode().value(), call(client(server), new byte[1]).status());
        assertEquals(5, server.requests.size(), status.toString());
      }
    }
  }

  @Test
  void theCodesThatStayAreNotTriedAgain() throws IOException {
    for (Status status :
        List.of(
            Status.UNKNOWN,
            Status.NOT_FOUND,
            Status.RESOURCE_EXHAUSTED,
            Status.PERMISSION_DENIED,
            Status.UNIMPLEMENTED,
            Status.INTERNAL,
            Status.UNAUTHENTICATED)) {
      try (GrpcServer server = failing(status)) {
        assertEquals(status.getCode().value(), call(client(server), new byte[1]).status());
        assertEquals(1, server.requests.size(), status.toString());
      }
    }
  }

  @Test
  void anExhaustedServerThatNamesATimeIsAskedAgainAfterIt() throws IOException {
    for (Status status : List.of(Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE)) {
      try (GrpcServer server = throttling(status, 120)) {
        GrpcClient client = client(server);

        assertEquals(
            status.getCode().value(),
            client.call(bytes(new byte[1]), NO_HEADERS, SECONDS.toNanos(50)).status());
        assertEquals(1, server.requests.size());
        assertTrue(client.heldNanos() > SECONDS.toNanos(60), status.toString());
        assertTrue(client.heldNanos() <= SECONDS.toNanos(120), status.toString());
      }
    }
  }

  @Test
  void aTimeOfZeroLeavesTheBackOff() throws IOException {
    try (GrpcServer server = throttling(Status.RESOURCE_EXHAUSTED, 0)) {
      GrpcClient client = client(server);

      assertEquals(8, call(client, new byte[1]).status());
      assertEquals(5, server.requests.size());
      assertEquals(0, client.heldNanos());
    }
  }

  @Test
  void aCodeThatStaysHoldsNothingWhateverItsTime() throws IOException {
    try (GrpcServer server = throttling(Status.INTERNAL, 120)) {
      GrpcClient client = client(server);

      assertEquals(13, call(client, new byte[1]).status());
      assertEquals(0, client.heldNanos());
    }
  }

  private static GrpcServer throttling(Status status, long seconds) throws IOException {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        RetryInfoTest.status(
            RetryInfoTest.any("type.googleapis.com/google.rpc.RetryInfo", seconds, 0)));
    return new GrpcServer(
        settings -> settings,
        (request, observer) -> observer.onError(status.asRuntimeException(trailers)));
  }

  @Test
  void aServerThatTakesEveryByteAndReadsNoneIsLeftWhenTheTimeIsOver() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              // SETTINGS and WINDOW_UPDATE that make both windows as large as possible.
              out.write(new byte[] {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, -1, -1, -1});
              out.write(new byte[] {0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, -1, 0, 0});
              done.await();
            })) {
      GrpcClient client = client(server.port(), null, FIVE_QUICK);
      OverdueWatch watch = new OverdueWatch(client);
      try {
        assertThrows(
            SocketTimeoutException.class,
            () ->
                client.call(
                    bytes(new byte[32 * 1024 * 1024]), NO_HEADERS, MILLISECONDS.toNanos(500)));
      } finally {
        watch.close();
      }
      done.countDown();
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNotAskedForAgain() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              in.readNBytes(24);
              out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
              Http2Frames frames = new Http2Frames(in, out);
              do {
                frames.read();
              } while (!frames.has(Http2Frames.END_STREAM) || frames.type != Http2Frames.DATA);
              // HEADERS of ":status: 200" that do not end the stream.
              out.write(new byte[] {0, 0, 1, 1, 4, 0, 0, 0, 1, (byte) 0x88});
            })) {
      GrpcClient client = client(server.port(), null, FIVE_QUICK);

      assertThrows(IOException.class, () -> call(client, new byte[1]));
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void theBeginningOfALongMessageIsKept() throws IOException {
    try (GrpcServer server =
        failing(Status.INVALID_ARGUMENT.withDescription("\u00fc".repeat(5000)))) {
      assertEquals("\u00fc".repeat(100), call(client(server), new byte[1]).message());
    }
  }

  @Test
  void anUnknownMethodIsUnimplemented() throws IOException {
    try (GrpcServer server = GrpcServer.echo()) {
      GrpcClient client =
          new GrpcClient(
              Clients.connector("http://127.0.0.1:" + server.port()),
              FIVE_QUICK,
              "no.Such/M",
              null,
              9);

      assertEquals(12, client.call(bytes(new byte[1]), NO_HEADERS, SECONDS.toNanos(120)).status());
    }
  }

  @Test
  void anAnswerOverTheLimitFailsTheCall() throws IOException {
    try (GrpcServer server = GrpcServer.echo()) {
      byte[] large = new byte[100_000];
      new Random(2).nextBytes(large);
      GrpcClient client =
          Clients.grpc(Clients.connector("http://127.0.0.1:" + server.port()), FIVE_QUICK);

      assertThrows(
          IOException.class, () -> client.call(bytes(large), NO_HEADERS, SECONDS.toNanos(120)));
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aRestartedServerIsFoundAgainWithoutCostingAnAttempt() throws Exception {
    GrpcServer first = GrpcServer.echo();
    int port = first.port();
    GrpcClient client = client(port, null, RetrySchedule.never());
    call(client, new byte[1]);
    first.close();
    first.awaitEnd();
    try (GrpcServer second = GrpcServer.echo(port)) {
      assertEquals(0, call(client, new byte[1]).status());
      assertEquals(1, second.requests.size());
    }
  }

  @Test
  void aServerThatSendsUsAwayIsAskedOnAFreshConnection() throws Exception {
    try (GrpcServer server =
        new GrpcServer(
            settings ->
                settings.maxConnectionAge(1, MILLISECONDS).maxConnectionAgeGrace(10, SECONDS),
            GrpcServer::answer)) {
      GrpcClient client = client(server.port(), null, RetrySchedule.never());
      for (int i = 0; i < 20; i++) {
        assertEquals(0, call(client, new byte[10]).status());
        Thread.sleep(5);
      }
    }
  }

  @Test
  void aHangingServerIsLeftWhenTheTimeIsOver() throws IOException {
    try (GrpcServer server = new GrpcServer(settings -> settings, (request, observer) -> {})) {
      GrpcClient client = client(server.port(), null, RetrySchedule.never());

      // Either side may detect it first.
      try {
        GrpcReply reply = client.call(bytes(new byte[1]), NO_HEADERS, MILLISECONDS.toNanos(300));
        assertTrue(
            reply.status() == GrpcReply.DEADLINE_EXCEEDED || reply.status() == GrpcReply.CANCELLED,
            "status " + reply.status());
      } catch (SocketTimeoutException e) {
        assertEquals(1, server.requests.size());
      }
    }
  }

  @Test
  void shutdownEndsACallAtOnce() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (GrpcServer server =
        new GrpcServer(settings -> settings, (request, observer) -> asked.countDown())) {
      GrpcClient client = client(server);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread exporter =
          new Thread(
              () -> {
                try {
                  client.call(bytes(new byte[1]), NO_HEADERS, SECONDS.toNanos(7200));
                } catch (Throwable e) {
                  thrown.set(e);
                }
              });
      exporter.start();
      asked.await();
      client.shutdown();
      exporter.join();

      assertEquals(
          "java.net.SocketException: the JVM ended before the collector answered",
          String.valueOf(thrown.get()));
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aServerOfHttp1IsRecognized() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              out.flush();
              in.readAllBytes();
            })) {
      GrpcClient client = client(server.port(), null, FIVE_QUICK);

      assertEquals(
          "expected HTTP/2, found HTTP/1.x: the endpoint is not for gRPC",
          assertThrows(ProtocolException.class, () -> call(client, new byte[1])).getMessage());
    }
  }

  @Test
  void aServerThatClosesAtOnceIsTriedAgain() throws IOException {
    try (ScriptedServer server = new ScriptedServer((script, in, out) -> {})) {
      GrpcClient client = client(server.port(), null, FIVE_QUICK);

      assertThrows(IOException.class, () -> call(client, new byte[1]));
      assertEquals(5, server.connections.get());
    }
  }

  @Test
  void theTimeoutHasAtMostEightDigits() {
    assertEquals("10000m", GrpcClient.timeout(10_000));
    assertEquals("99999999m", GrpcClient.timeout(99_999_999));
    assertEquals("100000S", GrpcClient.timeout(100_000_000));
    assertEquals("2147483S", GrpcClient.timeout(Integer.MAX_VALUE));
  }

  private static GrpcServer failing(Status status) throws IOException {
    return new GrpcServer(
        settings -> settings, (request, observer) -> observer.onError(status.asRuntimeException()));
  }

  private static GrpcReply call(GrpcClient client, byte[] message) throws IOException {
    return client.call(bytes(message), NO_HEADERS, SECONDS.toNanos(120));
  }

  private static GrpcClient client(GrpcServer server) {
    return client(server.port(), null, FIVE_QUICK);
  }

  private static GrpcClient client(int port, String encoding, RetrySchedule schedule) {
    return new GrpcClient(
        Clients.connector("http://127.0.0.1:" + port),
        schedule,
        GrpcServer.METHOD,
        encoding,
        64 * 1024);
  }

  private static ByteArrayOutputStream bytes(byte[] message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(message);
    return bytes;
  }
}
