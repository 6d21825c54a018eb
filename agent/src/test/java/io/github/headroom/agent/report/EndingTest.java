package io.github.headroom.agent.report;

import static io.github.headroom.agent.report.RecordedLife.LIMIT;
import static io.github.headroom.agent.report.RecordedLife.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class EndingTest {

  @TempDir Path root;

  @BeforeEach
  void aMachineWithABootIdAndAProcess() throws IOException {
    bootId("first");
    Files.createSymbolicLink(root.resolve("proc/self"), Path.of("4711"));
    Files.createDirectories(root.resolve("sys/fs/cgroup/app"));
    Files.createDirectories(root.resolve("home/app"));
  }

  @Test
  void aShutdownThatBeganIsClean() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(LIMIT - MIB).shutdown();
    }

    assertEquals("clean certain", ending());
  }

  @Test
  void aShutdownThatEndedIsClean() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(LIMIT - MIB).watchedShutdown().tick(LIMIT - MIB).shutdownEnded();
    }
    oomKills("memory.events", 1);

    assertEquals("clean certain", ending(), "the kill is a later one's");
  }

  @Test
  void anEndByTheAgentHasItsOwnWord() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(LIMIT - 50 * MIB).termination().watchedShutdown();
      life.tick(LIMIT - 40 * MIB).shutdownEnded();
    }

    assertEquals("terminated certain", ending());
  }

  @Test
  void anEndByTheAgentWhoseHooksDidNotEndIsLikely() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(LIMIT - 50 * MIB).termination().watchedShutdown().tick(LIMIT - 50 * MIB);
    }
    oomKills("memory.events", 0);

    assertEquals("terminated likely", ending());
  }

  @Test
  void anAnnouncedEndThatNeverCameIsForgotten() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(LIMIT - 50 * MIB).termination();
      for (int i = 0; i < 1300; i++) {
        life.tick(100 * MIB);
      }
      life.watchedShutdown().tick(100 * MIB).shutdownEnded();
    }

    assertEquals("clean certain", ending());
  }

  @Test
  void anEndByTheAgentWhoseEndCannotBeSeenIsLikely() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB).tick(LIMIT - 11 * MIB).termination().shutdown();
    }

    assertEquals("terminated likely", ending());
    assertFalse(evidence().contains("did not come to its end"), this::evidence);
  }

  @Test
  void aHaltByTheAgentIsItsEnd() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB).termination().watchedShutdown();
      life.tick(LIMIT - 11 * MIB).halt();
    }

    assertEquals("terminated certain", ending());
    assertTrue(evidence().contains("halted it at the deadline"), this::evidence);
  }

  @Test
  void aKillWhileTheAgentEndsTheJvmIsAnOomKill() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(100 * MIB).termination().watchedShutdown();
      life.tick(life.sample(LIMIT - 11 * MIB, 2));
    }
    oomKills("memory.events", 3);

    assertEquals("oom_kill certain", ending());
    assertTrue(evidence().contains("the agent had sent SIGTERM"), this::evidence);
  }

  @Test
  void aShutdownThatTheOomKillerEndedIsAnOomKill() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(100 * MIB).watchedShutdown().tick(life.sample(LIMIT - 11 * MIB, 2));
    }
    oomKills("memory.events", 3);

    assertEquals("oom_kill certain", ending());
    assertTrue(evidence().contains("did not come to its end"), this::evidence);
  }

  @Test
  void aShutdownThatRanOutOfHeadroomIsLikelyAnOomKill() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB).watchedShutdown().tick(100 * MIB).tick(LIMIT - 11 * MIB);
    }

    assertEquals("oom_kill likely", ending());
  }

  @Test
  void aShutdownThatWasCutOffWithHeadroomLeftIsKilled() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(life.sample(100 * MIB, 2)).watchedShutdown();
      life.tick(life.sample(100 * MIB, 2));
    }
    oomKills("memory.events", 2);

    assertEquals("killed likely", ending());
    assertTrue(evidence().contains("as at the end of a grace period"), this::evidence);
  }

  /** The hooks have run: it is not the exit that got to none. */
  @Test
  void aFullHeapInAShutdownIsNoCrashOfItself() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(heap(20 * MIB)).watchedShutdown();
      life.tick(heap(45 * MIB)).tick(heap(70 * MIB)).tick(heap(96 * MIB));
    }

    assertEquals("killed likely", ending());
  }

  @Test
  void aShutdownLongBeforeTheEndIsSeen() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB).watchedShutdown();
      for (int i = 0; i < 700; i++) {
        life.quick(100 * MIB);
      }
    }

    assertEquals("killed likely", ending());
    assertTrue(evidence().contains("did not come to its end"), this::evidence);
  }

  @Test
  void aCountThatRoseInTheSameCgroupIsAnOomKill() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(life.sample(100 * MIB, 2));
    }
    oomKills("memory.events", 3);

    assertEquals("oom_kill certain", ending());
  }

  @Test
  void aCountThatDidNotRiseIsNone() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(life.sample(LIMIT - 11 * MIB, 2));
    }
    oomKills("memory.oom_control", 2);

    assertEquals("killed certain", ending());
  }

  @Test
  void theCountOfAnotherCgroupWithTheSamePathIsIgnored() throws IOException {
    try (RecordedLife life = life("cgroup=/sys/fs/cgroup/app\ncgroup_inode=1\n")) {
      life.tick(life.sample(100 * MIB, 2));
    }
    oomKills("memory.events", 3);

    assertEquals("killed likely", ending());
  }

  @Test
  void noHeadroomAtTheEndIsLikelyAnOomKill() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB).tick(LIMIT - 12 * MIB);
    }

    assertEquals("oom_kill likely", ending());
  }

  @Test
  void headroomThatFellFastEnoughIsLikelyAnOomKill() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB).tick(LIMIT - 400 * MIB);
    }

    assertEquals("oom_kill likely", ending());
  }

  @Test
  void afterQuickRecordsTheNextMayBeLateAsATick() throws IOException {
    try (RecordedLife life = life("")) {
      life.full(LIMIT - 300 * MIB).tick(LIMIT - 100 * MIB).quick(LIMIT - 95 * MIB);
    }

    assertEquals("oom_kill likely", ending());
  }

  @Test
  void aFallLongAgoDoesNotCount() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(100 * MIB);
      for (int i = 0; i < 15; i++) {
        life.tick(LIMIT - 400 * MIB);
      }
    }

    assertEquals("killed likely", ending());
  }

  @Test
  void anErrorFileOfThisProcessIsACrash() throws IOException {
    try (RecordedLife life = life("directory=/home/app\n")) {
      life.tick(100 * MIB);
    }
    Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), "# SIGSEGV");

    assertEquals("crash certain", ending());
  }

  @Test
  void anErrorFileAtANamedPlaceIsACrash() throws IOException {
    try (RecordedLife life = life("flags=-Xmx1g -XX:ErrorFile=/home/app/%p.txt\n")) {
      life.tick(100 * MIB);
    }
    Files.writeString(root.resolve("home/app/4711.txt"), "# SIGSEGV");

    assertEquals("crash certain", ending());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoInPlaceOfAnErrorFileIsNotOpened() throws Exception {
    try (RecordedLife life = life("directory=/home/app\n")) {
      life.tick(100 * MIB);
    }
    Path fifo = root.resolve("home/app/hs_err_pid4711.log");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

    assertEquals("killed likely", ending());
  }

  @Test
  void anErrorFileOfAnEarlierProcessOfTheSameNumberIsNone() throws IOException {
    try (RecordedLife life = life("directory=/home/app\n")) {
      life.tick(100 * MIB);
    }
    Path file = Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), "# SIGSEGV");
    assertTrue(file.toFile().setLastModified(RecordedLife.STARTED - 1000));

    assertEquals("killed likely", ending());
  }

  @Test
  void anErrorFileOfALaterProcessOfTheSameNumberIsNone() throws IOException {
    try (RecordedLife life = life("directory=/home/app\n")) {
      life.tick(100 * MIB);
    }
    crashReport("#\nTime: Tue Nov 14 22:14:20 2023 UTC elapsed time: 12.345678 seconds (0d 0h 0m)");

    assertEquals("killed likely", ending(), "it started 47 s after the last record");
  }

  @Test
  void anErrorFileOfAProcessThatHadLivedSoLongIsACrash() throws IOException {
    try (RecordedLife life = life("directory=/home/app\n")) {
      life.tick(100 * MIB);
    }
    crashReport("# SIGSEGV\nelapsed time: 60 seconds (0d 0h 1m 0s)\n");

    assertEquals("crash certain", ending());
  }

  /** Written a minute after the recording began. */
  private void crashReport(String text) throws IOException {
    Path file = Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), text);
    assertTrue(file.toFile().setLastModified(RecordedLife.STARTED + 60_000));
  }

  @Test
  void anErrorFileFromAfterTheClockWasSetBackIsACrash() throws IOException {
    try (RecordedLife life = life("directory=/home/app\n")) {
      life.tick(100 * MIB).setClock(-3_600_000).tick(100 * MIB);
    }
    Path file = Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), "# SIGSEGV");
    assertTrue(file.toFile().setLastModified(RecordedLife.STARTED - 3_600_000 + 2000));

    assertEquals("crash certain", ending());
  }

  @Test
  void aFullHeapThatEndsTheJvmIsACrash() throws IOException {
    try (RecordedLife life = life("flags=-XX:+ExitOnOutOfMemoryError\n")) {
      life.tick(heap(99 * MIB));
    }

    assertEquals("crash likely", ending());
  }

  @Test
  void aHeapThatOnlyRoseUntilItWasFullIsOneWithoutTheFlag() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(heap(20 * MIB)).tick(heap(45 * MIB)).tick(heap(70 * MIB)).tick(heap(96 * MIB));
    }

    assertEquals("crash likely", ending());
  }

  @Test
  void aHeapThatThenStayedFullIsOneToo() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(heap(20 * MIB)).tick(heap(45 * MIB)).tick(heap(70 * MIB));
      life.tick(heap(100 * MIB)).tick(heap(100 * MIB)).tick(heap(100 * MIB));
    }

    assertEquals("crash likely", ending());
  }

  @Test
  void aHeapThatIsCollectedIsNoneWithoutTheFlag() throws IOException {
    try (RecordedLife life = life("")) {
      life.tick(heap(20 * MIB)).tick(heap(90 * MIB)).tick(heap(30 * MIB)).tick(heap(96 * MIB));
    }

    assertEquals("killed likely", ending());
  }

  @Test
  void aHeapThatWouldHaveBeenFullAtTheNextRecordIsOneToo() throws IOException {
    try (RecordedLife life = life("flags=-XX:+ExitOnOutOfMemoryError\n")) {
      life.tick(heap(60 * MIB)).tick(heap(75 * MIB)).tick(heap(82 * MIB));
    }

    assertEquals("crash likely", ending());
  }

  /** Collections of a heap that fills up hold the recorder up. */
  @Test
  void aHeapThatWouldHaveBeenFullAtALateRecordIsOneToo() throws IOException {
    try (RecordedLife life = life("flags=-XX:+ExitOnOutOfMemoryError\n")) {
      life.tick(heap(5 * MIB)).tick(heap(28 * MIB)).tick(heap(51 * MIB));
    }

    assertEquals("crash likely", ending());
  }

  @Test
  void aHeapThatHadRoomForALateRecordIsNone() throws IOException {
    try (RecordedLife life = life("flags=-XX:+ExitOnOutOfMemoryError\n")) {
      life.tick(heap(50 * MIB)).tick(heap(63 * MIB));
    }

    assertEquals("killed likely", ending());
  }

  private static Sample heap(long used) {
    return new SampleBuilder().with(Field.HEAP_USED, used).with(Field.HEAP_MAX, 100 * MIB).build();
  }

  @Test
  void anotherBootIdIsANodeThatIsGone() throws IOException {
    try (RecordedLife life = life(cgroup())) {
      life.tick(LIMIT - 11 * MIB);
    }
    bootId("second");

    assertEquals("node_gone likely", ending());
  }

  @Test
  void noSampleIsAnUnknownEnd() throws IOException {
    life("").close();

    assertEquals("unknown unknown", ending());
  }

  private Path file() {
    return root.resolve("1-1.headroom");
  }

  private RecordedLife life(String lines) throws IOException {
    return new RecordedLife(file(), 256 * 1024, root, lines);
  }

  private String cgroup() {
    String inode = Identity.inode(root.resolve("sys/fs/cgroup/app"));
    return "cgroup=/sys/fs/cgroup/app\ncgroup_inode=" + inode + "\n";
  }

  private void oomKills(String name, int kills) throws IOException {
    Files.writeString(
        root.resolve("sys/fs/cgroup/app").resolve(name), "oom 9\noom_kill " + kills + "\n");
  }

  private void bootId(String id) throws IOException {
    Path directory = Files.createDirectories(root.resolve("proc/sys/kernel/random"));
    Files.writeString(directory.resolve("boot_id"), id + "\n");
  }

  private String evidence() {
    try (Recording recording = Recording.open(file())) {
      return Ending.of(recording, root).evidence().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ending() throws IOException {
    try (Recording recording = Recording.open(file())) {
      Ending ending = Ending.of(recording, root);
      return ending.exit().word() + " " + ending.certainty().word();
    }
  }
}
