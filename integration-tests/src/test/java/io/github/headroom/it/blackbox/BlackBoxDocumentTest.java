package io.github.headroom.it.blackbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlackBoxDocumentTest {

  private static final String KILL =
      """
      end=OOM_KILL
      place=v1-plain
      victim=UnsafeHog
      collector=g1
      area=native_other
      kernel=6.18
      limit=134217728
      pid=7
      killed=1700000001200
      """;

  @TempDir Path directory;

  @BeforeEach
  void theReportHasAForecastKillAnUnexpectedKillAndOtherEnds() throws IOException {
    evidence("right", KILL, "oom_kill", "native_other");
    evidence("wrong", KILL, "killed", "java_heap");
    evidence("halted", "end=HALT\n", "killed", "");
    Files.writeString(directory.resolve("no-guest.skipped"), "no QEMU here\n");
  }

  @Test
  void whatWasFoundStandsBesideWhatMustBe() throws IOException {
    assertHas("no record lost or torn | all of at least 200 | 2 of 2 |");
    assertHas("| end named right | 100 % | 2 of 3 |");
    assertHas("| 95 % | 1 of 2 (50.0 %) |");
    assertHas("p50 100 ms, p95 1 s | 200, 200, 200 |");
  }

  @Test
  void everyMissIsListed() throws IOException {
    assertHas("- wrong: expected oom_kill, found killed, likely; its group gone: killed, likely");
    assertHas("culprit: expected native_other, found java_heap");
    assertHas("- no-guest.skipped: no QEMU here");
  }

  private void evidence(String name, String facts, String exit, String culprit) throws IOException {
    Path evidence = Files.createDirectory(directory.resolve(name));
    Files.writeString(evidence.resolve("scene"), "name=" + name + "\n" + facts);
    String report =
        "{\"exit\": \"" + exit + "\", \"certainty\": \"likely\", \"culprit\": \"" + culprit + "\"}";
    Files.writeString(evidence.resolve(Remains.REPORT_THERE), report);
    Files.writeString(evidence.resolve(Remains.REPORT_GONE), report);
    RecordingFile file =
        RecordingFile.create(evidence.resolve(Remains.RECORDING), 1 << 19, "agent=test\n");
    file.begin(RecordingFile.SAMPLE, 1_700_000_001_000L).putLong(1);
    file.append(true, true);
    file.close();
  }

  private void assertHas(String part) throws IOException {
    String text = BlackBoxDocument.of(directory).text();
    assertTrue(text.contains(part), () -> part + " is not in\n" + text);
  }
}
