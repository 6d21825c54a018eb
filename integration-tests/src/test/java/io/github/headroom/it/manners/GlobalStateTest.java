package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Certificates;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.GlobalState;
import io.github.headroom.it.victim.HostileGlobals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that all of a JVM shares is changed or asked by the agent. */
@Execution(ExecutionMode.CONCURRENT)
class GlobalStateTest {

  private static final String[] OPENED = {
    "--add-opens=java.base/java.net=ALL-UNNAMED", "--add-opens=java.base/javax.net.ssl=ALL-UNNAMED"
  };

  @ParameterizedTest(name = "Java {0} -XX:NativeMemoryTracking={1}")
  @CsvSource({"17, off", "17, summary", "25, off", "25, summary"})
  void theGlobalStateIsThatOfARunWithoutTheAgent(int feature, String tracking) throws Exception {
    Path java = Jdks.java(feature);
    String option = "-XX:NativeMemoryTracking=" + tracking;
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess without =
            Guests.exporting(Guests.alone(java, GlobalState.class), receiver.endpoint())
                .options(option)
                .options(OPENED)
                .start();
        JavaProcess with =
            Guests.guest(java, receiver.endpoint(), GlobalState.class)
                .options(option)
                .options(OPENED)
                .start()) {
      Guests.await(receiver, 2, with);
      if (tracking.equals("summary")) {
        receiver.awaitPoint(
            "native memory", point -> point.name().equals("headroom.jvm.native.committed"));
      }
      assertEquals(0, with.endInput().awaitExit(), with::toString);
      assertEquals(0, without.endInput().awaitExit(), without::toString);
      assertTrue(with.output().contains("MBean servers 0\n"), with::toString);
      assertEquals(without.output(), with.output());
      assertEquals("", with.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void plainHttpAsksNothingOfTheApplications(int feature) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.java(feature), receiver.endpoint(), HostileGlobals.class).start()) {
      jvm.awaitOutput("ready");
      Guests.await(receiver, receiver.exports().size() + 3, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals("", jvm.errors());
    }
  }

  @Test
  void httpsAsksNothingOfTheApplications() throws Exception {
    AtomicInteger exports = new AtomicInteger();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Certificates.get().serving()));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exports.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (JavaProcess jvm =
        Guests.guest(
                Jdks.current(),
                "https://127.0.0.1:" + server.getAddress().getPort(),
                HostileGlobals.class)
            .environment(
                "OTEL_EXPORTER_OTLP_CERTIFICATE", Certificates.get().authority().toString())
            .start()) {
      jvm.awaitOutput("ready");
      int before = exports.get();
      Await.until("exports", () -> exports.get() >= before + 3, jvm::toString);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals("", jvm.errors());
    } finally {
      server.stop(0);
    }
  }
}
