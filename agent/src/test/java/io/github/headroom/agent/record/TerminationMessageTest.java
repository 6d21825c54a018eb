package io.github.headroom.agent.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationMessageTest {

  private static final String OURS = "[headroom] 3 MiB left\n\nwho\n[headroom] recording: none\n";

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog(AgentLog.Level.INFO);
  private Path file;

  @BeforeEach
  void kubernetesMakesTheFile() throws IOException {
    file = Files.createFile(directory.resolve("termination-log"));
  }

  private TerminationMessage open() throws IOException {
    TerminationMessage message = new TerminationMessage(file, logged.log());
    message.open();
    return message;
  }

  private String content() throws IOException {
    return Files.readString(file);
  }

  private String refusal() {
    return assertThrows(IOException.class, this::open).getMessage();
  }

  @Test
  void aShorterTextLeavesNothingOfTheLongerOne() throws IOException {
    TerminationMessage message = open();
    message.write("a long text\n");
    message.write("short\n");
    assertEquals("short\n", content());
    message.write("a longer text again\n");
    assertEquals("a longer text again\n", content());
    assertEquals("", logged.text());
  }

  @Test
  void itIsRewrittenInPlaceSinceABindMountCannotBeRenamedOver() throws IOException {
    Object before = Files.getAttribute(file, "unix:ino");
    TerminationMessage message = open();
    message.write("one\n");
    message.write("two\n");
    assertEquals(before, Files.getAttribute(file, "unix:ino"));
  }

  @Test
  void aTextThatAKillKeptFromBeingCutIsStillOurs() throws IOException {
    Files.writeString(file, OURS + "          ");
    open().write("new\n");
    assertEquals("new\n", content());
  }

  @Test
  void noMoreIsWrittenThanKubernetesShows() throws IOException {
    open().write("x".repeat(5000));
    assertEquals("x".repeat(4096), content());
  }

  @Test
  void aCharacterThatDoesNotFitWholeIsLeftOut() throws IOException {
    open().write("x".repeat(4095) + "\u00e9");
    assertEquals("x".repeat(4095), new String(Files.readAllBytes(file), UTF_8));
  }

  @Test
  void ourFormerTextIsWrittenOver() throws IOException {
    Files.writeString(file, OURS);
    open().write("new\n");
    assertEquals("new\n", content());
  }

  @Test
  void earlierTextOfTheApplicationStays() throws IOException {
    Files.writeString(file, "out of licences\n");
    assertEquals("expected an empty file, found a text that is not the agent's", refusal());
    assertEquals("out of licences\n", content());
  }

  @Test
  void textThatTheApplicationAppendedToOursStays() throws IOException {
    Files.writeString(file, OURS + "out of licences\n");
    assertEquals("expected an empty file, found a text that is not the agent's", refusal());
  }

  @Test
  void aTextThatIsCutOffIsNotTakenForOurs() throws IOException {
    Files.writeString(file, OURS.substring(0, OURS.length() - 1));
    assertEquals("expected an empty file, found a text that is not the agent's", refusal());
  }

  @Test
  void aTextOfMoreThanKubernetesShowsIsNotTakenForOurs() throws IOException {
    Files.writeString(file, "[headroom] " + "x".repeat(4096) + "\n" + OURS);
    assertEquals("expected an empty file, found a text that is not the agent's", refusal());
  }

  @Test
  void laterTextOfTheApplicationStaysAndIsLoggedOnce() throws IOException {
    TerminationMessage message = open();
    message.write("ours\n");
    Files.writeString(file, "out of licences\n");
    message.write("ours again\n");
    message.write("ours for the third time\n");
    message.empty();
    assertEquals("out of licences\n", content());
    assertEquals(
        "[headroom] INFO " + file + ": somebody else has written to it; it is left as it is\n",
        logged.text());
  }

  @Test
  void laterTextOfTheApplicationStays() throws IOException {
    TerminationMessage message = open();
    message.write("ours\n");
    Files.writeString(file, "out of licences\n", StandardOpenOption.APPEND);
    message.write("ours again\n");
    assertEquals("ours\nout of licences\n", content());
    assertFalse(message.isOurs());
  }

  @Test
  void aTextOfTheSameLengthThatIsNotOursStays() throws IOException {
    TerminationMessage message = open();
    message.write("ours\n");
    Files.writeString(file, "mine\n");
    message.write("ours again\n");
    assertEquals("mine\n", content());
  }

  @Test
  void afterACleanEndItIsEmpty() throws IOException {
    TerminationMessage message = open();
    message.write("ours\n");
    message.empty();
    assertEquals("", content());
    assertFalse(message.isOurs());
    assertEquals("", logged.text());
  }

  @Test
  void aFileThatIsMissingIsNotMade() throws IOException {
    Files.delete(file);
    assertThrows(NoSuchFileException.class, this::open);
    assertFalse(Files.exists(file));
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);
    assertEquals("expected a regular file, found a link, a device or a directory", refusal());
  }

  @Test
  void aDeviceIsNotWrittenTo() throws IOException {
    file = Path.of("/dev/null");
    assertEquals("expected a regular file, found a link, a device or a directory", refusal());
  }

  @Test
  void aFileThatCannotBeReadIsNotWrittenTo() {
    file = Path.of("/proc/self/clear_refs"); // a regular file for writing alone
    assertThrows(IOException.class, this::open);
  }

  @Test
  void aFileThatIsDeletedIsLoggedOnceAndNotMadeAgain() throws IOException {
    TerminationMessage message = open();
    message.write("ours\n");
    Files.delete(file);
    message.write("ours again\n");
    message.write("ours for the third time\n");
    message.empty();
    assertFalse(Files.exists(file));
    assertEquals(
        "[headroom] WARN "
            + file
            + ": the termination message cannot be written (java.nio.file.NoSuchFileException: "
            + file
            + "); all else goes on\n",
        logged.text());
  }

  @Test
  void aFileThatIsThereAgainIsWrittenAgain() throws IOException {
    TerminationMessage message = open();
    message.write("ours\n");
    Files.delete(file);
    message.write("ours again\n");
    Files.createFile(file);
    message.write("ours for the third time\n");
    assertEquals("ours for the third time\n", content());
  }

  @Test
  void aFileThatIsMissingAtTheStartIsWrittenOnceItIsThere() throws IOException {
    Files.delete(file);
    TerminationMessage message = new TerminationMessage(file, logged.log());
    message.write("ours\n");
    Files.createFile(file);
    message.write("ours again\n");
    assertEquals("ours again\n", content());
    assertEquals("", logged.text());
  }

  @Test
  void aFileOnAReadOnlyMountIsWrittenOnceTheMountMayBe() throws Exception {
    try (Tmpfs mount = Tmpfs.mount(directory, "1m")) {
      file = Files.createFile(directory.resolve("on-a-mount"));
      mount.remount("ro");
      assertTrue(refusal().contains("Read-only file system"), this::refusal);
      TerminationMessage message = new TerminationMessage(file, logged.log());
      message.write("ours\n");
      mount.remount("rw");
      message.write("ours again\n");
      assertEquals("ours again\n", content());
      message.empty();
    }
  }

  @Test
  void aTextThatIsNotOursIsLeftForEver() throws IOException {
    Files.writeString(file, "out of licences\n");
    TerminationMessage message = new TerminationMessage(file, logged.log());
    message.write("ours\n");
    Files.writeString(file, "");
    message.write("ours again\n");
    assertEquals("", content());
  }

  @Test
  void aFileThatAnotherKeepsIsLeftToIt() throws IOException {
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      other.lock();
      assertThrows(RuntimeException.class, this::open); // within one JVM it is this
    }
    assertTrue(open().isOurs());
  }

  @Test
  void aThreadThatIsInterruptedGoesOnWriting() throws IOException {
    TerminationMessage message = open();
    message.write("one, and rather long\n");
    Thread.currentThread().interrupt();
    message.write("two\n");
    assertFalse(Thread.interrupted());
    message.write("three\n");
    assertEquals("three\n", content());
    assertEquals("", logged.text());
  }
}
