package io.github.headroom.agent.document;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of costs in README.md is an extract of the measured one in docs/performance.md. */
class CostsDocumentTest {

  private static final String MEASURED = "docs/performance.md";
  private static final List<String> COLUMNS =
      List.of(
          "agent",
          "jar, MB",
          "CPU before main(), ms",
          "RSS, MiB",
          "threads",
          "classes",
          "CPU in 25 s, s");

  @Test
  void theReadmeHoldsAnExtractOfTheMeasuredTable() throws IOException {
    List<String> measured = sideBySideOnJdk17();
    List<String> header = cells(measured.get(0));
    StringBuilder table = new StringBuilder("\n");
    table.append("| ").append(String.join(" | ", COLUMNS)).append(" |\n");
    table.append("|---|").append("--:|".repeat(COLUMNS.size() - 1)).append('\n');
    int rows = 0;
    for (String line : measured.subList(2, measured.size())) {
      List<String> cells = cells(line);
      String agent = cells.get(0);
      // The first row is absolute; the SDK's rows are what an agent is put together from.
      if (!agent.equals("no agent") && !agent.startsWith("OTel SDK ")) {
        table.append('|');
        for (String column : COLUMNS) {
          int at = header.indexOf(column);
          assertTrue(at >= 0, MEASURED + ": no column \"" + column + "\"");
          table.append(' ').append(median(cells.get(at))).append(" |");
        }
        table.append('\n');
        rows++;
      }
    }
    assertTrue(rows >= 2, MEASURED + ": no rows to compare");
    GeneratedSection.check("README.md", "costs", table.append('\n').toString());
  }

  /** The lines of the first table under "JDK 17" under "Side by side". */
  private static List<String> sideBySideOnJdk17() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", MEASURED));
    int section = lines.indexOf("## Side by side");
    assertTrue(section >= 0, MEASURED + ": no section \"Side by side\"");
    int at = section;
    while (!lines.get(at).equals("### JDK 17")) {
      at++;
    }
    while (!lines.get(at).startsWith("|")) {
      at++;
    }
    int end = at;
    while (lines.get(end).startsWith("|")) {
      end++;
    }
    return lines.subList(at, end);
  }

  private static List<String> cells(String row) {
    return List.of(row.substring(2, row.length() - 2).split(" \\| ?", -1));
  }

  /** "24 (20 to 27)" is 24; a name stays as it is. */
  private static String median(String cell) {
    return cell.matches("[0-9.]+ \\(.*\\)") ? cell.substring(0, cell.indexOf(' ')) : cell;
  }
}
