package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadingsTest {

  private final Readings readings = new Readings(2);

  @Test
  void allIsAbsentAtFirst() {
    assertEquals(State.ABSENT, readings.state(0));
    assertEquals(State.ABSENT, readings.state(1));
  }

  @Test
  void aNumberIsKnown() {
    readings.set(0, 42);
    assertEquals(State.KNOWN, readings.state(0));
    assertEquals(42, readings.value(0));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KNOWN")
  void askingForAnUnreadNumberThrows(State state) {
    readings.set(0, 42);
    readings.set(0, state);
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> readings.value(0));
    assertEquals("no number was read, it is " + state, thrown.getMessage());
  }

  @Test
  void fillingTakesEveryNumberAway() {
    readings.set(0, 1);
    readings.set(1, 2);
    readings.fill(State.UNREADABLE);
    assertEquals(State.UNREADABLE, readings.state(0));
    assertEquals(State.UNREADABLE, readings.state(1));
  }

  @Test
  void aCopyHoldsStatesAndNumbersAndIsNotTouchedByWhatComesLater() {
    readings.set(0, 42);
    readings.set(1, State.UNLIMITED);
    Readings copy = new Readings(2);
    copy.copyFrom(readings);
    readings.set(0, 43);
    readings.set(1, 44);
    assertEquals(42, copy.value(0));
    assertEquals(State.UNLIMITED, copy.state(1));
  }
}
