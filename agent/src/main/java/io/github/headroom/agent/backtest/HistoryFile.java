package io.github.headroom.agent.backtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A history in any format, recognized by its first character. */
public final class HistoryFile {

  private HistoryFile() {}

  /**
   * Reads the whole history.
   *
   * @param limit bytes, instead of the file's limit; null for none
   * @throws HistoryException the file is no history, or lacks what a forecast needs
   */
  public static void read(InputStream in, History into, @Nullable Double limit)
      throws IOException, HistoryException {
    Reader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    text.mark(1);
    int first = text.read();
    text.reset();
    if (first == '{') {
      JsonHistory.read(text, into, limit);
    } else {
      CsvHistory.read(text, into, limit);
    }
  }
}
