package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RowsTest {

  private final Rows rows = new Rows(2, 2);

  @Test
  void rowsKeepTheirNamesAndColumnsApart() {
    int eden = rows.add("Eden");
    int old = rows.add("Old");
    rows.set(eden, 0, 1);
    rows.set(eden, 1, State.UNLIMITED);
    rows.set(old, 0, 3);
    assertEquals("Eden", rows.name(0));
    assertEquals("Old", rows.name(1));
    assertEquals(1, rows.value(eden, 0));
    assertEquals(State.UNLIMITED, rows.state(eden, 1));
    assertEquals(3, rows.value(old, 0));
    assertFalse(rows.known(old, 1));
  }

  @Test
  void theNameThatStoodThereBeforeIsKept() {
    rows.add("Eden".toCharArray(), 4);
    String first = rows.name(0);
    rows.clear();
    rows.add("Eden Space".toCharArray(), 4);
    assertSame(first, rows.name(0));
    rows.clear();
    rows.add("Eden Space".toCharArray(), 10);
    assertEquals("Eden Space", rows.name(0));
  }

  @Test
  void noMoreRowsThanThereIsRoomFor() {
    assertFalse(rows.full());
    rows.add("a");
    rows.add("b");
    assertTrue(rows.full());
    assertThrows(IndexOutOfBoundsException.class, () -> rows.add("c"));
  }

  @Test
  void aRowThatIsNotThereHasNoNameAndNoNumber() {
    rows.add("a");
    assertThrows(IndexOutOfBoundsException.class, () -> rows.name(1));
    assertThrows(IllegalStateException.class, () -> rows.value(1, 0));
  }

  @Test
  void clearingTakesNamesAndNumbersAway() {
    rows.set(rows.add("a"), 0, 1);
    rows.clear();
    assertEquals(0, rows.size());
    assertThrows(IndexOutOfBoundsException.class, () -> rows.name(0));
    rows.add("b");
    assertFalse(rows.known(0, 0));
  }

  @Test
  void aCopyIsNotTouchedByWhatComesLater() {
    rows.set(rows.add("a"), 0, 1);
    Rows copy = new Rows(2, 2);
    copy.copyFrom(rows);
    rows.clear();
    rows.set(rows.add("b"), 0, 2);
    assertEquals("a", copy.name(0));
    assertEquals(1, copy.value(0, 0));
    assertEquals(1, copy.size());
  }
}
