package io.github.headroom.agent.report;

import static io.github.headroom.agent.report.RecordedLife.LIMIT;
import static io.github.headroom.agent.report.RecordedLife.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.publish.Event;
import io.github.headroom.agent.publish.EventText;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A directory of recordings, as the next start finds it. */
@Execution(ExecutionMode.CONCURRENT)
class PreviousExitTest {

  private static final int SIZE = 128 * 1024;
  private static final Path NOWHERE = Path.of("/nothing-here");
  private static final String OWN = "";
  private static final String PROBE = "command=Probe\n";
  private static final String CHECKOUT = "k8s_container_name=checkout\n";
  private static final String SIDECAR = "k8s_container_name=sidecar\n";

  @TempDir Path temporary;
  private final CapturedLog log = new CapturedLog();
  private RecorderDirectory directory;

  @BeforeEach
  void aDirectory() throws IOException {
    directory = RecorderDirectory.open(null, temporary, Path.of("/proc"));
  }

  @Test
  void theLastOneOfTheSameCommandIsReported() throws IOException {
    killed(1, OWN);
    clean(2, OWN);
    killed(3, PROBE);

    assertEquals("clean", start());
    assertFalse(log.text().contains("WARN"), log::text);
  }

  /** Two containers of a pod share the volume of the agent's jar, and both run app.jar. */
  @Test
  void theKillOfAnotherContainerIsNotReported() throws IOException {
    clean(1, CHECKOUT);
    killed(2, SIDECAR);

    assertEquals("clean", wordIn("checkout", null));
    assertEquals("oom_kill", wordIn("sidecar", null));
    assertEquals("none", wordIn("third", null));
  }

  /** Two services of a machine's user share its /tmp, and both run app.jar. */
  @Test
  void theKillOfAnotherServiceIsNotReported() throws IOException {
    killed(1, "service_name=billing\n");

    assertEquals("none", wordIn(null, "orders"));
    assertEquals("oom_kill", wordIn(null, "billing"));
  }

  @Test
  void aNameThatOnlyOneOfThemHasDecidesNothing() throws IOException {
    killed(1, OWN);
    assertEquals("oom_kill", wordIn("checkout", "billing"), "of an agent that wrote no names");

    clean(2, CHECKOUT + "service_name=billing\n");
    assertEquals("clean", wordIn(null, null));
  }

  @Test
  void inAPodTheKillThatAnotherContainerHasYetToReportStays() throws IOException {
    Path reported = killed(1, SIDECAR);
    past(reported).report();
    Path awaited = killed(2, SIDECAR);
    Path own = killed(3, CHECKOUT);
    clean(4, CHECKOUT);
    long one = Files.size(own);

    look("checkout", null).makeRoomInThePod(one, 2 * one);

    assertEquals(
        List.of(awaited, directory.fileFor(1004, "1")), directory.recordings(), "and the previous");
  }

  @Test
  void onADiskTheKillOfAContainerThatMayNeverComeAgainGoesLikeAnyOther() throws IOException {
    Path awaited = killed(1, SIDECAR);
    long one = Files.size(awaited);

    look("checkout", null).makeRoom(one, one);

    assertFalse(Files.exists(awaited));
  }

  @Test
  void withoutARecordingThePreviousExitIsNone() throws IOException {
    killed(1, PROBE);
    assertEquals("none", start());
  }

  @Test
  void theEventNamesTheJvmThatEnded() throws IOException {
    killed(3, "pid=41\ncontainer_id=c0ffee\n");

    Event event = look().event(5);

    assertEquals(
        "headroom.exit=oom_kill headroom.exit.certainty=likely error.type=oom_kill"
            + " headroom.verdict=spike service.instance.id="
            + RecordedLife.INSTANCE
            + " container.id=c0ffee process.pid=41 process.exit.time=2023-11-14T22:13:21.000Z",
        event == null ? "" : EventText.of(event));
  }

  @Test
  void theEventOfARecordingWithoutAnInstanceHasNone() throws IOException {
    killed(3, "service_instance_id=\n");

    Event event = look().event(5);

    assertFalse(event == null || EventText.of(event).contains("instance"));
  }

  @Test
  void aCleanEndSendsNoEvent() throws IOException {
    clean(3, OWN);

    assertNull(look().event(5));
  }

  @Test
  void anEndThatWasReportedIsNoEventAgain() throws IOException {
    killed(3, OWN);
    look().report(log.log());

    assertNull(look().event(5));
  }

  @Test
  void theEventHasTheWholeIdentifierAsTheResourceHasIt() throws IOException {
    String id = "i".repeat(300);
    killed(3, "service_instance_id=" + id + "\n");

    Event event = look().event(5);

    assertTrue(event != null && EventText.of(event).contains("service.instance.id=" + id + " "));
  }

  @Test
  void withoutAJvmBeforeThereIsNoEvent() throws IOException {
    assertNull(look().event(5));
  }

  @Test
  void eightShortProbesLeaveTheRecordingOfAKill() throws IOException {
    Path kill = killed(1, OWN);
    for (int i = 2; i < 12; i++) {
      clean(i, PROBE);
      look().makeRoom(SIZE, PreviousExit.MOST_BYTES); // by the next probe
    }

    assertTrue(Files.exists(kill), () -> names().toString());
    assertEquals(7, names().size(), () -> names().toString());
    assertEquals("oom_kill", start());
  }

  @Test
  void aBadEndThatNobodyReportedGoesLast() throws IOException {
    Path kill = killed(1, OWN);
    for (int i = 2; i < 12; i++) {
      killed(i, PROBE);
      look().makeRoom(SIZE, PreviousExit.MOST_BYTES);
      // Each probe is killed, too, and the next one reports it.
      past(directory.fileFor(1000 + i, "1")).report();
    }

    assertTrue(Files.exists(kill), () -> names().toString());
    assertFalse(Files.exists(directory.fileFor(1002, "1")), () -> names().toString());
  }

  @Test
  void inACrashLoopTheNewestStayAndTheSizeIsBounded() throws IOException {
    for (int i = 1; i < 30; i++) {
      killed(i, OWN);
      start();
    }

    assertEquals(7, names().size(), () -> names().toString());
    assertTrue(Files.exists(directory.fileFor(1029, "1")), () -> names().toString());
  }

  @Test
  void theLineNamesAFileThatStays() throws IOException {
    for (int i = 1; i < 10; i++) {
      killed(i, PROBE);
    }
    Path own = killed(10, OWN);
    assertEquals("oom_kill", look().report(log.log()));
    Path reported = own;
    for (int i = 11; i < 20; i++) {
      killed(i, PROBE);
    }

    PreviousExit found = look();
    found.report(log.log());
    found.makeRoom(SIZE, PreviousExit.MOST_BYTES);

    assertTrue(log.text().contains("report " + reported), log::text);
    assertTrue(Files.exists(reported), () -> names().toString());
  }

  @Test
  void filesTooLargeTogetherMakeRoom() throws IOException {
    clean(1, PROBE);
    clean(2, PROBE);

    look().makeRoom(PreviousExit.MOST_BYTES - SIZE, PreviousExit.MOST_BYTES);

    assertEquals(List.of(directory.fileFor(1002, "1").getFileName().toString()), names());
  }

  @Test
  void inASmallerRoomTheNewestStays() throws IOException {
    clean(1, PROBE);
    clean(2, PROBE);
    clean(3, PROBE);
    long one = Files.size(directory.fileFor(1003, "1"));

    look().makeRoom(one, 2 * one);

    assertEquals(List.of(directory.fileFor(1003, "1").getFileName().toString()), names());
  }

  @Test
  void whatIsBeingWrittenStaysHoweverItLooks() throws IOException {
    RecordingFile held = RecordingFile.create(directory.fileFor(1001, "1"), 100_000, "");
    for (int i = 2; i < 12; i++) {
      clean(i, PROBE);
    }

    look().makeRoom(SIZE, PreviousExit.MOST_BYTES);

    assertTrue(Files.exists(held.path()));
    assertEquals(7, names().size(), () -> names().toString());
    held.close();
  }

  @Test
  void aFileThatIsNoRecordingGoesFirst() throws IOException {
    Path damaged = Files.write(directory.fileFor(1020, "1"), new byte[1000]);
    assertTrue(damaged.toFile().setLastModified(0));
    for (int i = 1; i < 8; i++) {
      killed(i, PROBE);
    }

    look().makeRoom(SIZE, PreviousExit.MOST_BYTES);

    assertFalse(Files.exists(damaged));
    assertTrue(Files.exists(directory.fileFor(1001, "1")));
  }

  /** The next JVM of this cgroup may raise the very count that it is known by. */
  @Test
  void everyEndThatIsFoundInItsPlaceIsWrittenDown() throws IOException {
    Path file = directory.fileFor(1001, "1");
    Path machine = Path.of("/");
    try (RecordedLife life = new RecordedLife(file, SIZE, machine, PROBE + "pid=2147483647\n")) {
      life.tick(100 * MIB).tick(LIMIT - 12 * MIB);
    }

    PreviousExit.look(directory, machine, null, null, 10, log.log());

    Seal seal = sealOf(file);
    assertEquals("oom_kill", seal == null ? "" : seal.ending().exit().word());
    assertFalse(seal == null || seal.isReported(), "not to whom it concerns");
  }

  @Test
  void whatIsOnlyLikelyFromHereIsNotWrittenDownForAnother() throws IOException {
    Path file = killed(1, PROBE);

    start();

    assertNull(sealOf(file));
  }

  @Test
  void aSealThatWasReportedIsVoidOnceTheJvmRecordedOn() throws IOException {
    Path file = killed(1, OWN);
    assertTrue(Seal.write(file, cleanEnding(), 1, 1, true));

    assertEquals("oom_kill", start());
  }

  @Test
  void aJvmThatRecordsOnAfterASealMayBeRunning() throws IOException {
    Path file = directory.fileFor(1001, "1");
    try (RecordedLife life = new RecordedLife(file, SIZE, NOWHERE, OWN)) {
      life.setClock(System.currentTimeMillis() - RecordedLife.STARTED).tick(MIB).tick(MIB);
    }
    assertTrue(Seal.write(file, cleanEnding(), 1, 1, true));
    for (int i = 2; i < 12; i++) {
      clean(i, PROBE);
    }

    assertEquals("none", start());
    assertTrue(Files.exists(file), () -> names().toString());
  }

  /** This JVM, which has lost its lock and is in the middle of a long pause. */
  @Test
  void aSealIsNotBelievedOfAJvmThatIsThere() throws IOException {
    Path file = directory.fileFor(1001, "1");
    try (RecordedLife life = new RecordedLife(file, SIZE, Path.of("/"), OWN)) {
      life.tick(MIB);
    }
    try (Recording recording = Recording.open(file)) {
      assertTrue(Seal.write(file, cleanEnding(), recording.lastSequence(), 1, true));
    }

    PastRecording past = PastRecording.of(file, Path.of("/"), 10);

    assertNull(past.ending);
    assertFalse(past.over);
  }

  /** A read of a directory fails (EISDIR), as one of an unreachable volume does. */
  @Test
  void anUnreadableRecordingIsKept() throws IOException {
    Path unreadable = Files.createDirectory(temporary.resolve("1-1.headroom"));
    assertTrue(unreadable.toFile().setLastModified(0));

    assertFalse(past(unreadable).over);
  }

  @Test
  void whatHasNoHeaderYetIsKeptForAMinute() throws IOException {
    Path begun = Files.write(directory.fileFor(1001, "1"), new byte[1000]);
    assertTrue(begun.toFile().setLastModified(System.currentTimeMillis() - 20_000));

    assertFalse(past(begun).over);
  }

  private static Seal sealOf(Path file) throws IOException {
    try (Recording recording = Recording.open(file)) {
      return recording.seal();
    }
  }

  private static Ending cleanEnding() {
    Ending ending = new Ending();
    ending.exit = Exit.CLEAN;
    ending.certainty = Certainty.CERTAIN;
    return ending;
  }

  @Test
  void whatWasRecordedBesideThisJvmMayBeRunning() throws IOException {
    Path file = directory.fileFor(1001, "1");
    try (RecordedLife life = new RecordedLife(file, SIZE, NOWHERE, OWN)) {
      life.setClock(System.currentTimeMillis() - RecordedLife.STARTED).tick(LIMIT - 12 * MIB);
    }

    assertEquals("none", start());
    assertTrue(Files.exists(file));
  }

  /** One at rest records every five seconds, and its lock proves little. */
  @Test
  void whatMayBeAtRestIsReportedAndNotDeleted() throws IOException {
    Path file = directory.fileFor(1001, "1");
    String namespace = "pid_namespace=pid:[1]\n";
    try (RecordedLife life = new RecordedLife(file, SIZE, Path.of("/"), namespace)) {
      life.ago(12).tick(MIB);
    }
    PreviousExit.look(directory, Path.of("/"), null, null, 10, log.log())
        .makeRoom(PreviousExit.MOST_BYTES, PreviousExit.MOST_BYTES);
    assertTrue(Files.exists(file));
    PastRecording past = PastRecording.of(file, Path.of("/"), 10);
    assertEquals("killed", past.ending == null ? "none" : past.ending.exit().word());
    assertFalse(past.over);
    assertNull(PastRecording.of(file, Path.of("/"), 60).ending);
  }

  /** A JVM of two hours; whether a forecast that begins a day after its end knows its shape. */
  private boolean isInherited(long lastAnonymous) throws IOException {
    try (RecordedLife life = new RecordedLife(directory.fileFor(1001, "1"), SIZE, NOWHERE, OWN)) {
      for (int i = 0; i < 7200; i++) {
        life.tick(300 * MIB);
      }
      life.tick(lastAnonymous).watchedShutdown().shutdownEnded();
    }
    Outlook outlook = new Outlook();
    PreviousExit before = PreviousExit.look(directory, NOWHERE, null, null, 0, log.log());
    return before.inherit(outlook, 500, RecordedLife.STARTED + 86_400_000L) && knowsAShape(outlook);
  }

  private static boolean knowsAShape(Outlook outlook) {
    ByteBuffer shape = ByteBuffer.allocate(4096);
    outlook.putShape(shape);
    int empty = 20;
    return shape.position() > empty;
  }

  @Test
  void theForecastBeginsWithTheDayOfTheJvmBefore() throws IOException {
    assertTrue(isInherited(300 * MIB));
  }

  @Test
  void theDayOfAJvmThatGrewIsNoRuleForTheNext() throws IOException {
    assertFalse(isInherited(1000 * MIB));
  }

  @Test
  void theDayOfAJvmThatWasKilledIsNoRuleForTheNext() throws IOException {
    killed(1, OWN);
    PreviousExit before = PreviousExit.look(directory, NOWHERE, null, null, 0, log.log());
    assertFalse(before.inherit(new Outlook(), 500, RecordedLife.STARTED + 86_400_000L));
  }

  private Path killed(int number, String lines) throws IOException {
    Path file = directory.fileFor(1000 + number, "1");
    try (RecordedLife life = new RecordedLife(file, SIZE, NOWHERE, lines)) {
      life.tick(100 * MIB).tick(LIMIT - 12 * MIB);
    }
    return file;
  }

  private void clean(int number, String lines) throws IOException {
    try (RecordedLife life =
        new RecordedLife(directory.fileFor(1000 + number, "1"), SIZE, NOWHERE, lines)) {
      life.tick(100 * MIB).watchedShutdown().shutdownEnded();
    }
  }

  @Test
  void aShutdownOfMinutesIsMeasuredByTheSamplesClock() throws IOException {
    Path file = directory.fileFor(1001, "1");
    try (RecordedLife life = new RecordedLife(file, SIZE, NOWHERE, "")) {
      life.tick(100 * MIB).watchedShutdown();
      for (int i = 0; i < 700; i++) {
        life.tick(100 * MIB);
      }
      life.setClock(3_600_000).tick(100 * MIB).shutdownEnded();
    }

    assertEquals(702, past(file).shutdownSeconds, 1);
  }

  @Test
  void aShutdownThatWasCutOffTookUntilTheLastSampleAtLeast() throws IOException {
    Path file = directory.fileFor(1001, "1");
    try (RecordedLife life = new RecordedLife(file, SIZE, NOWHERE, "")) {
      life.tick(100 * MIB).watchedShutdown();
      for (int i = 0; i < 30; i++) {
        life.tick(100 * MIB);
      }
    }

    assertEquals(29, past(file).shutdownSeconds, 1);
  }

  private PastRecording past(Path file) throws IOException {
    return PastRecording.of(file, NOWHERE, 10);
  }

  private PreviousExit look() throws IOException {
    return look(null, null);
  }

  private PreviousExit look(String container, String service) throws IOException {
    return PreviousExit.look(directory, NOWHERE, container, service, 10, log.log());
  }

  /** What a start in that container, of that service, finds. */
  private String wordIn(String container, String service) throws IOException {
    return look(container, service).report(log.log());
  }

  /** What a start does, before it begins its own recording. */
  private String start() throws IOException {
    PreviousExit found = look();
    String word = found.report(log.log());
    found.makeRoom(SIZE, PreviousExit.MOST_BYTES);
    return word;
  }

  private List<String> names() {
    try {
      return directory.recordings().stream().map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
