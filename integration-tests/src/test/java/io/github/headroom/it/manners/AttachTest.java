package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.GoldenVictim;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import io.github.headroom.it.victim.Threads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
      attach(java, jvm);
      Guests.await(receiver, 2, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals(
          List.of("thread headroom daemon", "thread headroom-export daemon"),
          jvm.output().lines().filter(line -> line.startsWith("thread headroom")).sorted().toList(),
          jvm::toString);
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource("io.github.headroom.it.parts.Jdks#features")
  void everyMetricIsThereThenAndNativeMemoryToo(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm =
            Guests.exporting(Guests.alone(java, Idle.class), receiver.endpoint())
                .options("-XX:NativeMemoryTracking=summary")
                .in(group)
                .start()) {
      jvm.awaitOutput("ready");
      attach(java, jvm);
      GoldenVictim.assertPublished(receiver, jvm, GoldenVictim.GOLDEN, GoldenVictim.NATIVE_MEMORY);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      // Java 21 and newer warn of every agent that comes later (JEP 451).
      assertEquals(
          List.of(), jvm.errors().lines().filter(line -> !line.startsWith("WARNING: ")).toList());
    }
  }

  @ParameterizedTest(name = "Java {0} to {1}")
  @CsvSource({"11, 8", "17, 8", "17, 28", "27, 8", "27, 11"})
  void theCommandMayRunOnAnotherJava(int from, int to) throws Exception {
    Path java = Jdks.java(from);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(Guests.alone(Jdks.java(to), Idle.class), receiver.endpoint())
                .start()) {
      jvm.awaitOutput("ready");
      attach(java, jvm);
      Guests.await(receiver, 1, jvm);
    }
  }

  @Test
  void java8PrintsThatItCannotReadTheAnswerOfANewerJvm() throws Exception {
    Path java8 = Jdks.java(8);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(Guests.alone(Jdks.current(), Idle.class), receiver.endpoint())
                .start()) {
      jvm.awaitOutput("ready");
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java8).start()) {
        assertEquals(1, attach.awaitExit(Await.BOUND), attach::toString);
        assertTrue(attach.errors().contains("the agent may be loaded"), attach::toString);
      }
      Guests.await(receiver, 1, jvm);
    }
  }

  @Test
  void aJreOfJava8PrintsThatItNeedsAJdk() throws Exception {
    Path java8 = Jdks.java(8);
    Path toolsJar = java8.toRealPath().resolve("../../../lib/tools.jar").normalize();
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to hide " + toolsJar);
    assumeTrue(Files.isRegularFile(toolsJar), toolsJar + " is missing: Java 8 is a JRE already");
    try (JavaProcess jvm = Guests.alone(java8, Idle.class).start()) {
      jvm.awaitOutput("ready");
      List<String> attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java8).command();
      List<String> command =
          new ArrayList<>(
              List.of("unshare", "-m", "sh", "-c", "mount --bind /dev/null \"$0\" && exec \"$@\""));
      command.add(toolsJar.toString());
      command.addAll(attach);
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, process.waitFor(), output);
      assertTrue(output.contains("JRE of Java 8"), output);
    }
  }

  @Test
  void aJvmWithoutPerfDataIsAttachedToAsWell() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(Guests.alone(Jdks.current(), Idle.class), receiver.endpoint())
                .options("-XX:-UsePerfData")
                .start()) {
      jvm.awaitOutput("ready");
      attach(Jdks.current(), jvm);
      Guests.await(receiver, 1, jvm);
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 17, Jdks.NEWEST})
  void aJvmThatLetsNobodyAttachIsNamed(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (JavaProcess jvm =
        Guests.alone(java, Idle.class).options("-XX:+DisableAttachMechanism").start()) {
      jvm.awaitOutput("ready");
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java).start()) {
        assertEquals(1, attach.awaitExit(Await.BOUND), attach::toString);
        assertTrue(attach.errors().contains("-XX:+DisableAttachMechanism"), attach::toString);
        assertEquals(2, attach.errors().lines().count(), attach::toString);
      }
      assertTrue(jvm.isAlive());
      assertEquals("", jvm.errors());
    }
  }

  private static void attach(Path java, JavaProcess jvm) throws Exception {
    try (JavaProcess attach =
        JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java).start()) {
      assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
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
  void anotherUserNamesTheTargetsUser() throws Exception {
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
      String output = new String(attach.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, attach.waitFor(), output);
      assertTrue(output.contains("the target's own user"), output);
      assertFalse(output.contains("\tat "), output);
      assertTrue(jvm.isAlive());
      assertEquals("", jvm.errors());
    } finally {
      Files.delete(jar);
      Files.delete(directory);
    }
  }
}
