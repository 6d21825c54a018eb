package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent beside itself, and beside another one. */
@Execution(ExecutionMode.CONCURRENT)
class TwoAgentsTest {

  private static final String ATTACHED_ALREADY =
      "[headroom] WARN attached already; this second attach changes nothing";

  @Test
  void twiceOnTheCommandLineIsLoggedAndHarmless() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.current(), receiver.endpoint(), Idle.class).agent().start()) {
      assertOneAgent(receiver, jvm);
    }
  }

  @Test
  void aSecondCopyOfTheJarIsLoggedAndHarmless(@TempDir Path directory) throws Exception {
    Path copy = Files.copy(JavaProcess.agentJar(), directory.resolve("other-name.jar"));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.current(), receiver.endpoint(), Idle.class)
                .options("-javaagent:" + copy)
                .start()) {
      assertOneAgent(receiver, jvm);
    }
  }

  @Test
  void attachingToAJvmThatHasTheAgentIsLoggedAndHarmless() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = Guests.guest(Jdks.current(), receiver.endpoint(), Idle.class).start()) {
      Guests.await(receiver, 1, jvm);
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).start()) {
        assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
      }
      assertOneAgent(receiver, jvm);
    }
  }

  private static void assertOneAgent(OtlpReceiver receiver, JavaProcess jvm) {
    Guests.await(receiver, receiver.exports().size() + 3, jvm);
    assertEquals(List.of(ATTACHED_ALREADY), Guests.ours(jvm), jvm::toString);
    Set<String> instances = new HashSet<>();
    for (OtlpReceiver.Export export : receiver.exports()) {
      instances.add(export.points().get(0).resource().get("service.instance.id"));
    }
    assertEquals(1, instances.size(), instances::toString);
    assertEquals(0, jvm.endInput().awaitExit());
    assertEquals("ready\ndone\n", jvm.output());
    assertEquals(List.of(), Guests.theirs(jvm));
  }

  @ParameterizedTest(name = "ours first: {0}")
  @ValueSource(booleans = {true, false})
  void theOpenTelemetryAgentKeepsItsJvmMetricsToItself(boolean oursFirst) throws Exception {
    Path other = Lab.file("otel-javaagent", "files/opentelemetry-javaagent.jar");
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      JavaProcess.Builder builder =
          JavaProcess.running(Idle.class)
              .java(Jdks.current())
              .options("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
      String theirs = "-javaagent:" + other;
      if (oursFirst) {
        builder.agent().options(theirs);
      } else {
        builder.options(theirs).agent();
      }
      try (JavaProcess jvm =
          Guests.exporting(builder, receiver.endpoint())
              .environment("OTEL_TRACES_EXPORTER", "none")
              .environment("OTEL_LOGS_EXPORTER", "none")
              .start()) {
        Await.until(
            "metrics of both agents",
            () -> has(receiver, TwoAgentsTest::isTheirs) && has(receiver, TwoAgentsTest::isOurs),
            jvm::toString);
        Guests.await(receiver, receiver.exports().size() + 4, jvm);
        for (OtlpReceiver.Export export : receiver.exports()) {
          if (export.points().stream().anyMatch(TwoAgentsTest::isOurs)) {
            assertEquals(
                List.of(),
                export.points().stream()
                    .map(MetricPoint::name)
                    .filter(name -> name.startsWith("jvm."))
                    .toList());
          }
        }
        assertEquals(0, jvm.endInput().awaitExit(Await.BOUND));
        assertEquals("ready\ndone\n", jvm.output());
        assertEquals(List.of(), Guests.ours(jvm));
      }
    }
  }

  private static boolean has(OtlpReceiver receiver, Predicate<MetricPoint> wanted) {
    return receiver.exports().stream()
        .anyMatch(export -> export.points().stream().anyMatch(wanted));
  }

  private static boolean isTheirs(MetricPoint point) {
    return point.name().equals("jvm.class.loaded");
  }

  private static boolean isOurs(MetricPoint point) {
    return point.name().startsWith("headroom.");
  }
}
