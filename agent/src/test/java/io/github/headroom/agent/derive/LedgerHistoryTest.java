package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heap holds as many bytes as seconds have passed. */
class LedgerHistoryTest {

  private final LedgerHistory history = new LedgerHistory();

  private void add(int from, int to, int step) {
    Figures figures = new Figures();
    for (int second = from; second <= to; second += step) {
      figures.set(Figure.LEDGER_JAVA_HEAP, (long) second);
      history.add(figures, second);
    }
  }

  @Test
  void atFirstNothingIsKnown() {
    assertEquals(0, history.reach(5));
    assertFalse(history.known(MemoryArea.JAVA_HEAP));
  }

  @Test
  void theOldestIsTheFirstUntilFiveMinutesHavePassed() {
    add(100, 390, 10);
    assertEquals(290, history.reach(390));
    assertEquals(100, history.held(MemoryArea.JAVA_HEAP));
  }

  @Test
  void thenItIsFiveMinutesOld() {
    add(100, 1000, 10);
    assertEquals(300, history.reach(1000));
    assertEquals(700, history.held(MemoryArea.JAVA_HEAP));
  }

  @Test
  void passesThatAreFurtherApartReachFurther() {
    add(0, 12_000, 600);
    assertEquals(6000, history.reach(12_000));
    assertEquals(6000, history.held(MemoryArea.JAVA_HEAP));
  }

  @Test
  void anAreaThatWasNotKnownThenIsNotKnown() {
    add(0, 60, 10);
    assertFalse(history.known(MemoryArea.METASPACE));
  }

  @ParameterizedTest
  @EnumSource(MemoryArea.class)
  void theLedgersFiguresAreInTheOrderOfTheAreas(MemoryArea area) {
    assertEquals("LEDGER_" + area.name(), Figure.held(area).name());
  }
}
