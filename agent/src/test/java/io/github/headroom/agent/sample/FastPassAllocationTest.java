package io.github.headroom.agent.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FastPassAllocationTest {

  @Test
  void aThousandFastPassesPutNotOneByteOnTheHeap() throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xint", // no escape analysis: every object that the code makes is made
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FastPassAllocation.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(jvm.getInputStream().readAllBytes(), UTF_8).trim();
    assertEquals(0, jvm.waitFor(), printed);
    assumeTrue(printed.endsWith("of KNOWN"), "this machine's memory cgroup has no usage to read");
    assertEquals("0 of KNOWN", printed);
  }
}
