package io.github.headroom.agent.report;

import static java.util.regex.Pattern.quote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A recording of each format that was ever written, as its agent wrote it, beside what it held:
 * {@code -Dheadroom.write.recording=true} writes those of a new format, once.
 */
class OldRecordingTest {

  private static final int SIZE = 96 * 1024;

  @ParameterizedTest(name = "format {0}")
  @ValueSource(ints = 1)
  void aRecordingOfEachFormatStaysReadable(int format) throws IOException, URISyntaxException {
    Entry entry = new Entry();
    try (Recording recording = Recording.open(resource(format + ".headroom"))) {
      assertEquals(35, recording.size());
      assertTrue(recording.read(0, entry));
      assertEquals("cannot_fit", entry.verdict);
      List<String> read = Samples.text(entry.sample).lines().toList();
      for (String line : Files.readAllLines(resource(format + ".txt"))) {
        // What a later version has beside it is absent.
        assertTrue(read.stream().anyMatch(it -> it.matches(quote(line) + "( ABSENT)*")), line);
      }
    }
    RecordingSummary summary =
        RecordingSummary.of(resource(format + ".headroom"), Path.of("/nothing-here"), false);
    assertEquals(Exit.OOM_KILL, summary.ending.exit());
  }

  @Test
  void onesOfThisFormatAreWrittenOnlyWhenAskedFor() throws IOException {
    if (!Boolean.getBoolean("headroom.write.recording")) {
      return;
    }
    Path directory = Files.createDirectories(Path.of("src/test/resources/recordings"));
    Path file = directory.resolve("1.headroom");
    Files.deleteIfExists(file);
    Files.writeString(directory.resolve("1.txt"), Samples.text(SampleBuilder.everythingKnown()));
    try (RecordedLife life = new RecordedLife(file, SIZE)) {
      life.tick(SampleBuilder.everythingKnown());
      for (int i = 1; i < 30; i++) {
        life.tick((500 + 17L * i) * RecordedLife.MIB);
      }
      life.tick(1014 * RecordedLife.MIB);
    }
  }

  private static Path resource(String name) throws URISyntaxException {
    URL url = OldRecordingTest.class.getResource("/recordings/" + name);
    return Path.of(url.toURI());
  }
}
