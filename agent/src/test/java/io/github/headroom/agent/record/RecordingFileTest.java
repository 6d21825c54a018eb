package io.github.headroom.agent.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFileTest {

  private static final long SIZE = 400_000;

  @TempDir Path directory;

  @Test
  void theWholeFileIsThereAtOnceForItsOwnerAlone() throws IOException {
    RecordingFile.create(file(), SIZE, "a=b\n").close();

    assertEquals(SIZE, Files.size(file()));
    assertTrue(blocks(file()) * 512 >= SIZE, "no holes");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @Test
  void anExistingFileIsNotTouched() throws IOException {
    Files.writeString(file(), "somebody's");

    assertThrows(
        FileAlreadyExistsException.class, () -> RecordingFile.create(file(), SIZE, "a=b\n"));
    assertEquals("somebody's", Files.readString(file()));
  }

  /** The heap is the application's, and full: the next try would leave another file. */
  @Test
  void aFileThatCannotBeFinishedIsDeletedWhateverTheReason() {
    assertThrows(
        OutOfMemoryError.class, () -> RecordingFile.create(FailingFiles.at(file()), SIZE, "a=b\n"));

    assertFalse(Files.exists(file()));
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    Files.createSymbolicLink(file(), elsewhere);

    assertThrows(IOException.class, () -> RecordingFile.create(file(), SIZE, "a=b\n"));
    assertFalse(Files.exists(elsewhere));
  }

  @Test
  void aThreadThatIsInterruptedGoesOnRecording() throws IOException {
    CapturedLog log = new CapturedLog();
    RecordingFile file = RecordingFile.create(file(), SIZE, "");
    Recorder recorder = new Recorder(file, log.log());
    Thread.currentThread().interrupt();

    recorder.event(Recorder.CGROUP, 1, "moved");

    assertEquals("", log.text());
    assertFalse(Thread.interrupted());
    assertTrue(Files.readString(file(), ISO_8859_1).contains("moved"));
    file.close();
  }

  @Test
  void aFileThatWasDeletedIsMadeAgainByTheNextFullPass() throws IOException {
    CapturedLog log = new CapturedLog();
    RecordingFile file = RecordingFile.create(file(), SIZE, "a=b\n");
    Recorder recorder = new Recorder(file, log.log());
    sample(recorder, 0, true);
    Files.delete(file());

    sample(recorder, 100, true);
    recorder.event(Recorder.CGROUP, 1, "moved");

    assertEquals(SIZE, Files.size(file()));
    String content = Files.readString(file(), ISO_8859_1);
    assertTrue(content.contains("a=b"), "its header");
    assertTrue(content.contains("moved"), "what came later");
    assertEquals("", log.text());
    file.close();
  }

  @Test
  void anotherFileInItsPlaceIsLeftAloneAndLoggedOnce() throws IOException {
    CapturedLog log = new CapturedLog();
    RecordingFile file = RecordingFile.create(file(), SIZE, "");
    Recorder recorder = new Recorder(file, log.log());
    Files.move(file(), directory.resolve("moved"));
    Files.writeString(file(), "somebody's");

    for (int i = 1; i < 4; i++) {
      sample(recorder, i * 100, true);
    }

    assertEquals("somebody's", Files.readString(file()));
    assertFalse(recorder.isRecording());
    assertEquals(
        "[headroom] WARN "
            + file()
            + ": cannot be written (java.io.IOException: expected the file that this JVM made,"
            + " found another); nothing is recorded until it can, all else goes on",
        log.text().strip());
    file.close();
  }

  @Test
  void whereThereIsNoRoomNothingIsLeftAndALaterTryMayFindSome() throws Exception {
    try (Tmpfs disk = Tmpfs.mount(directory, "1m")) {
      assertNotNull(disk);
      Path others = Files.write(directory.resolve("others"), new byte[700_000]);

      IOException thrown =
          assertThrows(IOException.class, () -> RecordingFile.create(file(), SIZE, ""));

      assertTrue(thrown.getMessage().contains("expected 400000 free bytes"), thrown::getMessage);
      assertFalse(Files.exists(file()));
      Files.delete(others);
      RecordingFile.create(file(), SIZE, "").close();
      assertEquals(SIZE, Files.size(file()));
    }
  }

  @Test
  void aDiskThatWasFullIsRecordedToByTheFirstFullPassAfterwards() throws Exception {
    CapturedLog log = new CapturedLog();
    try (Tmpfs disk = Tmpfs.mount(directory, "1m")) {
      assertNotNull(disk);
      RecordingFile file = RecordingFile.create(file(), SIZE, "");
      Recorder recorder = new Recorder(file, log.log());
      Files.move(file(), directory.resolve("moved"));
      Path others = Files.write(directory.resolve("others"), new byte[400_000]);
      sample(recorder, 100, true);
      assertFalse(recorder.isRecording());
      Files.delete(others);

      sample(recorder, 101, false);
      assertFalse(recorder.isRecording(), "a fast pass tries nothing");
      sample(recorder, 110, true);

      assertTrue(recorder.isRecording());
      assertEquals(1, log.lines().size(), log::text);
      file.close();
    }
  }

  private static void sample(Recorder recorder, double seconds, boolean full) {
    recorder.sample(SampleBuilder.everythingKnown(), new Outlook(), seconds, full, true);
  }

  private Path file() {
    return directory.resolve("1-1.headroom");
  }

  private static long blocks(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), ISO_8859_1).strip());
  }
}
