package io.github.headroom.agent.report;

import static io.github.headroom.agent.report.RecordedLife.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Process 4711 of a namespace, started 900 ticks after the boot, records. */
class LifeTest {

  private static final String NAMESPACE = "pid:[4026531836]";

  @TempDir Path root;
  private Path file;

  @BeforeEach
  void itRuns() throws IOException {
    boot("first");
    Files.createDirectories(root.resolve("proc/4711/ns"));
    Files.createDirectories(root.resolve("proc/1"));
    Files.createSymbolicLink(root.resolve("proc/self"), Path.of("4711"));
    process('S', 900);
    namespace(NAMESPACE);
    file = root.resolve("1-4711.headroom");
  }

  @Test
  void aLockThatIsHeldIsLife() throws IOException {
    try (RecordedLife life = life()) {
      life.tick(100 * MIB);
      process('S', 901);
      assertEquals(Life.RUNNING, look(file));
    }
  }

  @Test
  void aProcessThatIsThereLivesWithoutItsLock() throws IOException {
    recorded();
    assertEquals(Life.RUNNING, look(file));
  }

  @Test
  void aLaterProcessOfTheSameNumberIsNotIt() throws IOException {
    recorded();
    process('S', 901);
    assertEquals(Life.ENDED, look(file));
  }

  @Test
  void aZombieHasEnded() throws IOException {
    recorded();
    process('Z', 900);
    assertEquals(Life.ENDED, look(file));
  }

  @Test
  void aProcessThatIsGoneHasEnded() throws IOException {
    recorded();
    Files.delete(root.resolve("proc/4711/stat"));
    assertEquals(Life.ENDED, look(file));
  }

  @Test
  void theNumberIsIgnoredInAnotherPidNamespace() throws IOException {
    recorded();
    namespace("pid:[4026532000]");
    assertEquals(Life.UNDECIDED, look(file));
  }

  @Test
  void theNumberIsIgnoredAfterAnotherBoot() throws IOException {
    recorded();
    boot("second");
    assertEquals(Life.UNDECIDED, look(file));
  }

  @Test
  void aRecordingWithoutRecordsForLongHasEnded() throws IOException {
    recorded();
    namespace("pid:[4026532000]");
    assertEquals(Life.ENDED, look(file, -10));
  }

  @Test
  void aJvmOfAnotherMachineThatStallsMayBeRunning() throws IOException {
    recorded();
    boot("second");
    assertEquals(Life.UNDECIDED, quietFor(59));
  }

  @Test
  void aJvmOfAnotherMachineHasEndedAfterMinutes() throws IOException {
    recorded();
    boot("second");
    assertEquals(Life.ENDED, quietFor(301));
  }

  @Test
  void aRecordingFromBeforeThisBootHasEndedSooner() {
    assertEquals(60, Life.otherBootSeconds(5));
    assertEquals(90, Life.otherBootSeconds(90));
    assertEquals(300, Life.otherBootSeconds(1e6));
  }

  @Test
  void aRecordingWithItsEndHasEnded() throws IOException {
    try (RecordedLife life = life()) {
      life.tick(100 * MIB).watchedShutdown().shutdownEnded();
    }
    namespace("pid:[4026532000]");
    assertEquals(Life.ENDED, look(file));
  }

  @Test
  void aSealedRecordingHasEnded() throws IOException {
    recorded();
    RecordingSummary.of(file, root, false).seal(file);
    namespace("pid:[4026532000]");
    assertEquals(Life.ENDED, look(file));
  }

  /** As on a read-only mount: a directory cannot be opened for writing, whoever tries. */
  @Test
  void withoutALockToTryItTakesAMinuteOfQuiet() throws IOException {
    recorded();
    namespace("pid:[4026532000]");
    Path noFile = Files.createDirectory(root.resolve("directory"));
    assertEquals(Life.UNDECIDED, look(noFile, -10));
  }

  private void recorded() throws IOException {
    try (RecordedLife life = life()) {
      life.tick(100 * MIB);
    }
  }

  private RecordedLife life() throws IOException {
    return new RecordedLife(file, 256 * 1024, root, "");
  }

  private Life look(Path locked) throws IOException {
    return look(locked, 1e9);
  }

  private Life look(Path locked, double quietSeconds) throws IOException {
    try (Recording recording = Recording.open(file)) {
      LastMinute end = LastMinute.of(recording);
      end.last.seconds = System.nanoTime() / 1e9;
      return Life.of(locked, recording, end, root, quietSeconds);
    }
  }

  private Life quietFor(int seconds) throws IOException {
    try (Recording recording = Recording.open(file)) {
      LastMinute end = LastMinute.of(recording);
      end.last.epochMillis = System.currentTimeMillis() - seconds * 1000L;
      return Life.of(file, recording, end, root, 3);
    }
  }

  private void boot(String id) throws IOException {
    Path directory = Files.createDirectories(root.resolve("proc/sys/kernel/random"));
    Files.writeString(directory.resolve("boot_id"), id + "\n");
  }

  private void namespace(String name) throws IOException {
    Path link = root.resolve("proc/4711/ns/pid");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(name));
  }

  /** A name may hold spaces and parentheses. */
  private void process(char state, int startTicks) throws IOException {
    Files.writeString(
        root.resolve("proc/4711/stat"),
        "4711 (a ) S b) "
            + state
            + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 "
            + startTicks
            + " 20 21\n");
  }
}
