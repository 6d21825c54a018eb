package io.github.headroom.agent.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.agent.relief.Relief;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class TickAllocationTest {

  @Test
  void aThousandTicksPutNotOneByteOnTheHeap() throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xint", // no escape analysis: no allocation is removed
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TickAllocation.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(jvm.getInputStream().readAllBytes(), UTF_8).trim();
    assertEquals(0, jvm.waitFor(), printed);
    List<String> lines = printed.lines().toList();
    assertEquals("0 of GROWING", lines.get(1), "of figures and forecast");
    assumeTrue(
        lines.get(0).endsWith("of KNOWN"), "this machine's memory cgroup has no usage to read");
    assertEquals("0 of KNOWN", lines.get(0));
  }

  @Test
  void nothingOfReliefIsLoadedByDefault() throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TickAllocation.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> loaded = new String(jvm.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertEquals(0, jvm.waitFor());
    assertTrue(loaded.stream().anyMatch(line -> line.contains(Tick.class.getName() + " ")));
    String relief = Relief.class.getPackageName() + ".";
    assertEquals(List.of(), loaded.stream().filter(line -> line.contains(relief)).toList());
  }
}
