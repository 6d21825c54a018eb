package io.github.headroom.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures as text: a block of lines for a terminal, one line for a log. Pure. */
final class TerminalTable {
  private static final int BAR = 30;
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  private TerminalTable() {}

  /**
   * @param phase the phase that the service printed; empty without one
   */
  static List<String> block(
      String address, long elapsedSeconds, String phase, String points, Figures figures) {
    List<String> lines = new ArrayList<>();
    lines.add(
        BOLD
            + "Headroom demo"
            + PLAIN
            + "  "
            + address
            + DIM
            + "  "
            + elapsedSeconds
            + " s"
            + PLAIN);
    lines.add("  now   " + phase);
    lines.add("  data  " + points);
    lines.add("");
    Double limit = figures.limit();
    lines.add(row("limit", limit, null, ""));
    lines.add(row("usage", figures.usage(), limit, DIM));
    lines.add(row("working set", figures.workingSet(), limit, BOLD));
    lines.add(row("rss+swap", figures.rssSwap(), limit, BOLD));
    lines.add(row("heap used", figures.heapUsed(), limit, ""));
    lines.add(row("heap committed", figures.heapCommitted(), limit, ""));
    lines.add(row("native, at least", figures.nativeMemory(), limit, ""));
    if (figures.headroom() != null) {
      lines.add(row("headroom", figures.headroom(), limit, ""));
    }
    lines.add("");
    lines.add("  " + figures.reading());
    return lines;
  }

  static String line(long elapsedSeconds, String phase, Figures figures) {
    return String.format(
        Locale.ROOT,
        "%4d s  %-6s  working set %s  rss+swap %s  usage %s of %s MiB  heap %s  native %s MiB  %s",
        elapsedSeconds,
        phase,
        percent(figures.workingSet(), figures.limit()),
        percent(figures.rssSwap(), figures.limit()),
        mebibytes(figures.usage()),
        mebibytes(figures.limit()),
        mebibytes(figures.heapUsed()),
        mebibytes(figures.nativeMemory()),
        figures.reading());
  }

  private static String row(
      String name, @Nullable Double bytes, @Nullable Double limit, String style) {
    String size = bytes == null ? "-" : mebibytes(bytes) + " MiB";
    String share = bytes == null || limit == null ? "" : percent(bytes, limit);
    String bar = bytes == null || limit == null ? "" : bar(bytes / limit);
    return String.format(
        Locale.ROOT, "  %s%-17s%12s%9s  %s%s", style, name, size, share, bar, PLAIN);
  }

  static String bar(double share) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR);
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  /** Without a fraction; "-" for absent. */
  static String mebibytes(@Nullable Double bytes) {
    return bytes == null ? "-" : String.format(Locale.ROOT, "%,.0f", bytes / DemoService.MIB);
  }

  static String percent(@Nullable Double bytes, @Nullable Double limit) {
    return bytes == null || limit == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f %%", 100 * bytes / limit);
  }
}
