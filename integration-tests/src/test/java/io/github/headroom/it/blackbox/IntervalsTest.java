package io.github.headroom.it.blackbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a JVM that is in no danger makes a pass: each pass leaves a record. */
class IntervalsTest {

  private static final int RECORDS = 12;

  /** The first pass, and events: the verdict changes when the container is known well enough. */
  private static final int BESIDE = 1 + 3;

  @TempDir Path directory;

  @Test
  void aPassServesEveryIntervalThatIsDue() throws Exception {
    long start = System.nanoTime();
    try (CgroupV1 group = CgroupV1.create().limit(1 << 30);
        OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            JavaProcess.victim("SteadyService")
                .options("-Xmx64m", "-XX:+UseSerialGC")
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("HEADROOM_SAMPLE_INTERVAL", "1s")
                .environment("HEADROOM_SLOW_INTERVAL", "1s")
                .environment("HEADROOM_RECORDER_DIR", directory.toString())
                .in(group)
                .start()) {
      Await.until("records", () -> records() >= RECORDS, victim::toString);
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      assertTrue(RECORDS <= seconds + BESIDE, () -> RECORDS + " records in " + seconds + " s");
    }
  }

  private int records() {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> recordings = files.filter(file -> file.toString().endsWith(".headroom")).toList();
      return recordings.isEmpty() ? 0 : RecordingAudit.of(recordings.get(0)).times().size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
