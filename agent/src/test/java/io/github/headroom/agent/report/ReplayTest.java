package io.github.headroom.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

  private static final long SIZE = 4 << 20;

  @TempDir Path directory;

  @Test
  void theSameDerivationsGiveTheSameText() throws IOException {
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      grow(life);
    }

    assertEquals("200 samples, 0 gaps, 0 differ from what was recorded\n", replay());
  }

  @Test
  void whatWasRecordedOtherwiseIsPrinted() throws IOException {
    String areas = "verdicts=fits fits fits fits fits fits\n";
    try (RecordedLife life = new RecordedLife(file(), SIZE, Path.of("/nothing-here"), areas)) {
      grow(life);
    }

    assertTrue(replay().contains(" recorded fits in "), replay());
    assertTrue(replay().contains(", derived growing in "), replay());
  }

  private static void grow(RecordedLife life) {
    for (int i = 0; i < 200; i++) {
      life.tick((500 + 2 * i) * RecordedLife.MIB);
    }
  }

  private Path file() {
    return directory.resolve("1-1.headroom");
  }

  private String replay() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Replay.print(file(), new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
