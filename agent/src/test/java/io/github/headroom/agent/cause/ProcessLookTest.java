package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLookTest {

  private static final long MIB = 1 << 20;

  @TempDir private Path root;

  @Test
  void theProcessThatHasGrownMostIsNamed() {
    FakeProc proc = new FakeProc(root).process(41, "python3", "python3\0/app.py\0", 10);
    proc.process(42, "sleep", "sleep\0" + "60\0", 10);
    Finding found =
        look(
            new SampleBuilder()
                .otherProcess("41", 80 * MIB, 0, 0, 0)
                .otherProcess("42", 1, 0, 0, 0),
            new SampleBuilder()
                .otherProcess("41", 600 * MIB, 10 * MIB, 0, 0)
                .otherProcess("42", 1, 0, 0, 0));
    assertEquals(
        "other_processes: python3 (pid 41) 80.0 -> 610 MiB in 10 min; 2 processes",
        sentence(found));
  }

  @Test
  void aReusedPidGrowsFromZero() {
    new FakeProc(root).process(41, "worker", "worker\0", 900);
    Finding found =
        look(
            new SampleBuilder().otherProcess("41", 80 * MIB, 0, 0, 0),
            new SampleBuilder().otherProcess("41", 90 * MIB, 0, 0, 0));
    assertEquals(
        "other_processes: worker (pid 41) 0.0 -> 90.0 MiB in 10 min; 1 process", sentence(found));
  }

  @Test
  void furtherProcessesAreNamedWithAFairShare() {
    FakeProc proc = new FakeProc(root).process(1, "a", "a\0", 900).process(2, "b", "b\0", 900);
    proc.process(3, "c", "c\0", 900).process(4, "d", "d\0", 900);
    Finding found =
        look(
            new SampleBuilder().otherProcess("1", 0, 0, 0, 0),
            new SampleBuilder()
                .otherProcess("1", 10 * MIB, 0, 0, 0)
                .otherProcess("2", 100 * MIB, 0, 0, 0)
                .otherProcess("3", 30 * MIB, 0, 0, 0)
                .otherProcess("4", 5 * MIB, 0, 0, 0));
    assertEquals(
        "other_processes: b (pid 2) 0.0 -> 100 MiB in 10 min, c (pid 3) +30.0 MiB;"
            + " 1 -> 4 processes",
        sentence(found));
  }

  @Test
  void aProcessThatHasEndedIsNotNamed() {
    assertNull(
        look(new SampleBuilder(), new SampleBuilder().otherProcess("41", 90 * MIB, 0, 0, 0)));
  }

  @Test
  void thereIsNoFindingWhereNoProcessHasGrown() {
    new FakeProc(root).process(41, "worker", "worker\0", 10);
    assertNull(look(new SampleBuilder(), new SampleBuilder()));
    assertNull(
        look(
            new SampleBuilder().otherProcess("41", 90 * MIB, 0, 0, 0),
            new SampleBuilder().otherProcess("41", 90 * MIB, 0, 0, 0)));
  }

  @Test
  void aProcessWithoutAReadableStartTimeIsNew() {
    FakeProc proc = new FakeProc(root).process(41, "worker", "worker\0", 10);
    proc.file("41/stat", "41 (worker\0");
    Finding found =
        look(
            new SampleBuilder().otherProcess("41", 80 * MIB, 0, 0, 0),
            new SampleBuilder().otherProcess("41", 90 * MIB, 0, 0, 0));
    assertNotNull(found);
    assertNotNull(found.change());
    assertEquals(0, found.change().before());
  }

  private Finding look(SampleBuilder before, SampleBuilder now) {
    Sample then = before.build();
    return new ProcessLook(root, 5).look(now.build(), then, 600, 1000);
  }

  private static String sentence(Finding found) {
    assertNotNull(found);
    return found.sentence();
  }
}
