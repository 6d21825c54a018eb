package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status of a running JVM, and what docs/health-checks.md makes of it. */
class StatusFileTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void aFileIsWanted() {
    file = directory.resolve("status.json");
  }

  private JavaProcess.Builder victim() {
    return JavaProcess.victim("SteadyService")
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .agent()
        .environment("OTEL_METRICS_EXPORTER", "none")
        .environment("HEADROOM_RECORDER", "off")
        .environment("HEADROOM_STATUS_FILE", file.toString());
  }

  private void awaitFile(JavaProcess of) {
    Await.until("the status", () -> Files.exists(file), of::toString);
  }

  @Test
  void anOrderlyEndRemovesIt() throws Exception {
    try (JavaProcess victim = victim().start()) {
      awaitFile(victim);
      JsonObject status = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      assertEquals("unknown", status.get("verdict").getAsString(), status::toString);
      assertTrue(ProcessHandle.of(victim.pid()).orElseThrow().destroy());
      victim.awaitExit();
      assertFalse(Files.exists(file), victim::toString);
    }
  }

  @Test
  void aKillLeavesIt() throws Exception {
    try (JavaProcess victim = victim().start()) {
      awaitFile(victim);
      assertTrue(ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly());
      victim.awaitExit();
      assertTrue(Files.exists(file), victim::toString);
    }
  }

  @ParameterizedTest(name = "{0} s: exit {1}")
  @CsvSource({"0, 1", "9, 1", "59, 1", "60, 0", "333, 0", ", 0"})
  void theProbeOfTheDocumentFailsInTheLastMinute(Integer mid, int expected) throws Exception {
    String times =
        mid == null ? "" : ", \"time_to_kill\": {\"low\": 5, \"mid\": %d, \"high\": 400}";
    Files.writeString(file, ("{\"verdict\": \"fits\"" + times + "}\n").formatted(mid));
    assertEquals(expected, probe());
  }

  @Test
  void theProbeOfTheDocumentSucceedsWithoutAFile() throws Exception {
    assertEquals(0, probe());
  }

  private int probe() throws IOException, InterruptedException {
    String page = Files.readString(Path.of("../docs/health-checks.md"));
    Matcher command = Pattern.compile("- '(! grep .*)'").matcher(page);
    assertTrue(command.find(), "no probe in the document");
    String here = command.group(1).replace("/tmp/headroom.json", file.toString());
    return new ProcessBuilder("sh", "-c", here)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
