package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingThreadTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a tick that is still ahead stays,         90, 100, 10, 100",
    "a tick that is due gives the next,        100, 100, 10, 110",
    "a tick that is a little late as well,     109, 100, 10, 110",
    "a tick that is one interval late,         110, 100, 10, 120",
    "late ticks are skipped and the beat kept, 157, 100, 10, 160",
    "a negative clock,                         -95, -100, 10, -90",
    "across nought,                            5, -10, 10, 10",
    "the clock wraps around,                   -9223372036854775805, 9223372036854775800, 10, -9223372036854775796",
    "late across the wrap,                     -9223372036854775790, 9223372036854775800, 10, -9223372036854775786",
    "ahead across the wrap,                    9223372036854775800, -9223372036854775800, 10, -9223372036854775800",
  })
  void theNextTick(String which, long now, long due, long interval, long expected) {
    assertEquals(expected, SamplingThread.after(now, due, interval), which);
  }

  @ParameterizedTest
  @CsvSource({"0", "9223372036854775807", "-9223372036854775808", "-1"})
  void theNextTickLiesAheadByAnIntervalAtMost(long due) {
    for (long late = 0; late < 35; late++) {
      long now = due + late;
      long ahead = SamplingThread.after(now, due, 10) - now;
      assertTrue(ahead > 0 && ahead <= 10, () -> ahead + " ahead");
    }
  }

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

  private static String printedBy(Class<?> main) throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertTrue(jvm.waitFor(60, TimeUnit.SECONDS), main + " is still there after a minute");
      return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    } finally {
      jvm.destroyForcibly();
    }
  }
}
