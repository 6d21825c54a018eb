package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A history of backtest: it is read or refused, in time's order, and low <= mid <= high. */
public final class HistoryFuzz {

  private HistoryFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
    History history = new History("", new Forecasts(stream));
    try {
      HistoryFile.read(new ByteArrayInputStream(input), history, null);
    } catch (HistoryException e) {
      assertTrue(e.getMessage().length() > 10, e.getMessage());
      return;
    }
    history.end(false, false);
    for (Series series : history.series.values()) {
      double last = Double.NEGATIVE_INFINITY;
      for (Life life : series.lives) {
        assertTrue(life.begin > last && life.last >= life.begin, series.name);
        last = life.last;
        for (Warning warning : life.headroom.kept) {
          assertTrue(warning.begin >= life.begin && warning.end <= life.last, series.name);
          assertTrue(
              !warning.hasTime || (warning.low <= warning.mid && warning.mid <= warning.high),
              series.name);
        }
      }
    }
    BacktestText.print("input", history, stream);
    assertTrue(BacktestJson.of("input", history).endsWith("}"));
  }
}
