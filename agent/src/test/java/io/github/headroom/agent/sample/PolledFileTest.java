package io.github.headroom.agent.sample;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ENODEV comes from a cgroup that is really removed. EOPNOTSUPP, which memory.pressure gives when
 * the kernel was booted with psi=0, cannot be provoked on a kernel that was not; it takes the same
 * way as every other failed read.
 */
class PolledFileTest {

  private static final File V1_MEMORY = new File("/sys/fs/cgroup/memory");

  @TempDir Path directory;
  private final FileText text = new FileText();

  @Test
  void aFileIsReadFromItsStartEveryTime() throws IOException {
    Path path = Files.writeString(directory.resolve("f"), "12\n");
    PolledFile file = new PolledFile(path);
    assertEquals("KNOWN 12\n", read(file));
    assertEquals("KNOWN 12\n", read(file));
    Files.writeString(path, "3\n");
    assertEquals("KNOWN 3\n", read(file));
    file.close();
  }

  @Test
  void anEmptyFileIsReadAsNoText() throws IOException {
    assertEquals("KNOWN ", read(new PolledFile(Files.createFile(directory.resolve("f")))));
  }

  @Test
  void theBeginningOfAHugeFileIsRead() throws IOException {
    Path path = Files.writeString(directory.resolve("f"), "x".repeat(100 * 1024));
    assertEquals("KNOWN " + "x".repeat(FileText.CAPACITY), read(new PolledFile(path)));
  }

  @Test
  void aMissingFileIsAbsentAndNotLost() {
    PolledFile file = new PolledFile(directory.resolve("f"));
    assertEquals(State.ABSENT, file.read(text));
    assertFalse(file.lost());
  }

  @Test
  void aMissingDirectoryMakesTheFileAbsent() {
    assertEquals(State.ABSENT, new PolledFile(directory.resolve("none/f")).read(text));
  }

  @Test
  void aDirectoryInItsPlaceIsUnreadableWithAReason() {
    PolledFile file = new PolledFile(directory);
    assertEquals(State.UNREADABLE, file.read(text));
    assertTrue(String.valueOf(file.failure()).contains("Is a directory"), file::failure);
    assertFalse(file.lost());
  }

  @Test
  void aFileThatAppearsIsSeenOnceFailedFilesAreTriedAgain() throws IOException {
    Path path = directory.resolve("f");
    PolledFile file = new PolledFile(path);
    file.read(text);
    Files.writeString(path, "1\n");
    text.retrying = false;
    assertEquals(State.ABSENT, file.read(text));
    text.retrying = true;
    assertEquals("KNOWN 1\n", read(file));
    assertNull(file.failure());
    file.close();
  }

  @Test
  void aFileInADirectoryThatMayNotBeEnteredIsUnreadableUntilItMay() throws Exception {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.writeString(closed.resolve("f"), "1\n");
    Path link = Files.createSymbolicLink(directory.resolve("f"), directory.resolve("f"));
    PolledFile file = new PolledFile(link); // ELOOP: root may enter every directory
    assertEquals(State.UNREADABLE, file.read(text));
    Files.delete(link);
    Files.createSymbolicLink(link, closed.resolve("f"));
    assertEquals("KNOWN 1\n", read(file));
    file.close();
  }

  @Test
  void anOpenFileIsReadOnAfterItsNameIsGone() throws IOException {
    Path path = Files.writeString(directory.resolve("f"), "1\n");
    PolledFile file = new PolledFile(path);
    file.read(text);
    Files.delete(path);
    assertEquals("KNOWN 1\n", read(file));
    file.close();
  }

  @Test
  void aClosedFileIsOpenedAgainByTheNextRead() throws IOException {
    PolledFile file = new PolledFile(Files.writeString(directory.resolve("f"), "1\n"));
    file.read(text);
    file.close();
    assertEquals("KNOWN 1\n", read(file));
    file.close();
  }

  @Test
  void aFileOfARemovedCgroupIsLost() throws IOException {
    File group = new File(V1_MEMORY, "headroom-polled-file-" + ProcessHandle.current().pid());
    assumeTrue(group.mkdir(), "no cgroup can be made in " + V1_MEMORY + ": not root, or no v1");
    PolledFile file;
    try {
      file = new PolledFile(group.toPath().resolve("memory.usage_in_bytes"));
      assertEquals(State.KNOWN, file.read(text));
    } finally {
      assertTrue(group.delete(), "rmdir " + group);
    }
    assertEquals(State.UNREADABLE, file.read(text));
    assertTrue(file.lost());
    assertTrue(String.valueOf(file.failure()).contains("No such device"), file::failure);

    text.retrying = false;
    assertEquals(State.UNREADABLE, file.read(text));
    assertTrue(file.lost());
    text.retrying = true;
    assertEquals(State.ABSENT, file.read(text));
    assertFalse(file.lost());
  }

  @Test
  void anInterruptedThreadReadsOn() throws IOException {
    PolledFile file = new PolledFile(Files.writeString(directory.resolve("f"), "1\n"));
    Thread.currentThread().interrupt();
    try {
      assertEquals("KNOWN 1\n", read(file));
      assertEquals("KNOWN 1\n", read(file));
    } finally {
      assertTrue(Thread.interrupted());
    }
    file.close();
  }

  @Test
  void aFileIsReadOnFromAPosition() throws IOException {
    PolledFile file = new PolledFile(Files.writeString(directory.resolve("f"), "12\n34\n"));
    assertEquals(State.KNOWN, file.read(text, 3));
    assertEquals("34\n", new String(text.bytes, 0, text.length, US_ASCII));
    assertEquals(State.KNOWN, file.read(text, 6));
    assertEquals(0, text.length);
    assertEquals("KNOWN 12\n34\n", read(file));
    file.close();
  }

  @Test
  void aFileThatWasNeverReadHasNotFailed() {
    assertNull(new PolledFile(directory.resolve("f")).failure());
  }

  private String read(PolledFile file) {
    State state = file.read(text);
    return state + " " + new String(text.bytes, 0, text.length, US_ASCII);
  }
}
