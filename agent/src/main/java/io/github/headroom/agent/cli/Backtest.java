package io.github.headroom.agent.cli;

import io.github.headroom.agent.backtest.BacktestJson;
import io.github.headroom.agent.backtest.BacktestText;
import io.github.headroom.agent.backtest.Forecasts;
import io.github.headroom.agent.backtest.History;
import io.github.headroom.agent.backtest.HistoryException;
import io.github.headroom.agent.backtest.HistoryFile;
import io.github.headroom.agent.log.Printable;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code backtest FILE|- [--killed|--lived] [--limit BYTES] [--series TEXT] [--forecasts FILE]
 * [--json]}: computes when the agent would have warned, from the history of a container that ran
 * without it.
 */
public final class Backtest {

  static final String USAGE =
      "backtest FILE|- [--killed|--lived] [--limit BYTES] [--series TEXT] [--forecasts FILE] [--json]";

  private static final String[] HELP = {
    "Runs the agent's forecast over the history of a container's memory: when it would have warned,",
    "why, and how long before the kill, next to the usual rules on working_set.",
    "",
    "  FILE            an answer of Prometheus' /api/v1/query or query_range, an export of",
    "                  VictoriaMetrics, or CSV; - is stdin. CSV has a header, with the names of",
    "                  memory.stat, cAdvisor or Prometheus: time, limit, usage or working_set, and",
    "                  as many as there are of inactive_file, active_file, anon, shmem,",
    "                  slab_reclaimable, kernel, file_dirty, swap, swap_limit, oom_kill; pod,",
    "                  container and the like separate containers",
    "  --killed        the last row of each container is the OOM kill; else a rising oom_kill is one",
    "  --lived         each container lived on after its last row",
    "  --limit BYTES   the limit, in place of any column; 512Mi and 2Gi are accepted",
    "  --series TEXT   only containers with this text in their names",
    "  --forecasts FILE  writes what was forecast at each row as CSV",
    "  --json          prints one JSON object",
    "",
    "Exit status: 0 done, 1 the file cannot be read, 2 wrong usage, or a column is missing.",
  };

  private final PrintStream out;
  private final PrintStream err;
  private String file = "";
  private String series = "";
  private @Nullable String forecasts;
  private @Nullable Double limit;
  private boolean killed;
  private boolean lived;
  private boolean json;

  private Backtest(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the verb. Returns the exit status. */
  public static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
    for (String argument : arguments) {
      if (argument.equals("--help") || argument.equals("-h")) {
        out.println("usage: java -jar headroom-agent.jar " + USAGE);
        out.println();
        for (String line : HELP) {
          out.println(line);
        }
        return 0;
      }
    }
    Backtest backtest = new Backtest(out, err);
    if (!backtest.understands(arguments)) {
      err.println("usage: java -jar headroom-agent.jar " + USAGE);
      return 2;
    }
    try {
      return backtest.run(in);
    } catch (HistoryException e) {
      err.println("headroom: " + backtest.shownFile() + ": " + e.getMessage());
      return 2;
    } catch (FileNotFoundException e) { // its message is the file name
      err.println("headroom: " + Printable.path(String.valueOf(e.getMessage())));
      return 1;
    } catch (IOException e) {
      err.println("headroom: " + backtest.shownFile() + ": " + Printable.piece(e.getMessage()));
      return 1;
    }
  }

  private boolean understands(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      boolean more = i + 1 < arguments.length;
      if (argument.equals("--json")) {
        json = true;
      } else if (argument.equals("--killed")) {
        killed = true;
      } else if (argument.equals("--lived")) {
        lived = true;
      } else if (argument.equals("--limit") && more) {
        limit = bytes(arguments[++i]);
        if (limit == null) {
          return false;
        }
      } else if (argument.equals("--series") && more) {
        series = arguments[++i];
      } else if (argument.equals("--forecasts") && more) {
        forecasts = arguments[++i];
      } else if (file.isEmpty() && (argument.equals("-") || !argument.startsWith("-"))) {
        file = argument;
      } else {
        return false;
      }
    }
    return !file.isEmpty() && !(killed && lived);
  }

  /**
   * Parses a number with Ki, Mi, Gi or no suffix, as Kubernetes writes it. Returns null for any
   * other text.
   */
  private static @Nullable Double bytes(String text) {
    int shift = text.endsWith("Gi") ? 30 : text.endsWith("Mi") ? 20 : text.endsWith("Ki") ? 10 : 0;
    String number = shift == 0 ? text : text.substring(0, text.length() - 2);
    try {
      double bytes = Long.parseLong(number) * (double) (1L << shift);
      return bytes > 0 && bytes < 1L << 62 ? (Double) bytes : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private int run(InputStream stdin) throws IOException, HistoryException {
    String name = forecasts;
    if (name == null) {
      return print(read(stdin, null));
    }
    if (isHistory(new File(name))) {
      err.println(
          "headroom: --forecasts "
              + Printable.path(name)
              + ": it is the history that is read; expected another file");
      return 2;
    }
    try (OutputStream bytes = new BufferedOutputStream(new FileOutputStream(name), 1 << 16);
        PrintStream rows = new PrintStream(bytes, false, StandardCharsets.UTF_8.name())) {
      Forecasts written = new Forecasts(rows);
      History history = read(stdin, written);
      if (!written.isWhole()) {
        err.println("headroom: " + Printable.path(name) + ": not all of it could be written");
        return 1;
      }
      return print(history);
    }
  }

  /**
   * Returns whether that file is the history itself, also through symbolic links. Opening it for
   * writing would empty it.
   */
  private boolean isHistory(File written) throws IOException {
    return !file.equals("-")
        && written.isFile()
        && written.getCanonicalFile().equals(new File(file).getCanonicalFile());
  }

  private History read(InputStream stdin, @Nullable Forecasts into)
      throws IOException, HistoryException {
    History history = new History(series, into);
    if (file.equals("-")) {
      HistoryFile.read(stdin, history, limit);
    } else {
      try (InputStream in = new FileInputStream(file)) {
        HistoryFile.read(in, history, limit);
      }
    }
    history.end(killed, lived);
    return history;
  }

  private int print(History history) {
    if (history.isEmpty()) {
      err.println("headroom: " + shownFile() + ": " + history.whyEmpty());
      return 1;
    }
    if (json) {
      out.println(BacktestJson.of(shownFile(), history));
      return 0;
    }
    BacktestText.print(shownFile(), history, out);
    return 0;
  }

  private String shownFile() {
    return file.equals("-") ? "stdin" : Printable.path(file);
  }
}
