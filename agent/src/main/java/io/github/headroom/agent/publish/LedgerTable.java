package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * Prints the ledger for a person: the areas, the largest first, in MiB and as a share of the usage.
 */
public final class LedgerTable {

  private static final int NAME_WIDTH = 18;
  private static final int NUMBER_WIDTH = 10;

  private final String[] areas = new String[MemoryArea.values().length];
  private final long[] bytes = new long[areas.length];
  private final long usage;
  private int size;

  private LedgerTable(Figures figures) {
    usage = figures.known(Figure.MEMORY_USAGE) ? figures.whole(Figure.MEMORY_USAGE) : 0;
    for (MemoryArea area : MemoryArea.values()) {
      Figure held = Figure.held(area);
      if (figures.known(held)) {
        areas[size] = area.word();
        bytes[size++] = figures.whole(held);
      }
    }
  }

  /** Prints the table, or nothing if there is no ledger. */
  public static void print(Figures figures, PrintStream out) {
    LedgerTable table = new LedgerTable(figures);
    if (table.size == 0 || table.usage == 0) {
      return;
    }
    out.println();
    out.println("who holds it            MiB");
    boolean[] printed = new boolean[table.size];
    long sum = 0;
    for (int i = 0; i < table.size; i++) {
      int largest = table.largest(printed);
      printed[largest] = true;
      sum += table.bytes[largest];
      out.println(table.line(table.areas[largest], table.bytes[largest]));
    }
    out.println(table.line("together", sum));
    out.println(table.line("usage", table.usage));
    if (table.indexOf("java_heap") < 0 && table.indexOf("native_other") >= 0) {
      out.println(
          "native_other includes the JVM's heap: only the agent inside the JVM separates them");
    }
  }

  private int indexOf(String area) {
    return Arrays.asList(areas).subList(0, size).indexOf(area);
  }

  private int largest(boolean[] printed) {
    int largest = -1;
    for (int i = 0; i < size; i++) {
      if (!printed[i] && (largest < 0 || bytes[i] > bytes[largest])) {
        largest = i;
      }
    }
    return largest;
  }

  private String line(String name, long value) {
    StringBuilder line = new StringBuilder(name);
    pad(line, NAME_WIDTH);
    String number = PointsAsTable.mebibytes(value);
    pad(line, NAME_WIDTH + NUMBER_WIDTH - number.length());
    line.append(number);
    String share = String.valueOf(Math.round(1000.0 * value / usage) / 10.0);
    pad(line, NAME_WIDTH + 2 * NUMBER_WIDTH - share.length());
    return line.append(share).append(" %").toString();
  }

  private static void pad(StringBuilder line, int width) {
    while (line.length() < width) {
      line.append(' ');
    }
  }
}
