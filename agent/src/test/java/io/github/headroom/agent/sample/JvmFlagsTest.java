package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmFlagsTest {

  @ParameterizedTest
  @CsvSource({
    "-Xss512k, 524288",
    "-Xss2M, 2097152",
    "-Xss1048576, 1048576",
    "-XX:ThreadStackSize=512, 524288",
    "-Xss, absent",
    "-Xss0, absent",
    "-Xssx, absent",
    "-Xss1kb, absent",
    "-Xss99999999999999999999, absent",
    "-Xss9999999999999t, absent",
    "-Xms5m, absent"
  })
  void theStackSize(String argument, String expected) {
    assertEquals(expected, text(Field.THREAD_STACK_SIZE, argument));
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:MaxDirectMemorySize=64m, 67108864",
    "-XX:MaxDirectMemorySize=1G, 1073741824",
    "-XX:MaxDirectMemorySize=0, absent",
    "-XX:MaxDirectMemorySize, absent",
    "-DMaxDirectMemorySize=64m, absent"
  })
  void theLimitOfDirectMemory(String argument, String expected) {
    assertEquals(expected, text(Field.MAX_DIRECT, argument));
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:MaxRAMPercentage=75.0, 7500",
    "-XX:MaxRAMPercentage=66.67, 6667",
    "-XX:MaxRAMPercentage=x, absent",
    "-XX:MaxRAMFraction=2, 5000",
    "-Xms5m, 2500",
    "-Xmx5m, absent",
    "-XX:MaxHeapSize=5m, absent",
    "-XX:MaxRAM=1g, absent",
    "-XX:MinRAMPercentage=80, absent"
  })
  void theShareOfTheMemoryThatTheHeapMayTake(String argument, String expected) {
    assertEquals(expected, text(Field.RAM_SHARE, argument));
  }

  @Test
  void theLastOneWins() {
    assertEquals("1048576", text(Field.THREAD_STACK_SIZE, "-Xss2m", "-XX:ThreadStackSize=1024"));
  }

  @Test
  void nothingGivenIsAbsent() {
    assertEquals("absent", text(Field.NETTY_MAX_DIRECT));
  }

  private static String text(Field field, String... arguments) {
    Sample sample = new Sample();
    new JvmFlags(List.of(arguments)).read(sample);
    return SampleBuilder.valueOf(sample, field);
  }
}
