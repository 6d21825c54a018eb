package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of 1000 MiB, looked at once a second, every tenth time in full. */
class TerminationTextTest {

  private static final long MIB = 1 << 20;

  @TempDir Path directory;
  private final Outlook outlook = new Outlook();
  private Path file;
  private TerminationText termination;
  private int second;

  @BeforeEach
  void kubernetesMakesTheFile() throws IOException {
    file = Files.createFile(directory.resolve("termination-log"));
    termination = new TerminationText(new TerminationMessage(file, new CapturedLog().log()));
    termination.recordingTo("/recordings/1-1.headroom");
  }

  private void take(SampleBuilder group) {
    Sample sample = group.at(1_795_699_624_967L + second * 1000L, 0).build();
    boolean full = second % 10 == 0;
    if (full) {
      outlook.full(sample, second);
    } else {
      outlook.fast(sample, second);
    }
    termination.update(sample, outlook, second, full);
    second++;
  }

  /** By malloc, MiB a second, from 100 MiB on. */
  private TerminationTextTest grow(int seconds, double rate) {
    for (int i = 0; i < seconds; i++) {
      take(ForecastFigures.jvm(100 + rate * i));
    }
    return this;
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file);
  }

  @Test
  void theFirstLineHasHeadroomVerdictCulpritAndTime() throws IOException {
    grow(201, 3);
    assertEquals(
        "[headroom] 100 MiB left of 1000 MiB, verdict growing, culprit native_other, kill in 24 s"
            + " to 45 s; 2026-11-26T13:30:24Z",
        lines().get(0));
  }

  @Test
  void theSecondLineIsTheCauseUntilTheGrowthIsOver() throws IOException {
    grow(205, 3); // the last was no full pass
    termination.cause("native_other: java.util.zip.Deflater 40 -> 2,400 in 3 min");
    take(ForecastFigures.jvm(100 + 3 * 205));
    assertEquals("native_other: java.util.zip.Deflater 40 -> 2,400 in 3 min", lines().get(1));
    assertTrue(lines().get(2).startsWith("native_other grows by"), lines().get(2));
    termination.cause(null);
    take(ForecastFigures.jvm(100 + 3 * 206));
    assertTrue(lines().get(1).startsWith("native_other grows by"), lines().get(1));
  }

  @Test
  void theCauseOfAnotherAreaIsLeftOut() throws IOException {
    grow(205, 3);
    termination.cause("thread_stacks: 'a-#' 20 -> 300 threads in 3 min");
    take(ForecastFigures.jvm(100 + 3 * 205));
    assertTrue(lines().get(1).startsWith("native_other grows by"), lines().get(1));
    termination.cause("direct_buffers: Netty 20.0 -> 700 MiB in 3 min, in no BufferPool");
    take(ForecastFigures.jvm(100 + 3 * 206));
    assertTrue(lines().get(1).startsWith("direct_buffers: Netty"), "it was native_other's before");
  }

  @Test
  void thenComeTheReasonTheLedgerWithItsChangesAndTheAdvice() throws IOException {
    grow(201, 3);
    List<String> lines = lines();
    assertTrue(
        lines.get(1).startsWith("native_other grows by 3.00 MiB/s (over the last"), lines.get(1));
    assertEquals(
        List.of(
            "",
            "who holds it             now  past 3 min",
            "native_other         700 MiB    +600 MiB",
            "java_heap            200 MiB    +0.0 MiB",
            "other_processes      0.0 MiB    +0.0 MiB",
            "kernel               0.0 MiB    +0.0 MiB",
            "file_cache           0.0 MiB    +0.0 MiB",
            ""),
        lines.subList(2, 10));
    assertTrue(lines.get(10).startsWith("native memory: start with"), lines.get(10));
    assertEquals("[headroom] recording: /recordings/1-1.headroom", lines.get(11));
    assertEquals(12, lines.size());
  }

  @Test
  void aContainerInNoDangerShowsHeadroomAndLargestArea() throws IOException {
    grow(61, 0);
    List<String> lines = lines();
    assertEquals(
        "[headroom] 700 MiB left of 1000 MiB, verdict fits; 2026-11-26T13:28:04Z", lines.get(0));
    assertEquals("who holds it             now   past 60 s", lines.get(2));
    assertTrue(lines.get(lines.size() - 1).startsWith("[headroom] recording"), lines::toString);
  }

  @Test
  void theFirstTimeThereAreNoChanges() throws IOException {
    grow(1, 0);
    assertEquals("who holds it             now", lines().get(2));
    assertEquals("java_heap            200 MiB", lines().get(3));
  }

  @Test
  void anUnknownFigureIsNoNumber() throws IOException {
    take(
        ForecastFigures.jvm(100)
            .with(Field.LIMIT, State.UNREADABLE)
            .with(Field.MEM_TOTAL, State.ABSENT)
            .with(Field.ANON, State.UNREADABLE));
    assertTrue(
        lines().get(0).startsWith("[headroom] what is left is not known, verdict unknown; "),
        lines()::toString);
  }

  @Test
  void thereIsNoLedgerWithoutFigures() throws IOException {
    take(new SampleBuilder());
    assertEquals(
        List.of(
            "[headroom] what is left is not known, verdict unknown; 2026-11-26T13:27:04Z",
            "",
            "[headroom] recording: /recordings/1-1.headroom"),
        lines());
  }

  @Test
  void aHeapThatCannotFitIsAdvisedOnOnce() throws IOException {
    take(ForecastFigures.jvm(300).with(Field.LIMIT, 700 * MIB).with(Field.KERNEL, 0));
    String text = Files.readString(file);
    assertTrue(text.contains("verdict cannot_fit, culprit java_heap"), text);
    assertEquals(
        text.indexOf("is the largest that fits"), text.lastIndexOf("is the largest that fits"));
  }

  @Test
  void betweenFullPassesNothingIsWritten() throws IOException {
    grow(41, 0);
    String before = Files.readString(file);
    for (int i = 0; i < 9; i++) {
      take(ForecastFigures.jvm(110));
    }
    assertEquals(before, Files.readString(file));
    take(ForecastFigures.jvm(110));
    assertNotEquals(before, Files.readString(file));
  }

  @Test
  void aVerdictThatTurnsIsReportedAtOnceWithWhatIsLeftThen() throws IOException {
    grow(45, 0);
    take(ForecastFigures.jvm(780));
    assertEquals(Verdict.SPIKE, outlook.verdict());
    assertTrue(
        lines().get(0).startsWith("[headroom] 20.0 MiB left of 1000 MiB, verdict spike"),
        lines()::toString);
  }

  @Test
  void aCleanEndHasNoTerminationMessage() throws IOException {
    grow(11, 0);
    termination.clear();
    take(ForecastFigures.jvm(100));
    assertEquals(0, Files.size(file));
  }

  @Test
  void ourOwnTextIsKnownAgainAtTheNextStart() throws IOException {
    grow(201, 3);
    String text = Files.readString(file);
    Path next = Files.writeString(directory.resolve("next"), text);
    TerminationMessage ofTheNext = new TerminationMessage(next, new CapturedLog().log());
    ofTheNext.open();
    assertTrue(ofTheNext.isOurs());
    assertFalse(text.length() > 2000, text);
  }
}
