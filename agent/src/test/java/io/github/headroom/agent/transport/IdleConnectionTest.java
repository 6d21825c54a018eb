package io.github.headroom.agent.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that its server has closed between two calls fails no export. */
@Timeout(60)
class IdleConnectionTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String TIMED_OUT =
      "HTTP/1.1 408 Request Time-out\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  @TempDir private static Path directory;

  private final CountDownLatch givenUp = new CountDownLatch(1);

  @Test
  void a408ThatWaitsMeansANewConnection() throws Exception {
    assertSecondCallArrives((script, in, out) -> write(out, TIMED_OUT));
  }

  @Test
  void a408BeforeTheServerClosesMeansANewConnection() throws Exception {
    assertSecondCallArrives(
        (script, in, out) -> {
          write(out, TIMED_OUT);
          out.close();
        });
  }

  @Test
  void bytesAfterAnAnswerMeanANewConnection() throws Exception {
    assertSecondCallArrives((script, in, out) -> write(out, "\r\n"));
  }

  @Test
  void anEndMeansANewConnection() throws Exception {
    assertSecondCallArrives((script, in, out) -> out.close());
  }

  /** The socket is closed with unread bytes, so the kernel sends a reset. */
  @Test
  void aResetMeansANewConnection() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              readHead(in);
              while (in.available() == 0) { // until the client has written its whole request
                Thread.onSpinWait();
              }
              write(out, OK);
              givenUp.countDown();
            },
            ScriptedServer.answerAll(OK))) {
      HttpClient client = client("http", server.port(), null);
      assertEquals(200, post(client).status());
      givenUp.await();

      assertEquals(200, post(client).status());
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void a408AsTheAnswerOnAKeptConnectionMeansANewConnection() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              write(out, OK);
              script.readRequest(in);
              write(out, TIMED_OUT);
            },
            ScriptedServer.answerAll(OK))) {
      HttpClient client = client("http", server.port(), null);
      assertEquals(200, post(client).status());

      assertEquals(200, post(client).status());
      assertEquals(2, server.connections.get());
    }
  }

  @Test
  void a408OnAFreshConnectionIsTheAnswer() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(TIMED_OUT))) {
      assertEquals(408, post(client("http", server.port(), null)).status());
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void anAnswerThatBreaksOffOnAKeptConnectionIsNotAskedForAgain() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              write(out, OK);
              script.readRequest(in);
              write(out, "HTTP/1.1 200 OK\r\nContent-");
            },
            ScriptedServer.answerAll(OK))) {
      HttpClient client = client("http", server.port(), null);
      assertEquals(200, post(client).status());

      assertThrows(IOException.class, () -> post(client));
      assertEquals(2, server.requests.size());
    }
  }

  @Test
  void tlsThatWasClosedMeansANewConnection() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    SSLContext context = Certificates.context(store, null);
    ServerSocket listener =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (ScriptedServer server =
        new ScriptedServer(
            listener,
            (script, in, out) -> {
              script.readRequest(in);
              write(out, OK);
              out.close();
              givenUp.countDown();
            },
            ScriptedServer.answerAll(OK))) {
      HttpClient client = client("https", server.port(), Certificates.context(null, store));
      assertEquals(200, post(client).status());
      givenUp.await();

      assertEquals(200, post(client).status());
      assertEquals(2, server.requests.size());
    }
  }

  @Test
  void framesThatAskForNothingLeaveTheConnection() throws Exception {
    assertEquals(
        1, grpcConnections(new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}));
    assertEquals(1, grpcConnections(new byte[] {0, 0, 0, 4, 1, 0, 0, 0, 0}));
  }

  @Test
  void aGoodbyeMeansANewConnection() throws Exception {
    assertEquals(
        2, grpcConnections(new byte[] {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}));
  }

  @Test
  void aFrameThatIsCutMeansANewConnection() throws Exception {
    assertEquals(2, grpcConnections(new byte[] {0, 0, 8, 6}));
  }

  @Test
  void garbageBetweenFramesMeansANewConnection() throws Exception {
    assertEquals(2, grpcConnections(TIMED_OUT.getBytes(ISO_8859_1)));
  }

  /** With TLS, records hide the waiting bytes, and session tickets arrive unasked. */
  @Test
  void grpcOverTlsLosesNoCallToAServerThatSendsItAway() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    try (GrpcServer server =
        new GrpcServer(
            settings ->
                settings
                    .sslContext(tls(store))
                    .maxConnectionAge(1, MILLISECONDS)
                    .maxConnectionAgeGrace(10, SECONDS),
            GrpcServer::answer)) {
      GrpcClient client = grpc("https", server.port(), Certificates.context(null, store));
      for (int i = 0; i < 10; i++) {
        assertEquals(0, call(client).status());
        Thread.sleep(5);
      }
      assertEquals(10, server.requests.size());
    }
  }

  private static SslContext tls(Path store) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(Certificates.keys(store)))
          .build();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void assertSecondCallArrives(ScriptedServer.Step between) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              write(out, OK);
              between.run(script, in, out);
              givenUp.countDown();
              in.read();
            },
            ScriptedServer.answerAll(OK))) {
      HttpClient client = client("http", server.port(), null);
      assertEquals(200, post(client).status());
      givenUp.await();

      assertEquals(200, post(client).status());
      assertEquals(2, server.requests.size());
      assertEquals(2, server.connections.get());
    }
  }

  /** Returns how many connections two calls use if the server sends that between them. */
  private static int grpcConnections(byte[] between) throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              answer(in, out, 1);
              out.write(between);
              sent.countDown();
              answer(in, out, 3);
            },
            (script, in, out) -> answer(in, out, 1))) {
      GrpcClient client = grpc("http", server.port(), null);
      assertEquals(0, call(client).status());
      sent.await();
      assertEquals(0, call(client).status());
      return server.connections.get();
    }
  }

  /** Reads to the end of that stream's request and responds with grpc-status 0. */
  private static void answer(InputStream in, OutputStream out, int stream) throws IOException {
    if (stream == 1) {
      in.readNBytes(24);
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
    }
    Http2Frames frames = new Http2Frames(in, OutputStream.nullOutputStream());
    do {
      frames.read();
    } while (frames.type != Http2Frames.DATA || !frames.has(Http2Frames.END_STREAM));
    HpackEncoder encoder = new HpackEncoder();
    encoder.add(":status", "200");
    encoder.add("grpc-status", "0");
    byte[] block = encoder.toByteArray();
    out.write(new byte[] {0, 0, (byte) block.length, 1, 5, 0, 0, 0, (byte) stream});
    out.write(block);
  }

  private static void readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private static HttpReply post(HttpClient client) throws IOException {
    return client.post(body(), Map.of(), SECONDS.toNanos(30));
  }

  private static GrpcReply call(GrpcClient client) throws IOException {
    return client.call(body(), Map.of(), SECONDS.toNanos(30));
  }

  private static HttpClient client(String scheme, int port, SSLContext context) {
    return Clients.http(connector(scheme, port, context), RetrySchedule.never());
  }

  private static GrpcClient grpc(String scheme, int port, SSLContext context) {
    return Clients.grpc(connector(scheme, port, context), RetrySchedule.never());
  }

  private static Connector connector(String scheme, int port, SSLContext context) {
    return Clients.connector(scheme + "://127.0.0.1:" + port, context);
  }

  private static ByteArrayOutputStream body() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write('b');
    return body;
  }
}
