package io.github.headroom.agent.report;

import static io.github.headroom.agent.report.RecordedLife.LIMIT;
import static io.github.headroom.agent.report.RecordedLife.MIB;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of a cgroup that the kernel has killed in twice, reported before the third time. */
class SealTest {

  @TempDir Path root;
  private Path file;

  @BeforeEach
  void aJvmThatAPersonKilled() throws IOException {
    bootId("first");
    Path group = Files.createDirectories(root.resolve("sys/fs/cgroup/app"));
    Files.createDirectories(root.resolve("home/app"));
    Files.createSymbolicLink(root.resolve("proc/self"), Path.of("4711"));
    Files.createDirectories(root.resolve("proc/4711/ns"));
    pidNamespace("pid:[4026531836]");
    oomKills(2);
    file = root.resolve("1-4711.headroom");
    String cgroup = "cgroup=/sys/fs/cgroup/app\ncgroup_inode=" + Identity.inode(group) + "\n";
    try (RecordedLife life =
        new RecordedLife(file, 256 * 1024, root, cgroup + "directory=/home/app\n")) {
      life.tick(life.sample(LIMIT - 500 * MIB, 2)).tick(life.sample(LIMIT - 500 * MIB, 2));
    }
  }

  @Test
  void whatComesLaterDoesNotChangeIt() throws IOException {
    assertEquals("killed certain", reported());

    oomKills(3); // the next JVM of this cgroup
    Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), "# SIGSEGV");
    bootId("another machine");

    assertEquals("killed certain", reported());
  }

  @Test
  void withoutASealItWould() throws IOException {
    oomKills(3);

    assertEquals("oom_kill certain", reported());
  }

  @Test
  void theEvidenceIsThatOfThen() throws IOException {
    List<String> before = summary().ending.evidence();
    summary().seal(file);
    oomKills(3);

    assertEquals(before, summary().ending.evidence());
    assertTrue(summary().judgedMillis() > 0);
  }

  @Test
  void anotherMachineSealsNothing() throws IOException {
    bootId("another machine");
    assertEquals("node_gone likely", reported());

    bootId("first");
    assertEquals("killed certain", reported());
  }

  /** Older agents wrote node_gone down. */
  @Test
  void aSealOfNodeGoneIsNoFinding() throws IOException {
    assertFalse(Seal.write(file, ending(Exit.NODE_GONE), 2, 1, true));
    sealLikely(1);
    rewriteSeal("exit=killed\n", "exit=node_gone\n");

    assertEquals("killed certain", reported());
  }

  @Test
  void aSealWhoseExitThisAgentDoesNotKnowIsNoFinding() throws IOException {
    sealLikely(1);
    rewriteSeal("exit=killed\n", "exit=evicted\n");

    assertEquals("killed certain", reported());
  }

  /** As an agent of another version would have written it. */
  private void rewriteSeal(String from, String to) throws IOException {
    byte[] page = new byte[RecordingFile.SEAL_BYTES];
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(RecordingFile.SEAL_AT);
      bytes.readFully(page);
      ByteBuffer sealed = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
      int textAt = RecordingFile.RECORD_PREFIX_BYTES + 4;
      int length = sealed.getInt(textAt - 4);
      String text = new String(page, textAt, length, ISO_8859_1);
      assertTrue(text.contains(from), text);
      byte[] other = text.replace(from, to).getBytes(ISO_8859_1);
      sealed.putInt(textAt - 4, other.length);
      System.arraycopy(other, 0, page, textAt, other.length);
      CRC32 crc = new CRC32();
      crc.update(page, 8, page.length - 8);
      sealed.putInt(4, (int) crc.getValue());
      bytes.seek(RecordingFile.SEAL_AT);
      bytes.write(page);
    }
  }

  @Test
  void aReportInItsPlaceSealsALikelyEnd() throws IOException {
    Files.delete(root.resolve("sys/fs/cgroup/app/memory.events"));

    assertEquals("killed likely", reported());
    assertEquals("killed", sealed().ending().exit().word());
  }

  @Test
  void aReportFromAnotherPidNamespaceSealsNoLikelyEnd() throws IOException {
    Files.delete(root.resolve("sys/fs/cgroup/app/memory.events"));
    pidNamespace("pid:[4026532000]");

    assertEquals("killed likely", reported());
    assertNull(sealed());
  }

  @Test
  void anHsErrFileReplacesALikelySealThatWasMadeWithoutIt() throws IOException {
    sealLikely(System.currentTimeMillis() + 60_000);
    Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), "# SIGSEGV");

    assertEquals("crash certain", reported());
    assertEquals("crash", sealed().ending().exit().word());
  }

  @Test
  void anHsErrFileOfLaterThanTheSealIsAnotherJvms() throws IOException {
    sealLikely(System.currentTimeMillis() - 60_000);
    Files.writeString(root.resolve("home/app/hs_err_pid4711.log"), "# SIGSEGV");

    assertEquals("killed likely", reported());
  }

  @Test
  void theRecordsStayAsTheyAre() throws IOException {
    RecordingSummary before = summary();
    before.seal(file);
    RecordingSummary after = summary();

    assertEquals(before.records, after.records);
    assertEquals(before.timeline.toString(), after.timeline.toString());
  }

  @Test
  void aJvmThatRecordsOnBreaksIt() throws IOException {
    Path beside = root.resolve("2-4711.headroom");
    try (RecordedLife life = new RecordedLife(beside, 256 * 1024, root, "")) {
      life.tick(100 * MIB);
      copy(beside, file);
      summary().seal(file);
      copySeal(file, beside);
      try (Recording recording = Recording.open(beside)) {
        assertNotNull(recording.seal());
      }
      life.tick(100 * MIB);
    }

    try (Recording recording = Recording.open(beside)) {
      assertNull(recording.seal());
    }
  }

  @Test
  void aDamagedOneNeverWas() throws IOException {
    summary().seal(file);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(RecordingFile.SEAL_AT + 50);
      bytes.write(7);
    }
    oomKills(3);

    assertEquals("oom_kill certain", reported());
  }

  @Test
  void aRunningRecordingGetsNoSeal() throws IOException {
    RecordingSummary.of(file, root, true).seal(file);

    assertNull(sealed());
  }

  @Test
  void aHeaderThatReachesSoFarIsLeftAlone() throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(RecordingFile.HEADER_BYTES + 12);
      bytes.write(new byte[] {0, 0x3f, 0, 0}); // 16128 bytes of text, as older agents could
    }

    summary().seal(file);

    assertNull(sealed());
  }

  @Test
  void whereItCannotBeWrittenNothingFails() throws IOException {
    try (FileChannel held = FileChannel.open(file, StandardOpenOption.WRITE)) {
      held.lock();
      assertEquals("killed certain", reported());
    }
    assertNull(sealed());
  }

  @Test
  void aFileThatIsGoneIsNoFailure() {
    assertFalse(Seal.write(root.resolve("gone"), new Ending(), 1, 1, true));
  }

  private void sealLikely(long foundMillis) throws IOException {
    assertTrue(Seal.write(file, ending(Exit.KILLED), lastSequence(), foundMillis, true));
  }

  private static Ending ending(Exit exit) {
    Ending ending = new Ending();
    ending.exit = exit;
    ending.certainty = Certainty.LIKELY;
    return ending;
  }

  private long lastSequence() throws IOException {
    try (Recording recording = Recording.open(file)) {
      return recording.lastSequence();
    }
  }

  private String reported() throws IOException {
    RecordingSummary summary = summary();
    summary.seal(file);
    return summary.ending.exit().word() + " " + summary.ending.certainty().word();
  }

  private RecordingSummary summary() throws IOException {
    return RecordingSummary.of(file, root, false);
  }

  private Seal sealed() throws IOException {
    try (Recording recording = Recording.open(file)) {
      return recording.seal();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.write(to, Files.readAllBytes(from));
  }

  private static void copySeal(Path from, Path to) throws IOException {
    byte[] seal = new byte[RecordingFile.SEAL_BYTES];
    try (RandomAccessFile in = new RandomAccessFile(from.toFile(), "r");
        RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
      in.seek(RecordingFile.SEAL_AT);
      in.readFully(seal);
      out.seek(RecordingFile.SEAL_AT);
      out.write(seal);
    }
  }

  private void oomKills(int kills) throws IOException {
    Files.writeString(
        root.resolve("sys/fs/cgroup/app/memory.events"), "oom 9\noom_kill " + kills + "\n");
  }

  private void pidNamespace(String name) throws IOException {
    Path link = root.resolve("proc/4711/ns/pid");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(name));
  }

  private void bootId(String id) throws IOException {
    Path directory = Files.createDirectories(root.resolve("proc/sys/kernel/random"));
    Files.writeString(directory.resolve("boot_id"), id + "\n");
  }
}
