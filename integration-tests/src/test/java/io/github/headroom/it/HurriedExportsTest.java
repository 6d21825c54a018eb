package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** With the default interval of ten seconds, what a receiver has of the last ones before a kill. */
@Isolated("how old the last export is depends on who else wants the processors")
class HurriedExportsTest {

  private static final long LIMIT = 200L << 20;

  @TempDir Path recordings;

  @Test
  void theLastExportIsOfTheLastTwoSeconds() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT);
        JavaProcess victim =
            KilledContainersMessageTest.hog()
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                .environment("HEADROOM_RECORDER_DIR", recordings.toString())
                .in(group)
                .start()) {
      assertEquals(137, victim.awaitExit(Await.BOUND), victim::toString);
      List<OtlpReceiver.Export> exports = receiver.exports();
      long last = sampled(exports, exports.size() - 1);
      long age = lastRecord() - last;
      assertTrue(age <= 2000, () -> age + " ms after it there was a record");
      assertTrue(last - sampled(exports, exports.size() - 10) < 20_000, "a second, not ten");
      assertTrue(sampled(exports, 1) - sampled(exports, 0) > 5_000, "ten seconds at first");
    }
  }

  private static long sampled(List<OtlpReceiver.Export> exports, int which) {
    return exports.get(which).points().get(0).timeNanos() / 1_000_000;
  }

  private long lastRecord() {
    try (JavaProcess report =
        JavaProcess.commandLine("report", "--json", recordings.toString()).start()) {
      assertEquals(0, report.awaitExit(), report::toString);
      String ended =
          JsonParser.parseString(report.output()).getAsJsonObject().get("ended").getAsString();
      return Instant.parse(ended).toEpochMilli();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
