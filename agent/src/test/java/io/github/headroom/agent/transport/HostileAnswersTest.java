package io.github.headroom.agent.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that send without end: the call ends, and takes less than 1 MiB of heap. */
// HTTP's lines end with CR LF, text blocks with LF.
@SuppressWarnings("StringConcatToTextBlock")
@Timeout(60)
class HostileAnswersTest {

  private static final long MIB = 1024 * 1024;
  private static final RetrySchedule FIVE_QUICK = new RetrySchedule(5, 1_000_000, 2_000_000, 1.5);

  /** What is sent once, and what is sent after it while the client reads. */
  private enum Http {
    SHORT_HEADERS("HTTP/1.1 200 OK\r\n", "A:\r\n"),
    A_HEADER("HTTP/1.1 200 OK\r\nX: ", "x"),
    HEADERS_THAT_MATTER("HTTP/1.1 200 OK\r\n", "Retry-After: 1\r\nConnection: close\r\n"),
    A_STATUS_LINE("HTTP/1.1 200 ", "x"),
    INFORMATIONAL_ANSWERS("", "HTTP/1.1 100 Continue\r\n\r\n"),
    A_BODY("HTTP/1.1 200 OK\r\n\r\n", "x"),
    SHORT_CHUNKS("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    A_CHUNK("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", "x"),
    A_CHUNK_EXTENSION("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"),
    TRAILERS("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A:\r\n");

    private final String once;
    private final String flood;

    Http(String once, String flood) {
      this.once = once;
      this.flood = flood;
    }
  }

  @ParameterizedTest
  @EnumSource
  void anHttpAnswerWithoutEndIsRefusedWithinAMebibyte(Http kind) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              script.readRequest(in);
              out.write(kind.once.getBytes(ISO_8859_1));
              flood(out, kind.flood.getBytes(ISO_8859_1));
            })) {
      assertRefusedWithinAMebibyte(() -> http(server).post(body(), Map.of(), SECONDS.toNanos(30)));
    }
  }

  @Test
  void fiveLargeAnswersOfABusyServerTakeLessThanAMebibyte() throws IOException {
    String answer =
        "HTTP/1.1 503 Busy\r\nContent-Length: 60000\r\n"
            + "A: b\r\n".repeat(10_000)
            + "\r\n"
            + "x".repeat(60_000);
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(answer))) {
      long bytes =
          secondTime(
              () ->
                  assertEquals(
                      503, http(server).post(body(), Map.of(), SECONDS.toNanos(30)).status()));

      assertTrue(bytes < MIB, bytes + " bytes");
      assertEquals(10, server.requests.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxysAnswerWithoutEndIsRefusedWithinAMebibyte(ProxyFlood kind) throws IOException {
    try (ScriptedServer proxy =
        new ScriptedServer(
            (script, in, out) -> {
              in.read();
              out.write(kind.once.getBytes(ISO_8859_1));
              flood(out, kind.flood.getBytes(ISO_8859_1));
            })) {
      assertRefusedWithinAMebibyte(
          () ->
              new GrpcClient(through(proxy), FIVE_QUICK, GrpcServer.METHOD, null, Integer.MAX_VALUE)
                  .call(body(), Map.of(), SECONDS.toNanos(30)));
    }
  }

  private enum ProxyFlood {
    HEADERS("HTTP/1.1 200 OK\r\n", "A:\r\n"),
    INFORMATIONAL_ANSWERS("", "HTTP/1.1 100 Continue\r\n\r\n"),
    A_REFUSAL("HTTP/1.1 407 ", "x");

    private final String once;
    private final String flood;

    ProxyFlood(String once, String flood) {
      this.once = once;
      this.flood = flood;
    }
  }

  private static Connector through(ScriptedServer proxy) {
    ProxyProperties properties =
        new ProxyProperties() {
          @Override
          Proxy choose(HttpAddress endpoint) {
            return new Proxy(
                Proxy.Type.HTTP,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
          }
        };
    HttpAddress endpoint = HttpAddress.of(URI.create("http://collector:4317"));
    return new Connector(endpoint, SECONDS.toNanos(10), properties, null);
  }

  /** Frames that are sent once, and others that are then repeated without end. */
  private static final class Frames {
    private final String name;
    private final byte[] once;
    private final byte[] flood;
    private final int single;

    /**
     * @param single how many of the flood's frames are sent but once, 0 or 1
     */
    Frames(String name, byte[] once, byte[] flood, int single) {
      this.name = name;
      this.once = once;
      this.flood = flood;
      this.single = single;
    }

    void send(OutputStream out) throws IOException {
      out.write(frame(4, 0, 0, 0));
      out.write(once);
      int first = single == 0 ? 0 : 9 + ((flood[1] & 0xff) << 8 | (flood[2] & 0xff));
      out.write(flood, 0, first);
      flood(out, Arrays.copyOfRange(flood, first, flood.length));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Frames> grpcFloods() {
    return List.of(
        new Frames(
            "continuations", new byte[0], frames(frame(1, 0, 1, 100), frame(9, 0, 1, 16_000)), 1),
        new Frames(
            "empty continuations", new byte[0], frames(frame(1, 0, 1, 0), frame(9, 0, 1, 0)), 1),
        new Frames(
            "headers of two frames", new byte[0], frames(frame(1, 0, 1, 1), frame(9, 4, 1, 1)), 0),
        new Frames("indexed fields", new byte[0], filled(frame(1, 4, 1, 16_000), 0x82), 0),
        new Frames("informational answers", new byte[0], status("100"), 0),
        new Frames("trailers", status("200"), filled(frame(1, 4, 1, 3), 0), 0),
        new Frames("headers of another stream", new byte[0], frame(1, 4, 7, 16_000), 0),
        new Frames("empty data", status("200"), frame(0, 0, 1, 0), 0),
        new Frames("padded data", status("200"), filled(frame(0, 8, 1, 256), 255), 0),
        new Frames("data", status("200"), frame(0, 0, 1, 16_000), 0),
        new Frames("data of another stream", status("200"), frame(0, 0, 7, 16_000), 0),
        new Frames("pings", new byte[0], frame(6, 0, 0, 8), 0),
        new Frames("settings", new byte[0], frame(4, 0, 0, 0), 0),
        new Frames("window updates", new byte[0], frame(8, 0, 0, 4), 0),
        new Frames("priorities", new byte[0], frame(2, 0, 3, 5), 0),
        new Frames("push promises", new byte[0], frame(5, 4, 1, 100), 0),
        new Frames("unknown frames", new byte[0], frame(99, 0, 1, 16_000), 0),
        new Frames("resets of other streams", new byte[0], frame(3, 0, 7, 4), 0),
        new Frames("goodbyes", new byte[0], filled(frame(7, 0, 0, 8), 0x7f), 0));
  }

  @ParameterizedTest
  @MethodSource("grpcFloods")
  void aGrpcAnswerWithoutEndIsRefusedWithinAMebibyte(Frames frames) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              in.read();
              frames.send(out);
            })) {
      assertRefusedWithinAMebibyte(() -> grpc(server).call(body(), Map.of(), SECONDS.toNanos(30)));
    }
  }

  @Test
  void whatComesBetweenTwoGrpcCallsIsBoundedToo() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              in.read();
              out.write(frames(frame(4, 0, 0, 0), status("200"), trailers()));
              flood(out, frame(6, 0, 0, 8));
            },
            (script, in, out) -> {
              in.read();
              out.write(frames(frame(4, 0, 0, 0), status("200"), trailers()));
              in.readAllBytes();
            })) {
      GrpcClient client = grpc(server);
      assertEquals(0, client.call(body(), Map.of(), SECONDS.toNanos(30)).status());

      long bytes =
          allocated(
              () -> assertEquals(0, client.call(body(), Map.of(), SECONDS.toNanos(30)).status()));
      assertTrue(bytes < MIB, bytes + " bytes");
      assertEquals(2, server.connections.get());
    }
  }

  private interface Call {
    void run() throws IOException;
  }

  /** The call fails because of the data, not because of its timeout. */
  private static void assertRefusedWithinAMebibyte(Call call) throws IOException {
    long bytes =
        secondTime(
            () -> {
              IOException thrown = assertThrows(IOException.class, call::run);
              assertTrue(!(thrown instanceof SocketTimeoutException), thrown.toString());
            });
    assertTrue(bytes < MIB, bytes + " bytes");
  }

  /** The first call loads classes. */
  private static long secondTime(Call call) throws IOException {
    call.run();
    return allocated(call);
  }

  private static long allocated(Call call) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    call.run();
    return threads.getThreadAllocatedBytes(id) - before;
  }

  /** Sends at most 100 MiB, which no client reads entirely. */
  private static void flood(OutputStream out, byte[] part) throws IOException {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    while (parts.size() < 32 * 1024) {
      parts.writeBytes(part);
    }
    for (int i = 0; i < 3200; i++) {
      parts.writeTo(out);
    }
  }

  private static HttpClient http(ScriptedServer server) {
    return new HttpClient(connector(server), FIVE_QUICK, "text/plain", null, Integer.MAX_VALUE);
  }

  private static GrpcClient grpc(ScriptedServer server) {
    return new GrpcClient(
        connector(server), FIVE_QUICK, GrpcServer.METHOD, null, Integer.MAX_VALUE);
  }

  private static Connector connector(ScriptedServer server) {
    return Clients.connector("http://127.0.0.1:" + server.port());
  }

  private static ByteArrayOutputStream body() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[100]);
    return body;
  }

  /** A frame of zeros. */
  private static byte[] frame(int type, int flags, int stream, int length) {
    byte[] frame = new byte[9 + length];
    frame[1] = (byte) (length >> 8);
    frame[2] = (byte) length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    Http2Frames.putInt(frame, 5, stream);
    return frame;
  }

  private static byte[] filled(byte[] frame, int content) {
    Arrays.fill(frame, 9, frame.length, (byte) content);
    return frame;
  }

  /** Headers of stream 1 that do not end it. */
  private static byte[] status(String status) {
    return headers(4, ":status", status);
  }

  private static byte[] trailers() {
    return headers(5, "grpc-status", "0");
  }

  private static byte[] headers(int flags, String name, String value) {
    HpackEncoder encoder = new HpackEncoder();
    encoder.add(name, value);
    byte[] block = encoder.toByteArray();
    byte[] frame = frame(1, flags, 1, block.length);
    System.arraycopy(block, 0, frame, 9, block.length);
    return frame;
  }

  private static byte[] frames(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
