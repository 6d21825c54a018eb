package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PeaksTest {

  private static final double HOUR = 3600;
  private static final double DAY = 24 * HOUR;

  private final Peaks peaks = new Peaks(2);

  private void add(double seconds, double value) {
    peaks.at(seconds);
    peaks.add(0, value);
  }

  @Test
  void atFirstNothingIsKnown() {
    assertFalse(peaks.known(0));
    assertEquals(0, peaks.span());
  }

  @Test
  void aSeriesIsKnownByItself() {
    add(0, 5);
    assertTrue(peaks.known(0));
    assertFalse(peaks.known(1));
  }

  @Test
  void theHighestOfAllIsKeptHoweverLongTheSlotsBecome() {
    for (int minute = 0; minute < 7 * 24 * 60; minute++) {
      add(1000 + minute * 60, minute == 77 ? 9 : 1);
    }
    assertEquals(9, peaks.highest(0));
    assertEquals(7 * DAY - 60, peaks.span());
  }

  @Test
  void theFirstHalfOfTheTimeHasAHighestOfItsOwn() {
    add(0, 3);
    add(HOUR, 5);
    add(2 * HOUR, 4);
    add(3 * HOUR, 7);
    assertEquals(5, peaks.highestOfTheFirstHalf(0));
    assertEquals(7, peaks.highest(0));
  }

  @Test
  void elevenDaysOldReadingsAreDropped() {
    add(0, 9);
    for (int hour = 1; hour < 14 * 24; hour++) {
      add(hour * HOUR, 2);
    }
    assertEquals(2, peaks.highest(0));
    assertTrue(peaks.span() <= Peaks.REACH, () -> peaks.span() + " s");
    assertTrue(peaks.span() > 11 * DAY, () -> peaks.span() + " s");
  }

  @Test
  void aGapLongerThanAllThatIsKeptLeavesWhatComesAfterIt() {
    add(0, 9);
    add(40 * DAY, 2);
    assertEquals(2, peaks.highest(0));
  }

  @Test
  void aClockThatGoesBackOrIsNoNumberIsPassedOver() {
    add(500, 3);
    add(100, 4);
    add(Double.NaN, 2);
    add(Double.POSITIVE_INFINITY, 2);
    assertEquals(0, peaks.span());
    assertEquals(4, peaks.highest(0));
  }
}
