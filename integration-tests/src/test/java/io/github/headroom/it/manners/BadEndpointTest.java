package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Certificates;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jcmd;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusable collectors: the application runs as ever, and each cause is logged once. */
@Execution(ExecutionMode.CONCURRENT)
class BadEndpointTest {

  /** Enough to see a line that is repeated; the agent counts what has failed. */
  private static final int TRIES = 5;

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 500, 503})
  void aRefusalByStatusIsLoggedOnce(int status) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start().answering(status);
        JavaProcess jvm = quick(receiver.endpoint()).start()) {
      Guests.await(receiver, TRIES, jvm);
      assertLoggedOnce(jvm, Integer.toString(status));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not http at all\r\n\r\n", "HTTP/1.1 twohundred OK\r\n\r\n", ""})
  void garbageIsLoggedOnce(String answer) throws Exception {
    try (Answering server = new Answering(answer.getBytes(StandardCharsets.UTF_8));
        JavaProcess jvm = quick(server.endpoint()).start()) {
      Await.until("connections", () -> server.connections.get() >= TRIES, jvm::toString);
      assertLoggedOnce(jvm, "Failed to export");
    }
  }

  @Test
  void aRefusedConnectionIsLoggedOnce() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (JavaProcess jvm = quick("http://127.0.0.1:" + port).start()) {
      Await.until("a line", () -> !Guests.ours(jvm).isEmpty(), jvm::toString);
      Thread.sleep(2000); // more tries; nobody can be asked how many
      assertLoggedOnce(jvm, "127.0.0.1:" + port);
    }
  }

  @Test
  void anUnknownHostNameIsLoggedOnce() throws Exception {
    try (JavaProcess jvm = quick("http://collector.invalid:4318").start()) {
      Await.until("a line", () -> !Guests.ours(jvm).isEmpty(), jvm::toString);
      Thread.sleep(2000); // more tries; nobody can be asked how many
      assertLoggedOnce(jvm, "collector.invalid");
    }
  }

  @Test
  void anUntrustedCertificateIsLoggedOnce() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Certificates.get().serving()));
    server.start();
    try (JavaProcess jvm = quick("https://127.0.0.1:" + server.getAddress().getPort()).start()) {
      Await.until("a line", () -> !Guests.ours(jvm).isEmpty(), jvm::toString);
      Thread.sleep(2000); // more tries; the server does not see them
      assertLoggedOnce(jvm, "certif");
    } finally {
      server.stop(0);
    }
  }

  /** Gigabytes in answer to an export: the agent must not keep them, in a heap of 64 MiB. */
  @Test
  void anAnswerWithoutEndIsNotKept() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger requests = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[1 << 16];
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 16 * 1024; i++) {
              out.write(piece);
            }
          } catch (IOException e) {
            // The agent has had enough.
          }
          exchange.close();
        });
    server.start();
    try (JavaProcess jvm =
        quick("http://127.0.0.1:" + server.getAddress().getPort())
            .options("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=/dev/null")
            .start()) {
      Await.until("requests", () -> requests.get() >= TRIES, jvm::toString);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals(List.of(), Guests.theirs(jvm));
      assertTrue(Guests.ours(jvm).size() <= 1, jvm::toString);
    } finally {
      server.stop(0);
    }
  }

  /** As a leak would show: what is alive of the agent after many exports is what was after few. */
  @ParameterizedTest
  @ValueSource(ints = {200, 400, 503})
  void nothingPilesUpOverManyExports(int status) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start().answering(status);
        JavaProcess jvm =
            quick(receiver.endpoint()).environment("OTEL_METRIC_EXPORT_INTERVAL", "100").start()) {
      Guests.await(receiver, 20, jvm);
      Alive before = Alive.of(jvm);
      Guests.await(receiver, receiver.exports().size() + 100, jvm);
      Alive after = Alive.of(jvm);
      // Room for a request that is under way; a leak of one object an export would be 100.
      assertTrue(after.agentObjects() - before.agentObjects() < 50, before + " became " + after);
      assertTrue(after.bytes() - before.bytes() < 200_000, before + " became " + after);
      assertEquals(0, jvm.endInput().awaitExit());
    }
  }

  private static JavaProcess.Builder quick(String endpoint) {
    return Guests.guest(Jdks.current(), endpoint, Idle.class)
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "200")
        .environment("OTEL_EXPORTER_OTLP_TIMEOUT", "2000");
  }

  private static void assertLoggedOnce(JavaProcess jvm, String named) {
    assertEquals(0, jvm.endInput().awaitExit());
    assertEquals("ready\ndone\n", jvm.output());
    assertEquals(List.of(), Guests.theirs(jvm));
    assertEquals(1, Guests.ours(jvm).size(), jvm::toString);
    assertTrue(Guests.ours(jvm).get(0).contains(named), jvm::toString);
  }

  /**
   * What is alive after a full collection, by jcmd.
   *
   * @param agentObjects instances of the agent's own classes
   * @param bytes of everything
   */
  private record Alive(long agentObjects, long bytes) {

    static Alive of(JavaProcess jvm) throws IOException, InterruptedException {
      String histogram = Jcmd.run(jvm.pid(), "GC.class_histogram");
      long objects = 0;
      long bytes = 0;
      for (String line : histogram.lines().toList()) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length >= 4 && columns[0].endsWith(":")) {
          bytes += Long.parseLong(columns[2]);
          if (columns[3].contains("io.github.headroom")) {
            objects += Long.parseLong(columns[1]);
          }
        }
      }
      assertTrue(objects > 0, histogram);
      return new Alive(objects, bytes);
    }
  }

  /** Answers every connection with the same bytes and closes it. */
  private static final class Answering implements AutoCloseable {

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket socket;

    Answering(byte[] answer) throws IOException {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> answer(answer), "answering");
      thread.setDaemon(true);
      thread.start();
    }

    String endpoint() {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void answer(byte[] answer) {
      while (!socket.isClosed()) {
        try (Socket connection = socket.accept()) {
          connections.incrementAndGet();
          byte[] some = new byte[1 << 16];
          int got = connection.getInputStream().read(some);
          assertTrue(got > 0);
          connection.getOutputStream().write(answer);
        } catch (IOException closed) {
          // By the test's end, or by the agent before the answer.
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
