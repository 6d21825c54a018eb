package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import io.github.headroom.it.victim.Threads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attaching to a JVM that runs already. */
@Execution(ExecutionMode.CONCURRENT)
class AttachTest {

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void nothingOfTheApplicationIsHeldThen(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(Guests.alone(java, Threads.class), receiver.endpoint())
                .options("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .start()) {
      jvm.awaitOutput("ready");
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java).start()) {
        assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
      }
      Guests.await(receiver, 2, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals(
          List.of("thread headroom daemon", "thread headroom-export daemon"),
          jvm.output().lines().filter(line -> line.startsWith("thread headroom")).sorted().toList(),
          jvm::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",,,", "=", "no.such.setting=1", "otel.metric.export.interval=", "novalue"})
  void optionsThatMakeNoSenseAreNamedAndTheRestGoesOn(String options) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(
                    Guests.alone(Jdks.current(), Idle.class).agent(options), receiver.endpoint())
                .start()) {
      Guests.await(receiver, 1, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals(List.of(), Guests.theirs(jvm));
    }
  }

  @Test
  void anotherUserIsToldToBeTheSame() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to become nobody");
    Path directory = Files.createTempDirectory("headroom-it-nobody");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = Files.copy(JavaProcess.agentJar(), directory.resolve("headroom-agent.jar"));
    try (JavaProcess jvm = Guests.alone(Jdks.current(), Idle.class).start()) {
      jvm.awaitOutput("ready");
      Process attach =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  Jdks.current().toString(),
                  "-jar",
                  jar.toString(),
                  "attach",
                  Long.toString(jvm.pid()))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(attach.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, attach.waitFor(), said);
      assertTrue(said.contains("the target's own user"), said);
      assertFalse(said.contains("\tat "), said);
      assertTrue(jvm.isAlive());
      assertEquals("", jvm.errors());
    } finally {
      Files.delete(jar);
      Files.delete(directory);
    }
  }
}
