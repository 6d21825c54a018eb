package io.github.headroom.agent.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// HTTP's lines end with CR LF, text blocks with LF.
@SuppressWarnings("StringConcatToTextBlock")
@Timeout(60)
class HttpClientTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
  private static final RetrySchedule FIVE_QUICK = new RetrySchedule(5, 1_000_000, 2_000_000, 1.5);
  private static final Map<String, List<String>> NO_HEADERS = Map.of();

  @Test
  void aBodyIsPostedWithItsLengthAndTheAnswerRead() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      HttpReply reply = post(client(server, "/v1/metrics?a=b", RetrySchedule.never()));

      assertEquals(200, reply.status());
      assertEquals("OK", reply.reason());
      assertArrayEquals("hi".getBytes(StandardCharsets.US_ASCII), reply.body());
      assertEquals(
          "POST /v1/metrics?a=b HTTP/1.1\r\n"
              + "Host: 127.0.0.1:"
              + server.port()
              + "\r\nContent-Type: text/plain\r\nAccept-Encoding: identity\r\n"
              + "Content-Length: 4\r\n\r\nbody",
          server.requests.get(0));
    }
  }

  @Test
  void oneConnectionCarriesManyCalls() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      HttpClient client = client(server, "/", RetrySchedule.never());
      post(client);
      post(client);
      post(client);

      assertEquals(3, server.requests.size());
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void aServerThatClosesGetsANewConnection() throws IOException {
    String closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(closing))) {
      HttpClient client = client(server, "/", RetrySchedule.never());
      post(client);
      post(client);

      assertEquals(2, server.connections.get());
    }
  }

  @Test
  void aKeptConnectionTheServerClosedIsReplacedWithoutCostingAnAttempt() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              out.write(OK.getBytes(StandardCharsets.US_ASCII));
              out.close();
              closed.countDown();
            },
            ScriptedServer.answerAll(OK))) {
      HttpClient client = client(server, "/", RetrySchedule.never());
      post(client);
      closed.await();

      assertEquals(200, post(client).status());
      assertEquals(2, server.connections.get());
    }
  }

  @Test
  void aChunkedAnswerIsPutTogether() throws IOException {
    assertEquals(
        "abcdef",
        bodyOf(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;ext=1\r\nabc\r\n3\r\ndef\r\n0\r\nTrailer: x\r\n\r\n"));
  }

  @Test
  void anAnswerWithoutALengthEndsWithTheConnection() throws IOException {
    assertEquals("until the end", bodyOf("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
  }

  @Test
  void anHttp10AnswerIsTaken() throws IOException {
    assertEquals("old", bodyOf("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold"));
  }

  @Test
  void informationalAnswersAreSkipped() throws IOException {
    assertEquals(
        "hi",
        bodyOf("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK));
  }

  @Test
  void anAnswerWithoutContentHasNoBodyWhateverItsLength() throws IOException {
    assertEquals("", bodyOf("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"));
  }

  @Test
  void aBodyCompressedUnaskedIsDropped() throws IOException {
    assertEquals(
        "", bodyOf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nzz"));
  }

  @Test
  void aStatusWithoutAReasonIsTaken() throws IOException {
    assertEquals("", bodyOf("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"));
  }

  @Test
  void garbageIsQuotedAsFound() {
    assertEquals(
        "expected an HTTP/1.x status line, found \"SSH-2.0-OpenSSH_9.2\"",
        assertThrows(ProtocolException.class, () -> bodyOf("SSH-2.0-OpenSSH_9.2\r\n"))
            .getMessage());
  }

  /** What servers of gRPC and of TLS send to a client of plain HTTP before they close. */
  @Test
  void anotherProtocolIsNamed() {
    String expected = "expected an HTTP/1.x status line, found ";
    String settings = "\0\0\6\4\0\0\0\0\0\0\5\0\0\100\0";
    assertEquals(
        expected + "HTTP/2: the port is for gRPC",
        assertThrows(ProtocolException.class, () -> bodyOf(settings)).getMessage());
    assertEquals(
        expected + "TLS: the endpoint needs https://",
        assertThrows(ProtocolException.class, () -> bodyOf("\25\3\1\0\2\2\106")).getMessage());
    assertEquals(
        expected + "\"+OK POP3\"",
        assertThrows(ProtocolException.class, () -> bodyOf("+OK POP3")).getMessage());
  }

  @Test
  void anAnswerCutInItsStatusLineIsAnEarlyClose() {
    assertThrows(EOFException.class, () -> bodyOf("HTTP/1.1 20"));
  }

  @Test
  void anEmptyAnswerIsAnEarlyClose() {
    assertThrows(EOFException.class, () -> bodyOf(""));
  }

  @Test
  void anAnswerCutInItsHeadersIsAnEarlyClose() {
    assertThrows(EOFException.class, () -> bodyOf("HTTP/1.1 200 OK\r\nContent-"));
  }

  @Test
  void theErrorOfATruncatedBodyHasItsLength() {
    assertEquals(
        "server closed the connection after 3 of 10 bytes of body",
        assertThrows(
                EOFException.class,
                () -> bodyOf("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
            .getMessage());
  }

  @Test
  void aGarbageStatusIsRefused() {
    assertThrows(ProtocolException.class, () -> bodyOf("HTTP/1.1 2x0 OK\r\n\r\n"));
  }

  @Test
  void aGarbageLengthIsRefused() {
    assertThrows(
        ProtocolException.class, () -> bodyOf("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"));
  }

  @Test
  void aGarbageChunkSizeIsRefused() {
    assertThrows(
        ProtocolException.class,
        () -> bodyOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
  }

  @Test
  void aChunkLongerThanItsSizeIsRefused() {
    assertThrows(
        ProtocolException.class,
        () -> bodyOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcdef\r\n"));
  }

  @Test
  void aBodyDeclaredOverTheLimitIsNotRead() {
    assertThrows(
        IOException.class, () -> bodyOf("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9999999999\r\n\r\n",
        "Content-Length: 9999999999\r\n\r\nlonger",
        "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
        "\r\n"
      })
  void theStatusOfAnErrorHoldsWhateverTheLengthOfItsBody(String rest) throws IOException {
    byte[] page = new byte[2 * HttpReply.MAX_BODY];
    byte[] head = ("HTTP/1.1 502 Bad Gateway\r\n" + rest).getBytes(StandardCharsets.US_ASCII);
    byte[] answer = Arrays.copyOf(head, head.length + page.length);

    HttpReply reply = HttpReply.read(new ByteArrayInputStream(answer), HttpReply.MAX_BODY);

    assertEquals(502, reply.status());
    assertFalse(reply.isReusable(), "what is left of the body is no answer");
  }

  @Test
  void theStatusOfAnErrorHoldsWhereItsBodyIsLongAndBreaksOff() throws IOException {
    String answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9999999999\r\n\r\nabc";
    assertEquals(
        502,
        HttpReply.read(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.US_ASCII)),
                HttpReply.MAX_BODY)
            .status());
  }

  @Test
  void aBodyWithoutEndIsCutAtTheLimit() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              while (true) {
                out.write(new byte[8192]);
              }
            })) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(IOException.class, () -> post(client));
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void headersWithoutEndAreCutAtTheLimit() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
              while (true) {
                out.write("X-Filler: abcdefghijklmnop\r\n".getBytes(StandardCharsets.US_ASCII));
              }
            })) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(ProtocolException.class, () -> post(client));
    }
  }

  @Test
  void informationalAnswersWithoutEndAreCutAtTheLimit() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              while (true) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              }
            })) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(ProtocolException.class, () -> post(client));
    }
  }

  @Test
  void aBusyServerIsAskedAgainUntilItTakesTheBody() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answer(BUSY),
            ScriptedServer.answer(BUSY.replace("503 Busy", "429 Slow Down")),
            ScriptedServer.answer(BUSY.replace("503 Busy", "502 Bad Gateway")),
            ScriptedServer.answer(OK))) {
      assertEquals(200, post(client(server, "/", FIVE_QUICK)).status());
      assertEquals(4, server.requests.size());
      assertTrue(server.requests.get(3).endsWith("\r\n\r\nbody"));
    }
  }

  @Test
  void theLastAnswerIsHandedOverWhenTheAttemptsAreUsedUp() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(BUSY))) {
      assertEquals(503, post(client(server, "/", FIVE_QUICK)).status());
      assertEquals(5, server.requests.size());
    }
  }

  @Test
  void aRefusedBodyIsNotSentAgain() throws IOException {
    for (String status : List.of("400 Bad", "401 Who", "404 Where", "413 Big", "500 Oops")) {
      try (ScriptedServer server =
          new ScriptedServer(ScriptedServer.answerAll(BUSY.replace("503 Busy", status)))) {
        assertEquals(
            Integer.parseInt(status.substring(0, 3)),
            post(client(server, "/", FIVE_QUICK)).status());
        assertEquals(1, server.requests.size());
      }
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answerAll(
                "HTTP/1.1 307 Elsewhere\r\nLocation: http://name.invalid/\r\n"
                    + "Content-Length: 0\r\n\r\n"))) {
      assertEquals(307, post(client(server, "/", FIVE_QUICK)).status());
    }
  }

  @Test
  void aRetryAfterBeyondTheCallsTimeEndsTheCallAtOnce() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answerAll(
                "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"))) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertEquals(503, client.post(body("body"), NO_HEADERS, SECONDS.toNanos(50)).status());
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aRetryAfterOfZeroLeavesTheBackOff() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answerAll(
                "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"))) {
      RetrySchedule slow = new RetrySchedule(5, SECONDS.toNanos(3600), SECONDS.toNanos(3600), 1.5);

      assertEquals(503, post(client(server, "/", slow)).status());
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aRetryAfterHoldsBeyondTheCall() throws IOException {
    HttpClient client = clientAfter("120");

    assertTrue(client.heldNanos() > SECONDS.toNanos(60));
    assertTrue(client.heldNanos() <= SECONDS.toNanos(120));
  }

  @Test
  void aRetryAfterHoldsForFiveMinutesAtMost() throws IOException {
    HttpClient client = clientAfter("86400");

    assertTrue(client.heldNanos() > SECONDS.toNanos(240));
    assertTrue(client.heldNanos() <= SECONDS.toNanos(300));
  }

  @Test
  void aRetryAfterThatAsksForNoTimeHoldsNothing() throws IOException {
    for (String value : List.of("0", "-1", "soon", "", "Sun, 06 Nov 1994 08:49:37 GMT")) {
      assertEquals(0, clientAfter(value).heldNanos(), value);
    }
  }

  private static HttpClient clientAfter(String retryAfter) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answerAll(
                "HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\nRetry-After: "
                    + retryAfter
                    + "\r\n\r\n"))) {
      HttpClient client = client(server, "/", RetrySchedule.never());
      assertEquals(429, post(client).status());
      return client;
    }
  }

  @Test
  void aCallThatIsTriedOnceEndsAtItsFirstFailure() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(BUSY))) {
      HttpClient client = client(server, "/", FIVE_QUICK);
      client.tryOnce();

      assertEquals(503, post(client).status());
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNotAskedForAgain() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(EOFException.class, () -> post(client));
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aServerThatClosesEarlyIsTriedAgain() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> script.readRequest(in), ScriptedServer.answer(OK))) {
      assertEquals(200, post(client(server, "/", FIVE_QUICK)).status());
    }
  }

  @Test
  void aRefusedConnectionIsReportedWithTheAddress() throws IOException {
    int port = freePort();
    ConnectException thrown =
        assertThrows(
            ConnectException.class, () -> post(client("http://127.0.0.1:" + port, FIVE_QUICK)));

    assertTrue(thrown.getMessage().startsWith("127.0.0.1:" + port + ": "), thrown.getMessage());
  }

  @Test
  void aNameThatDoesNotResolveFails() {
    assertThrows(
        UnknownHostException.class, () -> post(client("http://name.invalid:4318", FIVE_QUICK)));
  }

  @Test
  void aHangingServerIsLeftWhenTheTimeIsOver() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.hang())) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(
          SocketTimeoutException.class,
          () -> client.post(body("body"), NO_HEADERS, MILLISECONDS.toNanos(300)));
    }
  }

  @Test
  void aServerThatDripsBytesIsLeftWhenTheTimeIsOver() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
              while (true) {
                out.write('x');
                Thread.sleep(20);
              }
            })) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(
          SocketTimeoutException.class,
          () -> client.post(body("body"), NO_HEADERS, MILLISECONDS.toNanos(300)));
    }
  }

  @Test
  void aServerThatDoesNotReadALargeBodyIsLeftWhenTheTimeIsOver() throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    try (ScriptedServer server = new ScriptedServer((script, in, out) -> done.await())) {
      HttpClient client = client(server, "/", FIVE_QUICK);
      ByteArrayOutputStream large = new ByteArrayOutputStream();
      large.write(new byte[32 * 1024 * 1024]);

      OverdueWatch watch = new OverdueWatch(client);
      try {
        assertThrows(
            SocketTimeoutException.class,
            () -> client.post(large, NO_HEADERS, MILLISECONDS.toNanos(500)));
      } finally {
        watch.close();
      }
      done.countDown();
    }
  }

  @Test
  void shutdownEndsABlockingRead() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              asked.countDown();
              in.read();
            })) {
      HttpClient client = client(server, "/", FIVE_QUICK);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread exporter = callInThread(client, thrown);
      asked.await();
      client.shutdown();
      exporter.join();

      assertEquals(
          "java.net.SocketException: the JVM ended before the collector answered",
          String.valueOf(thrown.get()));
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void aWaitBetweenAttemptsEndsWhereCallsAreTriedOnce() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(BUSY))) {
      HttpClient client =
          client(
              server, "/", new RetrySchedule(5, SECONDS.toNanos(3600), SECONDS.toNanos(3600), 1));
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread exporter = callInThread(client, thrown);
      while (exporter.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      client.tryOnce();
      exporter.join();

      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void shutdownEndsAWaitBetweenAttempts() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(BUSY))) {
      HttpClient client =
          client(
              server, "/", new RetrySchedule(5, SECONDS.toNanos(3600), SECONDS.toNanos(3600), 1));
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread exporter = callInThread(client, thrown);
      while (exporter.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      client.shutdown();
      exporter.join();

      assertEquals(null, thrown.get());
    }
  }

  @Test
  void aCallAfterShutdownFails() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      HttpClient client = client(server, "/", FIVE_QUICK);
      client.shutdown();

      assertThrows(IOException.class, () -> post(client));
      assertEquals(0, server.requests.size());
    }
  }

  @Test
  void givenHeadersAreSentAndThoseThatFrameTheMessageStayOurs() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      headers.put("api-key", List.of("one", "two"));
      headers.put("content-length", List.of("999999"));
      headers.put("Transfer-Encoding", List.of("chunked"));
      client(server, "/", FIVE_QUICK).post(body("body"), headers, SECONDS.toNanos(30));

      String request = server.requests.get(0);
      assertTrue(request.contains("\r\napi-key: one\r\napi-key: two\r\n"), request);
      assertTrue(request.contains("\r\nContent-Length: 4\r\n"), request);
      assertFalse(request.contains("999999"), request);
      assertFalse(request.contains("chunked"), request);
    }
  }

  @Test
  void aHeaderWithALineEndIsRefusedWithoutTellingItsValue() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      HttpClient client = client(server, "/", FIVE_QUICK);
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  client.post(
                      body("body"),
                      Map.of("api-key", List.of("secret\r\nX-Injected: 1")),
                      SECONDS.toNanos(30)));

      assertEquals("header api-key: control character 13 at 6 of its value", thrown.getMessage());
      assertEquals(0, server.connections.get());
    }
  }

  @Test
  void aHeaderNameWithAColonIsRefused() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      HttpClient client = client(server, "/", FIVE_QUICK);

      assertThrows(
          IllegalArgumentException.class,
          () -> client.post(body("body"), Map.of("a: b", List.of("c")), SECONDS.toNanos(30)));
    }
  }

  @Test
  void theUserPartOfTheAddressBecomesBasicAuthorization() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      post(client("http://me:p%40ss@127.0.0.1:" + server.port() + "/", FIVE_QUICK));

      String request = server.requests.get(0);
      assertTrue(request.contains("\r\nAuthorization: Basic bWU6cEBzcw==\r\n"), request);
      assertTrue(request.contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n"), request);
    }
  }

  @Test
  void everyAddressOfANameIsTried() throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName("localhost");
    assertNotNull(addresses);
    InetAddress last = addresses[addresses.length - 1];
    try (ScriptedServer server =
        new ScriptedServer(new ServerSocket(0, 50, last), ScriptedServer.answerAll(OK))) {
      assertEquals(
          200, post(client("http://localhost:" + server.port(), RetrySchedule.never())).status());
    }
  }

  private static Thread callInThread(HttpClient client, AtomicReference<Throwable> thrown) {
    Thread thread =
        new Thread(
            () -> {
              try {
                client.post(body("body"), NO_HEADERS, SECONDS.toNanos(7200));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static String bodyOf(String answer) throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answer(answer))) {
      HttpReply reply = post(client(server, "/", RetrySchedule.never()));
      return new String(reply.body(), StandardCharsets.ISO_8859_1);
    }
  }

  private static HttpReply post(HttpClient client) throws IOException {
    return client.post(body("body"), NO_HEADERS, SECONDS.toNanos(30));
  }

  private static HttpClient client(ScriptedServer server, String target, RetrySchedule schedule) {
    return client("http://127.0.0.1:" + server.port() + target, schedule);
  }

  private static HttpClient client(String address, RetrySchedule schedule) {
    return new HttpClient(Clients.connector(address), schedule, "text/plain", null, 1024 * 1024);
  }

  private static ByteArrayOutputStream body(String text) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return body;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
