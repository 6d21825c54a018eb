package io.github.headroom.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTableTest {
  private static final double MIB = 1 << 20;
  private static final Figures NOTHING =
      new Figures(null, null, null, null, null, null, null, null, null, null);

  @Test
  void aLineNamesBothRatios() {
    Figures figures =
        new Figures(
            512 * MIB, 490 * MIB, 480 * MIB, 64 * MIB, 9 * MIB, 32 * MIB, 230 * MIB, 30 * MIB, null,
            null);

    assertEquals(
        "  15 s  files   working set 93.8 %  rss+swap 12.5 %  usage 490 of 512 MiB  heap 9"
            + "  native 30 MiB  a working-set alert fires, but 416 MiB of it is not the"
            + " application's memory: mostly page cache",
        TerminalTable.line(15, "files", figures));
  }

  @Test
  void theForecastIsReadBeforeTheRatios() {
    Figures figures =
        new Figures(
            512 * MIB, 490 * MIB, 300 * MIB, 300 * MIB, null, null, null, null, 200 * MIB, 29.6);

    assertEquals("forecast: OOM kill expected in 30 s", figures.reading());
  }

  @Test
  void absentFiguresAreDashes() {
    List<String> block = TerminalTable.block("http://127.0.0.1:1", 3, "", "waiting", NOTHING);

    assertTrue(block.get(6).matches(".*working set +-.*"), block.get(6));
    assertEquals("waiting for figures", NOTHING.reading());
  }

  @Test
  void withoutALimitThereIsNoShare() {
    Figures figures = new Figures(null, MIB, MIB, MIB, null, null, null, null, null, null);

    assertEquals("no limit known", figures.reading());
  }

  @Test
  void theBarStaysInItsBounds() {
    assertEquals(30, TerminalTable.bar(1.7).length());
    assertEquals("░".repeat(30), TerminalTable.bar(-1));
  }
}
