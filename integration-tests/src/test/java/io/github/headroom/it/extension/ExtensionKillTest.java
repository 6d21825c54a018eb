package io.github.headroom.it.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill leaves the same evidence as with {@code -javaagent}. */
class ExtensionKillTest {

  /** The OpenTelemetry agent holds half of it. */
  private static final long LIMIT = 400L << 20;

  private static final String RATE = "" + (8 << 20);
  private static final int KILLED = 128 + 9;

  @TempDir private Path directory;

  @Test
  void anOomKillLeavesMessageAndRecordingAndTheNextStartExportsIt() throws Exception {
    Path message = Files.createFile(directory.resolve("termination-log"));
    Path recordings = directory.resolve("recordings");
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT)) {
      try (JavaProcess victim =
          victim(recordings)
              .environment("OTEL_METRICS_EXPORTER", "none")
              .environment("HEADROOM_TERMINATION_MESSAGE", message.toString())
              .in(group)
              .start()) {
        assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
      }
      List<String> lines = Files.readAllLines(message);
      assertTrue(
          lines.get(0).matches("\\[headroom\\] .* MiB left of 400 MiB, .*culprit native_other, .*"),
          lines::toString);
      try (OtlpReceiver receiver = OtlpReceiver.start();
          JavaProcess next =
              victim(recordings).exportingTo(receiver.endpoint()).in(group).start()) {
        receiver.awaitPoint(
            "the kill before",
            point -> point.is("headroom.agent.previous_exit", Map.of("headroom.exit", "oom_kill")));
        assertTrue(next.isAlive(), next::toString);
      }
    }
  }

  private static JavaProcess.Builder victim(Path recordings) {
    return Extended.by(JavaProcess.victim("UnsafeHog", "--rate", RATE))
        .environment("HEADROOM_RECORDER_DIR", recordings.toString());
  }
}
