package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Ending;
import io.github.headroom.it.victim.Idle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JVM ends as it would without the agent, with the same output. */
@Execution(ExecutionMode.CONCURRENT)
class EndingTest {

  private static final Duration SOON = Duration.ofSeconds(15);

  @ParameterizedTest(name = "{1} on Java {0}")
  @CsvSource({
    "17, exit, 3",
    "17, halt, 4",
    "17, throw, 1",
    "17, thread, 0",
    "17, return, 0",
    "25, exit, 3",
    "25, throw, 1"
  })
  void statusAndOutputAreTheSame(int feature, String way, int status) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess without = Guests.alone(java, Ending.class, way).start();
        JavaProcess with = Guests.guest(java, receiver.endpoint(), Ending.class, way).start()) {
      Guests.await(receiver, 1, with);
      assertEquals(status, without.endInput().awaitExit(SOON));
      assertEquals(status, with.endInput().awaitExit(SOON));
      assertEquals(without.output(), with.output());
      assertEquals(without.errors(), with.errors());
    }
  }

  @Test
  void aShortRunIsSilentAndExportsNothing() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.alone(Jdks.current(), Idle.class)
                .agent()
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                .start()) {
      // The default export interval of 10 s lies far ahead.
      assertEquals(0, jvm.endInput().awaitExit(SOON));
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals("", jvm.errors());
      assertEquals(0, receiver.exports().size());
    }
  }

  /** A socket whose queue is full: the kernel answers no further SYN, as a black hole does. */
  @Test
  void aCollectorThatIsABlackHoleDoesNotHoldTheEnd() throws Exception {
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), hole.getLocalPort()), 200);
        } catch (java.net.SocketTimeoutException full) {
          break;
        }
      }
      try (JavaProcess jvm =
          Guests.guest(
                  Jdks.current(), "http://127.0.0.1:" + hole.getLocalPort(), Ending.class, "exit")
              .environment("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")
              .start()) {
        jvm.awaitOutput("ready");
        // Long enough for an export to be under way; a shorter wait would only test less.
        Thread.sleep(1500);
        assertEquals(3, jvm.endInput().awaitExit(SOON));
        assertEquals("ready\nending\nhook\n", jvm.output());
        assertEquals(List.of("ending"), Guests.theirs(jvm));
      }
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }
}
