package io.github.headroom.agent.relief;

import static io.github.headroom.agent.relief.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.DiagnosticCommands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrimTest {

  /** Commands without a JVM. */
  public static final class Commands {
    final List<String> run = new ArrayList<>();
    String help = "GC.run\nSystem.trim_native_heap\nhelp";

    boolean full;
    String answer = "";

    public String execute(String line) {
      if (full) {
        throw new OutOfMemoryError();
      }
      run.add(line);
      return line.equals("help") ? help : answer;
    }
  }

  private final Commands fake = new Commands();
  private final Situation now = Situations.near();
  private DiagnosticCommands commands;
  private Trim trim;

  @BeforeEach
  void commandsOfAJvm() throws Exception {
    commands =
        new DiagnosticCommands(
            fake, Commands.class.getMethod("execute", String.class), /* java8= */ false);
    trim = new Trim(commands);
  }

  @Test
  void aJvmThatHasTheCommandMayBeTrimmed() throws Exception {
    assertNull(Trim.impossible(commands));
    assertNull(trim.barred(now));

    fake.run.clear();
    trim.act();
    assertEquals(List.of("System.trim_native_heap"), fake.run);
  }

  @Test
  void aJvmWithoutTheCommandIsNotTrimmed() {
    fake.help = "GC.run\nhelp";
    assertNotNull(Trim.impossible(commands));
    assertNotNull(Trim.impossible(null));
  }

  @Test
  void aHeapThatIsFullIsNoAnswer() {
    fake.full = true;
    assertThrows(OutOfMemoryError.class, () -> Trim.impossible(commands));
  }

  @Test
  void aCLibraryThatHasNoTrimIsAskedOnce() {
    fake.answer = "Not available.\n";
    assertThrows(ReflectiveOperationException.class, trim::act);
    assertEquals("this JVM's C library has no malloc_trim", trim.barred(now));
  }

  @Test
  void whereMallocHasLittleThereIsNothingToGain() {
    now.nativeOther = 25 * MIB;
    assertEquals("native_other is less than 5 % of the limit", trim.barred(now));
  }

  @Test
  void aGrowingHeapBarsATrim() {
    now.culprit = MemoryArea.JAVA_HEAP;
    assertEquals("the Java heap grows", trim.barred(now));
  }

  @Test
  void withoutHeadroomItIsTooLate() {
    now.expected = 4 * MIB - 1;
    assertEquals("less than 4 MiB of headroom is left", trim.barred(now));
  }

  @Test
  void theNextComesAfterAMinuteAndLaterWhereItGaveLittle() {
    double[] waits = {60, 120, 240, 480, 960, 1920, 3600, 3600};
    for (int i = 0; i < waits.length; i++) {
      trim.acted(now, i == 0 ? 100 * MIB : 10 * MIB, 0.03);
      now.seconds += waits[i] - 0.1;
      assertEquals("the last trim is too recent", trim.barred(now));
      now.seconds += 0.2;
      assertNull(trim.barred(now), "after " + waits[i]);
    }
  }
}
