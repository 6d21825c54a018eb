package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a JVM ends with the agent attached: as it does without. */
class ShutdownTest {

  /** The agent takes a second at most; the rest is for a slow machine. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final String LONG = "3600000";

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 42})
  void statusAndOutputAreThoseWithoutTheAgent(int status) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess without = JavaProcess.running(Idle.class, "" + status).start();
        JavaProcess with =
            JavaProcess.running(Idle.class, "" + status)
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("HEADROOM_LOG_LEVEL", "warn")
                .start()) {
      receiver.await(1);
      assertEquals(without.endInput().awaitExit(), with.endInput().awaitExit());
      assertEquals(status, with.awaitExit());
      assertEquals(without.output(), with.output());
      assertEquals(without.errors(), with.errors());
    }
  }

  @Test
  void aHealthyRunLogsOneLine() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            JavaProcess.running(Idle.class).agent().exportingTo(receiver.endpoint()).start()) {
      receiver.await(2);
      assertEquals(0, victim.endInput().awaitExit());
      List<String> lines = victim.errors().lines().toList();
      assertEquals(1, lines.size(), victim::toString);
      assertTrue(lines.get(0).startsWith("[headroom] INFO "), victim::toString);
    }
  }

  @Test
  void aLastExportIsMadeAtTheEnd() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("OTEL_METRIC_EXPORT_INTERVAL", "2000")
                .start()) {
      receiver.await(1);
      int before = receiver.exports().size();
      victim.awaitOutput("ready");
      assertEquals(0, victim.endInput().awaitExit(SOON));
      // The next regular export was up to two seconds away: it is here, so it was the last one.
      assertTrue(receiver.exports().size() > before, () -> receiver.exports().size() + " exports");
    }
  }

  @Test
  void aHangingCollectorDoesNotHoldTheEnd() throws Exception {
    // The kernel accepts, nobody answers.
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                .agent()
                .exportingTo("http://127.0.0.1:" + hanging.getLocalPort())
                .environment("OTEL_EXPORTER_OTLP_TIMEOUT", LONG)
                .start()) {
      victim.awaitOutput("ready");
      // An export is under way, and will hang, once the agent has connected.
      hanging.accept();
      assertEquals(0, victim.endInput().awaitExit(SOON));
      assertEquals("ready\ndone\n", victim.output());
    }
  }

  @Test
  void aCollectorThatIsDownDoesNotHoldTheEnd() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (JavaProcess victim =
        JavaProcess.running(Idle.class)
            .agent()
            .exportingTo("http://127.0.0.1:" + port)
            .environment("OTEL_EXPORTER_OTLP_TIMEOUT", LONG)
            .start()) {
      victim.awaitOutput("ready");
      assertEquals(0, victim.endInput().awaitExit(SOON));
      assertEquals("ready\ndone\n", victim.output());
    }
  }

  @Test
  void aCollectorThatAsksToWaitDoesNotHoldTheEnd() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start().answering(503);
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("OTEL_EXPORTER_OTLP_TIMEOUT", LONG)
                .start()) {
      victim.awaitOutput("ready");
      receiver.await(1);
      assertEquals(0, victim.endInput().awaitExit(SOON));
      assertEquals("ready\ndone\n", victim.output());
    }
  }
}
