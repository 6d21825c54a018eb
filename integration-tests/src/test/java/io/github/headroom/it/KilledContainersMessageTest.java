package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.ContainerBuilder;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.victim.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The termination message of JVMs that end in different ways. */
@Execution(ExecutionMode.CONCURRENT)
class KilledContainersMessageTest {

  private static final long LIMIT = 128L << 20;
  private static final int KILLED = 128 + 9;

  @TempDir Path directory;
  private Path message;

  @BeforeEach
  void kubernetesMakesTheFile() throws IOException {
    message = newMessage(directory);
  }

  /** As the kubelet makes it: empty, for every user to write to. */
  static Path newMessage(Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("termination-log"));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  @Test
  void anOomKillLeavesThemAndTheNextStartWritesOverThem() throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT)) {
      try (JavaProcess victim =
          hog().environment("HEADROOM_TERMINATION_MESSAGE", message.toString()).in(group).start()) {
        assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
      }
      assertOfAKill(message, "128 MiB");
      try (JavaProcess next = ending("halt").in(group).start()) {
        Await.until("its own words", () -> text().contains("verdict unknown"), next::toString);
        next.endInput().awaitExit();
        assertTrue(text().startsWith("[headroom] "), text());
      }
    }
  }

  @Test
  void inAContainerTheyAreInTheFileThatIsMountedForIt() throws Exception {
    try (Container container =
        ofAHog(Container.OciRuntime.RUNC, LIMIT, message).start(hog().command())) {
      container.awaitEnd(Await.BOUND);
      assertEquals(KILLED, container.release(), container::toString);
    }
    assertOfAKill(message, "128 MiB");
  }

  @ParameterizedTest
  @CsvSource({"exit", "return", "throw"})
  void anEndThatIsNobodysKillLeavesItEmpty(String way) throws Exception {
    try (JavaProcess jvm = ending(way).start()) {
      Await.until("its words", () -> !text().isEmpty(), jvm::toString);
      jvm.endInput().awaitExit();
      assertEquals("", text(), jvm::toString);
    }
  }

  @Test
  void haltLeavesThem() throws Exception {
    try (JavaProcess jvm = ending("halt").start()) {
      Await.until("its words", () -> !text().isEmpty(), jvm::toString);
      jvm.endInput().awaitExit();
      assertTrue(text().contains("[headroom] recording: /"), text());
    }
  }

  @Test
  void textOfTheApplicationStays() throws Exception {
    Path own = Files.writeString(message, "out of licences\n");
    try (JavaProcess jvm = ending("exit").start()) {
      Await.until(
          "that it is not used",
          () -> jvm.errors().contains("no termination message is written"),
          jvm::toString);
      jvm.endInput().awaitExit();
      assertTrue(jvm.errors().contains("found a text that is not the agent's"), jvm::toString);
    }
    assertEquals("out of licences\n", Files.readString(own));
  }

  @Test
  void aFullDiskIsLoggedAndEverythingElseContinues() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("full"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4k", "none", disk.toString())
            .start();
    assumeTrue(mount.waitFor() == 0, "no full disk: needs the right to mount");
    try {
      Path file = newMessage(disk);
      Files.write(disk.resolve("all"), new byte[4096]);
      try (JavaProcess jvm =
          ending("exit").environment("HEADROOM_TERMINATION_MESSAGE", file.toString()).start()) {
        Await.until("that it is full", () -> jvm.errors().contains("No space left"), jvm::toString);
        assertTrue(
            jvm.errors().contains(file + ": the termination message cannot be written"),
            jvm::toString);
        assertEquals(3, jvm.endInput().awaitExit());
      }
    } finally {
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  /** The victim in a container as Kubernetes starts one. */
  static ContainerBuilder ofAHog(Container.OciRuntime runtime, long limit, Path message) {
    return Container.of(runtime)
        .limit(limit)
        .memoryAndSwapLimit(limit)
        .terminationLog(message)
        .environment("HEADROOM_RECORDER", "off");
  }

  static void assertOfAKill(Path message, String limit) throws IOException {
    List<String> lines = Files.readAllLines(message);
    assertTrue(
        lines
            .get(0)
            .matches(
                "\\[headroom\\] [0-9.]+ MiB left of "
                    + limit
                    + ", verdict growing, culprit native_other, kill in .* s; 20.*Z"),
        lines::toString);
    // Before it is the cause, where a look has found one.
    int why = lines.get(1).startsWith("native_other: ") ? 2 : 1;
    assertTrue(lines.get(why).startsWith("native_other grows by "), lines::toString);
    assertTrue(lines.get(why + 3).startsWith("native_other  "), lines::toString);
    assertTrue(lines.toString().contains("native memory: start with"), lines::toString);
  }

  static JavaProcess.Builder hog() {
    return JavaProcess.victim("UnsafeHog", "--rate", "" + (2 << 20))
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .agent();
  }

  private JavaProcess.Builder ending(String way) {
    return JavaProcess.running(Ending.class, way)
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .agent()
        .environment("HEADROOM_TERMINATION_MESSAGE", message.toString());
  }

  private String text() {
    try {
      return Files.readString(message);
    } catch (IOException e) {
      throw new AssertionError(message.toString(), e);
    }
  }
}
