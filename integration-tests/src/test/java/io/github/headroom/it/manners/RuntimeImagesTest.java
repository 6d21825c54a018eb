package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runtime images that jlink made with few modules, as small containers have them. */
@Execution(ExecutionMode.CONCURRENT)
class RuntimeImagesTest {

  private static final String SMALLEST = "java.base,java.instrument";
  private static final String MANAGEMENT = SMALLEST + ",java.management";
  private static final String NATIVE_MEMORY = MANAGEMENT + ",jdk.management";

  @Test
  void withoutManagementTheContainerAndTheHeapAreStillThere(@TempDir Path directory)
      throws Exception {
    Path java = image(directory.resolve("image"), SMALLEST);
    assertWithoutManagement(java);
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void modulesThatAreLimitedAreAsGoodAsMissing(int feature) throws Exception {
    assertWithoutManagement(Jdks.java(feature), "--limit-modules=" + SMALLEST);
  }

  private static void assertWithoutManagement(Path java, String... options) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(java, receiver.endpoint(), Idle.class).options(options).start()) {
      Guests.await(receiver, 2, jvm);
      Set<String> names = names(receiver);
      assertTrue(names.contains("process.memory.usage"), names::toString);
      assertTrue(names.contains("jvm.memory.used"), names::toString);
      assertFalse(names.contains("jvm.thread.count"), names::toString);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals(1, Guests.ours(jvm).size(), jvm::toString);
      assertTrue(
          Guests.ours(jvm).get(0).contains("the module java.management is missing"), jvm::toString);
      assertEquals(List.of(), Guests.theirs(jvm));
    }
  }

  @Test
  void withManagementThePoolsAreThereAndNothingIsSaid(@TempDir Path directory) throws Exception {
    Path java = image(directory.resolve("image"), MANAGEMENT);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = Guests.guest(java, receiver.endpoint(), Idle.class).start()) {
      Guests.await(receiver, 2, jvm);
      Set<String> names = names(receiver);
      assertTrue(names.contains("jvm.thread.count"), names::toString);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("", jvm.errors());
    }
  }

  @Test
  void nativeMemoryIsReadWithoutTheFlightRecorder(@TempDir Path directory) throws Exception {
    Path java = image(directory.resolve("image"), NATIVE_MEMORY);
    assertNativeMemory(java);
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void nativeMemoryIsReadWithLimitedModules(int feature) throws Exception {
    assertNativeMemory(Jdks.java(feature), "--limit-modules=" + NATIVE_MEMORY);
  }

  private static void assertNativeMemory(Path java, String... options) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(java, receiver.endpoint(), Idle.class)
                .options("-XX:NativeMemoryTracking=summary")
                .options(options)
                .start()) {
      receiver.awaitPoint(
          "native memory of the heap",
          point ->
              point.name().equals("headroom.jvm.native.committed")
                  && point.attributes().containsValue("Java Heap"));
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("", jvm.errors());
    }
  }

  @Test
  void nativeMemoryThatCannotBeReadIsSaidOnce(@TempDir Path directory) throws Exception {
    Path java = image(directory.resolve("image"), MANAGEMENT);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(java, receiver.endpoint(), Idle.class)
                .options("-XX:NativeMemoryTracking=summary")
                .start()) {
      Guests.await(receiver, 3, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals(1, Guests.ours(jvm).size(), jvm::toString);
      assertTrue(Guests.ours(jvm).get(0).contains("jdk.management"), jvm::toString);
    }
  }

  @Test
  void attachFromAnImageThatCannotSaysWhatToDo(@TempDir Path directory) throws Exception {
    Path java = image(directory.resolve("image"), MANAGEMENT);
    try (JavaProcess jvm = Guests.alone(Jdks.current(), Idle.class).start();
        JavaProcess attach =
            JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java).start()) {
      assertNotEquals(0, attach.awaitExit(Await.BOUND));
      assertTrue(attach.errors().contains("has no module jdk.attach"), attach::toString);
      assertTrue(attach.errors().contains("-javaagent:headroom-agent.jar"), attach::toString);
      assertFalse(attach.errors().contains("\tat "), attach::toString);
      assertTrue(jvm.isAlive());
    }
  }

  /** The image's java. */
  private static Path image(Path directory, String modules) throws Exception {
    Path jlink = Jdks.current().resolveSibling("jlink");
    Path jmods = jlink.getParent().getParent().resolve("jmods");
    assumeTrue(Files.isExecutable(jlink) && Files.isDirectory(jmods), "this JDK has no jmods");
    Process process =
        new ProcessBuilder(
                jlink.toString(),
                "--add-modules",
                modules,
                "--output",
                directory.toString(),
                "--no-header-files",
                "--no-man-pages")
            .inheritIO()
            .start();
    assertTrue(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS), "jlink hangs");
    assertEquals(0, process.exitValue());
    return directory.resolve("bin/java");
  }

  private static Set<String> names(OtlpReceiver receiver) {
    return receiver.exports().get(1).points().stream()
        .map(MetricPoint::name)
        .collect(Collectors.toSet());
  }
}
