package io.github.headroom.demo;

import io.github.headroom.demo.receiver.OtlpReceiver;
import io.github.headroom.demo.receiver.Phases;
import io.github.headroom.demo.receiver.SeriesStore;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Receives, serves the live page, and shows the figures in the terminal. */
final class Watch {
  private static final long STALE_SECONDS = 10;
  private static final int LINE_EVERY_SECONDS = 5;

  private Watch() {}

  /**
   * Runs until it is interrupted, or for {@code --seconds}.
   *
   * @return exit status: 0 if points arrived, else 1
   */
  static int run(String[] commandLine) throws IOException, InterruptedException {
    Arguments arguments =
        new Arguments(
            commandLine, "--port", "--address-file", "--service-output", "--seconds", "--view");
    long seconds = arguments.number("--seconds", Long.MAX_VALUE, 1, Integer.MAX_VALUE);
    String output = arguments.text("--service-output");
    Phases phases = new Phases(output == null ? null : Path.of(output));
    SeriesStore store = new SeriesStore(SeriesStore.DEFAULT_POINTS);
    // Java 22 and later no longer know whether standard output is a terminal; the shell does.
    String view = arguments.text("--view");
    boolean terminal = "block".equals(view);
    if (view != null && !terminal && !view.equals("lines")) {
      throw new IllegalArgumentException("--view: expected block or lines, found " + view);
    }
    int port = (int) arguments.number("--port", 0, 0, 65535);
    try (OtlpReceiver receiver = new OtlpReceiver(port, store, phases)) {
      String addressFile = arguments.text("--address-file");
      if (addressFile != null) {
        // Whole or not there: who waits for the file must not read half of it.
        Path written = Files.writeString(Path.of(addressFile + ".new"), receiver.address() + "\n");
        Files.move(written, Path.of(addressFile), StandardCopyOption.ATOMIC_MOVE);
      }
      show(receiver.address(), store, phases, seconds, terminal);
    } catch (BindException e) {
      System.err.println("--port: expected a free port of 127.0.0.1, " + port + " is taken");
      return 1;
    }
    if (store.lastMillis() == null) {
      System.err.println("No points of the agent arrived in " + seconds + " s.");
      return 1;
    }
    return 0;
  }

  private static void show(
      String address, SeriesStore store, Phases phases, long seconds, boolean terminal)
      throws InterruptedException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    if (!terminal) {
      out.println("Live page: " + address);
      out.flush();
    }
    long start = System.nanoTime();
    int drawn = 0;
    for (long elapsed = 0; elapsed < seconds; elapsed++) {
      List<Phases.Phase> seen = phases.read();
      Figures figures = Figures.latest(store);
      if (terminal) {
        String phase = seen.isEmpty() ? "" : seen.get(seen.size() - 1).text();
        List<String> lines = TerminalTable.block(address, elapsed, phase, arrival(store), figures);
        StringBuilder block = new StringBuilder();
        if (drawn > 0) {
          block.append("\u001b[").append(drawn).append('A');
        }
        for (String line : lines) {
          block.append("\u001b[2K").append(line).append('\n');
        }
        out.print(block.append("\u001b[J"));
        drawn = lines.size();
      } else if (elapsed % LINE_EVERY_SECONDS == LINE_EVERY_SECONDS - 1) {
        String phase = seen.isEmpty() ? "-" : seen.get(seen.size() - 1).name();
        out.println(TerminalTable.line(elapsed + 1, phase, figures));
      }
      out.flush();
      long next = start + TimeUnit.SECONDS.toNanos(elapsed + 1);
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
  }

  private static String arrival(SeriesStore store) {
    Long last = store.lastMillis();
    if (last == null) {
      return "waiting for the first points";
    }
    long ago = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis() - last);
    return ago >= STALE_SECONDS ? "no points for " + ago + " s" : "points arrive";
  }
}
