package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  void theOldestMakeRoomAndTheOneThatIsWrittenStays() throws IOException {
    RecorderDirectory directory = open(null);
    RecordingFile held = RecordingFile.create(directory.fileFor(10, "1"), 100_000, "");
    for (int i = 11; i < 11 + RecorderDirectory.MOST_FILES; i++) {
      Files.write(directory.fileFor(i, "1"), new byte[10]);
    }

    directory.makeRoom(1000);

    assertFalse(Files.exists(directory.fileFor(11, "1")));
    assertTrue(Files.exists(directory.fileFor(12, "1")));
    assertTrue(Files.exists(held.path()));
    held.close();
  }

  @Test
  void filesTooLargeTogetherMakeRoom() throws IOException {
    RecorderDirectory directory = open(null);
    Files.write(directory.fileFor(11, "1"), new byte[10]);
    Files.write(directory.fileFor(12, "1"), new byte[1000]);

    directory.makeRoom(RecorderDirectory.MOST_BYTES - 1000);

    assertEquals(List.of(directory.fileFor(12, "1")), directory.recordings());
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
