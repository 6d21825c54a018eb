package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.sample.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ColumnTest {

  @Test
  void everyNameOfAColumnStandsInTheDocument() throws IOException {
    String page = Files.readString(Path.of("../docs/backtest.md")).toLowerCase(Locale.ROOT);
    List<String> missing = new ArrayList<>();
    for (String name : Column.KNOWN.keySet()) {
      if (!isNameOfAField(name) && !page.contains("`" + name + "`")) {
        missing.add(name);
      }
    }
    assertEquals(List.of(), missing);
  }

  private static boolean isNameOfAField(String name) {
    for (Field field : Field.values()) {
      if (field.name().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aNameIsTheSameInAnyCaseAndWithDots() {
    assertEquals(Field.USAGE, Column.of("Memory.Current").field);
    assertEquals(Field.SWAP_FREE, Column.of(" node_memory_SwapFree_bytes ").field);
    assertEquals(Column.Kind.OTHER, Column.of("usage2").kind);
  }
}
