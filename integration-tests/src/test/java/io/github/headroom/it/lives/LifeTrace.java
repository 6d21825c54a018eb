package io.github.headroom.it.lives;

import io.github.headroom.it.evidence.Export;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What the agent forecast, a line an export as it comes: {@code SECONDS LOW MID HIGH CULPRIT 10m 1h
 * 24h}, seconds since the start of the life, and {@code -} for what was not published.
 */
final class LifeTrace implements AutoCloseable {

  private static final String CULPRIT = "headroom.oom.culprit ";

  private final BufferedWriter out;
  private final long startMillis;
  private int lines;

  LifeTrace(Path file, long startMillis) throws IOException {
    out = Files.newBufferedWriter(file);
    this.startMillis = startMillis;
  }

  /** Of one receiver after the other, each of which has one thread. */
  synchronized void take(Export export) {
    try {
      out.write(line(export, startMillis));
      out.newLine();
      out.flush();
      lines++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many there are. */
  synchronized int lines() {
    return lines;
  }

  static String line(Export export, long startMillis) {
    Map<String, Double> figures = export.figures();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%.3f", (export.sampledMillis() - startMillis) / 1e3));
    for (String bound : new String[] {"low", "mid", "high"}) {
      line.append(' ').append(text(figures.get("headroom.oom.time_to_kill " + bound)));
    }
    String culprit = "-";
    for (Map.Entry<String, Double> figure : figures.entrySet()) {
      if (figure.getKey().startsWith(CULPRIT) && figure.getValue() == 1) {
        culprit = figure.getKey().substring(CULPRIT.length());
      }
    }
    line.append(' ').append(culprit);
    for (String horizon : new String[] {"10m", "1h", "24h"}) {
      line.append(' ').append(text(figures.get("headroom.oom.kill_probability " + horizon)));
    }
    return line.toString();
  }

  private static String text(@org.jspecify.annotations.Nullable Double figure) {
    return figure == null ? "-" : String.valueOf(figure);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
