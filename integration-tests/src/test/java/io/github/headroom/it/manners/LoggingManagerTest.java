package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import io.github.headroom.it.victim.OwnLogManager;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** java.util.logging belongs to the application: initialised by it, when it wants. */
@Execution(ExecutionMode.CONCURRENT)
class LoggingManagerTest {

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void theApplicationMakesItsOwnLogManagerAndNobodyBefore(int feature) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.java(feature), receiver.endpoint(), OwnLogManager.class).start()) {
      Guests.await(receiver, 3, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals(
          "ready\nLogManager made by main\nin use: Manager\n", jvm.output(), jvm::toString);
      assertEquals("", jvm.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void theAgentNeverInitialisesTheLogManager(int feature, @TempDir Path directory)
      throws Exception {
    Path log = directory.resolve("initialised");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.java(feature), receiver.endpoint(), Idle.class)
                .options("-Xlog:class+init:file=" + log, "-XX:NativeMemoryTracking=summary")
                .start()) {
      Guests.await(receiver, 2, jvm);
      // Then a failure, which OpenTelemetry's own classes log.
      receiver.answering(400);
      Await.until("a line of the agent", () -> !Guests.ours(jvm).isEmpty(), jvm::toString);
      assertEquals(0, jvm.endInput().awaitExit());
      assertInitialised(log, "io.github.headroom.agent.run.SamplingThread", true);
      assertInitialised(log, "java.util.logging.LogManager", false);
      assertInitialised(log, "java.util.logging.Logger", false);
      assertInitialised(log, "javax.management.MBeanServerFactory", false);
    }
  }

  @ParameterizedTest(name = "over {0} with status {1}")
  @CsvSource({"grpc, 200", "http/protobuf, 200", "http/protobuf, 503"})
  void theLogManagerStaysUninitialisedOverEachTransport(
      String protocol, int status, @TempDir Path directory) throws Exception {
    Path log = directory.resolve("initialised");
    try (OtlpReceiver receiver = OtlpReceiver.start().answering(status);
        JavaProcess jvm =
            Guests.guest(Jdks.current(), receiver.endpoint(), Idle.class)
                .options("-Xlog:class+init:file=" + log)
                .environment("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                .start()) {
      if (protocol.equals("grpc")) {
        // This receiver speaks no HTTP/2: the failure is what is wanted.
        Await.until("a line of the agent", () -> !Guests.ours(jvm).isEmpty(), jvm::toString);
      } else {
        Guests.await(receiver, 2, jvm);
      }
      assertEquals(0, jvm.endInput().awaitExit());
      assertInitialised(log, "java.util.logging.LogManager", false);
    }
  }

  /**
   * ManagementFactory loads the LogManager to see whether its module is there; what must not happen
   * is that its static initialiser runs, which chooses the manager for good.
   */
  private static void assertInitialised(Path log, String name, boolean initialised)
      throws Exception {
    boolean found = Files.readString(log).contains("nitializing '" + name.replace('.', '/') + "'");
    if (initialised) {
      assertTrue(found, name);
    } else {
      assertFalse(found, name);
    }
  }
}
