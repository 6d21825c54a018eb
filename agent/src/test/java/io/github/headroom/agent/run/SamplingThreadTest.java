package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingThreadTest {

  @TempDir private Path directory;

  @Test
  void theThreadIsADaemonAndDoesNotKeepAnApplicationsClassLoader() {
    Thread.currentThread().setContextClassLoader(new ClassLoader() {});
    SamplingThread thread = new SamplingThread(null, null, null, null);
    assertTrue(thread.isDaemon());
    assertEquals(SamplingThread.class.getClassLoader(), thread.getContextClassLoader());
    Thread.currentThread().setContextClassLoader(SamplingThreadTest.class.getClassLoader());
  }

  @Test
  void anInterruptNeitherStaysNorEndsTheThread() throws IOException, InterruptedException {
    assertEquals("goes on", printedBy(InterruptedSampling.class));
  }

  @Test
  void anEndOfWhichNothingIsRecordedIsNotWaitedFor() throws IOException, InterruptedException {
    assertEquals("has ended", printedBy(EndingUnrecorded.class));
  }

  private String printedBy(Class<?> main) throws IOException, InterruptedException {
    Path errors = directory.resolve("errors");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectError(errors.toFile())
            .start();
    try {
      boolean ended = jvm.waitFor(60, TimeUnit.SECONDS);
      assertTrue(ended, main + " is still there after a minute: " + Files.readString(errors));
      return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    } finally {
      jvm.destroyForcibly();
    }
  }
}
