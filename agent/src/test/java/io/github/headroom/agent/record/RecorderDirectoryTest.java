package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderDirectoryTest {

  private static final Path PROC = Path.of("/proc");

  @TempDir Path temporary;

  @Test
  void thePrivateDirectoryIsMadeForItsOwnerAlone() throws IOException {
    Path path = open(null).path();

    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals("headroom-" + uid(temporary), path.getFileName().toString());
    assertEquals(path, open(null).path(), "a second time it is there");
  }

  @Test
  void aLinkInItsPlaceIsRefused() throws IOException {
    Path own = open(null).path();
    Files.move(own, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(own, temporary.resolve("elsewhere"));

    assertEquals(own + ": expected a directory, found a link or a file", refused(null));
    assertEquals(own + ": expected a directory, found a link or a file", refused(own));
  }

  @Test
  void aPrivateDirectoryThatOthersCanEnterIsRefused() throws IOException {
    Path own = open(null).path();
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertEquals(
        own + ": expected a directory that others cannot enter, found mode 755", refused(null));
  }

  @Test
  void aPrivateDirectoryOfSomebodyElseIsRefused() throws IOException {
    assumeTrue(uid(temporary) == 0, "only root can give a directory away");
    Path own = open(null).path();
    Files.setAttribute(own, "unix:uid", 12345);

    assertEquals(own + ": expected a directory of user 0, found one of 12345", refused(null));
    assertEquals(own, open(own).path(), "the user's choice may be anybody's");
  }

  @Test
  void aNamedDirectoryIsMadeWhereItIsMissing() throws IOException {
    assertTrue(Files.isDirectory(open(temporary.resolve("new")).path()));
  }

  @Test
  void onlyRegularFilesOfOurOwnAreRecordings() throws IOException {
    RecorderDirectory directory = open(null);
    Path ours = Files.createFile(directory.fileFor(2, "1"));
    Files.createSymbolicLink(directory.fileFor(3, "1"), ours);
    Files.createDirectory(directory.fileFor(4, "1"));
    Files.createFile(directory.path().resolve("2-1.txt"));

    assertEquals(List.of(ours), directory.recordings());
  }

  @Test
  void aFileUnderAnotherNameIsNotOurs() throws IOException {
    RecorderDirectory directory = open(null);
    Path ours = Files.createFile(directory.fileFor(2, "1"));
    Path withoutPid = Files.createFile(directory.fileFor(3, "null"));
    for (String name :
        List.of("incident-42", "42-incident", "2-", "-1", "2", "2-1-1", "2-1 (copy)", "")) {
      Files.createFile(directory.path().resolve(name + RecorderDirectory.SUFFIX));
    }

    assertEquals(List.of(ours, withoutPid), directory.recordings());
  }

  @Test
  void theFirstPlaceThatCanBeWrittenToIsTaken() throws IOException {
    Path file = Files.createFile(temporary.resolve("no-directory"));
    Path beside = Files.createDirectory(temporary.resolve("beside-the-jar"));

    Path path =
        RecorderDirectory.openFirst(List.of(temporary.resolve("gone"), file, beside), PROC).path();

    assertEquals(beside.resolve("headroom-" + uid(temporary)), path);
  }

  @Test
  void theErrorNamesEachUnusableDirectory() throws IOException {
    Path gone = temporary.resolve("gone");
    Path file = Files.createFile(temporary.resolve("no-directory"));

    String message =
        assertThrows(
                IOException.class, () -> RecorderDirectory.openFirst(List.of(gone, file), PROC))
            .getMessage();

    assertTrue(message.contains("NoSuchFileException: " + gone.resolve("headroom-")), message);
    assertTrue(message.contains("; java.nio.file.FileSystemException: " + file), message);
    assertTrue(message.contains("Not a directory"), message);
  }

  /**
   * An SMB mount with uid=, or an NFS export that squashes its users: what user 77 makes is root's.
   */
  @Test
  void filesOfAVolumeThatGivesAllTheSameOwnerAreOurs() throws IOException {
    Path proc = Files.createDirectories(temporary.resolve("proc"));
    Files.createDirectory(proc.resolve("self"));
    Files.writeString(proc.resolve("self/status"), "Uid:\t77\t77\t77\t77\n");
    Path volume = Files.createDirectory(temporary.resolve("volume"));
    Path ours = Files.createFile(volume.resolve("2-1.headroom"));

    RecorderDirectory directory = RecorderDirectory.open(volume, temporary, proc);

    assertEquals(List.of(ours), directory.recordings());
  }

  @Test
  void filesOfOthersAreNot() throws IOException {
    assumeTrue(uid(temporary) == 0, "only root can give a file away");
    RecorderDirectory directory = open(null);
    Files.setAttribute(Files.createFile(directory.fileFor(1, "1")), "unix:uid", 12345);

    assertEquals(List.of(), directory.recordings());
  }

  @Test
  void tmpfsIsMemoryAndADiskIsNot() throws IOException {
    Path shm = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(shm) && Files.getFileStore(shm).type().equals("tmpfs"),
        "/dev/shm is no tmpfs that can be written to");
    Path onTmpfs = Files.createTempDirectory(shm, "headroom-test");
    try {
      assertTrue(open(onTmpfs).isMemory());
    } finally {
      Files.delete(onTmpfs);
    }
  }

  private RecorderDirectory open(Path named) throws IOException {
    return RecorderDirectory.open(named, temporary, PROC);
  }

  private String refused(Path named) {
    return assertThrows(IOException.class, () -> open(named)).getMessage();
  }

  private static int uid(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
