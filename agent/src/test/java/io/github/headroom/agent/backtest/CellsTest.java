package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "nan", "null", "None", "NA", "N/A", "n/a", "-"})
  void aCellWithoutANumberIsEmpty(String text) {
    assertTrue(Double.isNaN(Cells.number(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--", "no", "nothing", "1f"})
  void anyOtherTextIsRefused(String text) {
    assertThrows(NumberFormatException.class, () -> Cells.number(text));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1.3e+09, 1300000000", "-1, -1", "max, Infinity"})
  void aCellWithANumberIsRead(String text, double expected) {
    assertEquals(expected, Cells.number(text));
  }
}
