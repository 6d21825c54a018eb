package io.github.headroom.agent.backtest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history that is given as text, as the backtest reads it. */
final class ReadHistory {

  static final long MIB = 1 << 20;

  final History history;
  private final List<String[]> forecasts = new ArrayList<>();

  private ReadHistory(String text, @Nullable Double limit) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    history = new History("", new Forecasts(stream));
    HistoryFile.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), history, limit);
    history.end(false, false);
    for (String line : out.toString(StandardCharsets.UTF_8).lines().skip(1).toList()) {
      forecasts.add(line.split(",", -1));
    }
  }

  static ReadHistory of(String text) throws Exception {
    return new ReadHistory(text, null);
  }

  static ReadHistory under(double limit, String text) throws Exception {
    return new ReadHistory(text, limit);
  }

  List<Life> lives() {
    List<Life> lives = new ArrayList<>();
    for (Series series : history.series.values()) {
      lives.addAll(series.lives);
    }
    return lives;
  }

  List<String> ends() {
    return lives().stream().map(life -> life.end.word).toList();
  }

  /** What is taken for what the first life does not have. */
  List<String> assumed() {
    return lives().get(0).assumed;
  }

  /** Of each row what --forecasts writes as headroom, in MiB; empty where it is not known. */
  List<String> headroom() {
    return forecasts.stream()
        .map(cells -> cells[4].isEmpty() ? "" : Numbers.plain(Double.parseDouble(cells[4]) / MIB))
        .toList();
  }

  /** A header and rows of MiB behind the time; a cell that is no number stays as it is. */
  static String csv(String header, String... rows) {
    StringBuilder csv = new StringBuilder("time," + header + "\n");
    for (int i = 0; i < rows.length; i++) {
      csv.append(1_790_000_000L + 15L * i);
      for (String cell : rows[i].split(",", -1)) {
        boolean number = !cell.isEmpty() && cell.chars().allMatch(Character::isDigit);
        csv.append(',').append(number ? String.valueOf(Long.parseLong(cell) * MIB) : cell);
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
