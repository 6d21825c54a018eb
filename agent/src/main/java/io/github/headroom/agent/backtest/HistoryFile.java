package io.github.headroom.agent.backtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
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
    PushbackInputStream bytes = new PushbackInputStream(in, 2);
    Charset charset = charset(bytes);
    Reader text = new BufferedReader(new InputStreamReader(bytes, charset), 1 << 16);
    int first;
    do {
      text.mark(1);
      first = text.read();
    } while (first == 0xfeff);
    text.reset();
    if (first == '{' || first == '[') {
      JsonHistory.read(text, into, limit);
    } else {
      CsvHistory.read(text, into, limit);
    }
  }

  /** UTF-16 with a byte order mark, as PowerShell's {@code >} writes it, or UTF-8. */
  private static Charset charset(PushbackInputStream in) throws IOException, HistoryException {
    int first = in.read();
    int second = first < 0 ? -1 : in.read();
    if (first == 0x1f && second == 0x8b) {
      throw new HistoryException("expected text, found gzip: decompress it first");
    }
    if (second >= 0) {
      in.unread(second);
    }
    if (first >= 0) {
      in.unread(first);
    }
    boolean marked = (first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff);
    return marked ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }
}
