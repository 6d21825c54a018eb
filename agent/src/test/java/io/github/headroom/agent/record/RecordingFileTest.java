package io.github.headroom.agent.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  void whatIsThereAlreadyIsNotTouched() throws IOException {
    Files.writeString(file(), "somebody's");

    assertThrows(
        FileAlreadyExistsException.class, () -> RecordingFile.create(file(), SIZE, "a=b\n"));
    assertEquals("somebody's", Files.readString(file()));
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
  void aFileThatWasDeletedIsSaidOnceAndRecordingStops() throws IOException {
    CapturedLog log = new CapturedLog();
    Recorder recorder = new Recorder(RecordingFile.create(file(), SIZE, ""), log.log());
    Files.delete(file());

    for (int i = 0; i < 3; i++) {
      recorder.sample(SampleBuilder.everythingKnown(), new Outlook(), i * 100, true, true);
    }

    assertEquals(
        "[headroom] WARN "
            + file()
            + ": cannot be written (the file has been deleted); recording has stopped, all else"
            + " goes on",
        log.text().strip());
  }

  private Path file() {
    return directory.resolve("1-1.headroom");
  }

  private static long blocks(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), ISO_8859_1).strip());
  }
}
