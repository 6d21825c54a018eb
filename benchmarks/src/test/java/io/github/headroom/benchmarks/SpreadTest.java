package io.github.headroom.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    assertEquals(new Spread(2, 1, 9, 3), Spread.of(List.of(9, 1, 2)));
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertEquals(2.5, Spread.of(List.of(1, 2, 3, 9)).median());
  }

  @Test
  void theDifferenceToTheBaseIsPrintedWithItsSpread() {
    assertEquals("2.0 (1.0 to 4.0)", Spread.of(List.of(11, 12, 14)).beyond(10, "%.1f"));
  }

  @Test
  void oneValueHasNoSpread() {
    assertEquals("2", Spread.of(List.of(12)).beyond(10, "%.0f"));
  }

  @Test
  void nothingMeasuredIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }
}
