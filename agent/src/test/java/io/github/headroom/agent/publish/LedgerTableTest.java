package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the default locale is the process's")
class LedgerTableTest {

  private static final long MIB = 1 << 20;

  private final Locale before = Locale.getDefault();

  @BeforeEach
  void somewhereWithADecimalComma() {
    Locale.setDefault(Locale.GERMANY); // the decimal separator is a point in every locale
  }

  @AfterEach
  void back() {
    Locale.setDefault(before);
  }

  /**
   * Usage 200 MiB: 120 MiB anonymous, 100 MiB of it in this process, 60 MiB of that in its heap; 50
   * MiB of files.
   */
  private static SampleBuilder group() {
    return new SampleBuilder()
        .with(Field.USAGE, 200 * MIB)
        .with(Field.ANON, 120 * MIB)
        .with(Field.FILE, 50 * MIB)
        .with(Field.SHMEM, 0)
        .with(Field.KERNEL, 30 * MIB)
        .with(Field.RSS_ANON, 100 * MIB)
        .with(Field.HEAP_RESIDENT, 60 * MIB);
  }

  @Test
  void theLargestComesFirstAndTheSumAndTheUsageLast() {
    assertEquals(
        List.of(
            "",
            "who holds it            MiB",
            "java_heap               60.0      30.0 %",
            "file_cache              50.0      25.0 %",
            "native_other            40.0      20.0 %",
            "kernel                  30.0      15.0 %",
            "other_processes         20.0      10.0 %",
            "shared_memory            0.0       0.0 %",
            "together               200.0     100.0 %",
            "usage                  200.0     100.0 %"),
        printed(group().build()));
  }

  @Test
  void anUnknownHeapIsReportedInNativeOther() {
    SampleBuilder outside =
        new SampleBuilder()
            .with(Field.USAGE, 100 * MIB)
            .with(Field.ANON, 100 * MIB)
            .with(Field.RSS_ANON, 100 * MIB);
    List<String> lines = printed(outside.build());
    assertEquals(
        "native_other includes the JVM's heap: only the agent inside the JVM separates them",
        lines.get(lines.size() - 1));
  }

  @Test
  void figuresThatDoNotAddUpAreDetected() {
    List<String> lines = printed(group().with(Field.USAGE, 250 * MIB).build());
    assertEquals("together               200.0      80.0 %", lines.get(lines.size() - 2));
    assertEquals("usage                  250.0     100.0 %", lines.get(lines.size() - 1));
  }

  @Test
  void withoutALedgerNothingIsPrinted() {
    assertEquals(List.of(), printed(new SampleBuilder().with(Field.USAGE, 5).build()));
  }

  @Test
  void withoutAUsageToCompareWithNothingIsPrinted() {
    Sample sample = new SampleBuilder().with(Field.ANON, MIB).build();
    assertEquals(List.of(), printed(sample));
  }

  private static List<String> printed(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LedgerTable.print(figures, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
